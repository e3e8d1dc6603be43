#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/policy.h"
#include "access/sessions.h"
#include "http/message.h"
#include "records/idempotency.h"

namespace ts::api {

/// One request on its way through a route.
struct Call {
  const http::Request& request;
  std::string language;           ///< one of lang::spoken_languages
  std::vector<std::string> path;  ///< what stood for {…} in the route's path, in order
  std::map<std::string, std::string, std::less<>> query;
  std::optional<access::Session> session;
  std::optional<access::Caller> caller;
  std::string cookie;

  const access::Caller& who() const;  ///< Bug on a route that is open to all
  /// An id in the path. One that is none is answered like one that is not there.
  template <class IdType>
  IdType id(std::size_t position, MessageKey absent = "case.absent") const {
    const auto out = IdType::parse(path.at(position));
    if (!out) throw Failure{Fault::absent, absent};
    return *out;
  }
  /// `limit` of the query, 1 to 200, 50 when there is none; `Failure{invalid, "query.malformed"}`.
  std::size_t limit() const;
  std::optional<std::string> query_text(std::string_view name) const;
  /// The revision in If-Match. `Failure{unconditional, "request.needs_if_match"}` without one.
  std::int64_t if_match() const;
  /// Idempotency-Key with the digest of this request.
  records::Once once() const;
};

/// One route of the program. From this list come the dispatch, the description of the API and the
/// test that walks every role over every route.
struct Route {
  std::string_view method;
  std::string_view path;  ///< below /api/v1: "/cases/{case}/records"
  /// What the caller must be allowed; nothing: open to all.
  std::optional<access::Action> action;
  std::string_view summary;
  std::string_view takes;  ///< schema of the body; empty: none
  std::string_view gives;  ///< schema of the answer; empty: 204
  int status = 200;
  std::vector<std::string_view> query = {};
  bool if_match = false;
  bool idempotent = false;  ///< takes an Idempotency-Key
  std::function<http::Response(const Call&)> answer;
};

class Router {
 public:
  void add(Route route);
  const std::vector<Route>& routes() const { return routes_; }

  struct Match {
    const Route* route = nullptr;
    std::vector<std::string> path;
    std::vector<std::string_view> allowed;  ///< methods of this path, when the method is another
  };
  /// `path` is what follows /api/v1.
  Match match(std::string_view method, std::string_view path) const;

 private:
  std::vector<Route> routes_;
  std::vector<std::vector<std::string>> patterns_;  // of each route: the parts of its path
};

}  // namespace ts::api
