#pragma once

#include <boost/json.hpp>
#include <unordered_map>

#include "access/accounts.h"
#include "base/json_text.h"
#include "cases/cases.h"
#include "http/message.h"

/// What the services give, as the JSON that the API describes (data/api/schemas.json).
namespace ts::api {

http::Response json_response(const boost::json::value& body, int status = 200);
http::Response json_response(JsonText body, int status = 200);
http::Response no_content();
/// With the revision as ETag.
http::Response with_etag(http::Response response, std::int64_t revision);

/// Names of accounts and teams as colleagues know them. Of one answer, and one thread.
class Views {
 public:
  explicit Views(const access::Accounts& accounts) : accounts_{accounts} {}

  boost::json::value account_name(AccountId id) const;
  boost::json::value account_name(const std::optional<AccountId>& id) const;
  boost::json::value team_name(const std::optional<TeamId>& id) const;

  JsonText view(const cases::View& view) const;
  /// The members of a record.
  void record(JsonText& out, const records::Record& record) const;
  boost::json::object due(const frames::DueRow& row) const;
  /// The members of a row of a list.
  void row(JsonText& out, const frames::CaseRow& row) const;
  boost::json::object change(const records::Change& change) const;
  boost::json::object reading(const cases::Reading& reading) const;
  boost::json::object certificate(const records::Certificate& certificate) const;
  boost::json::object account(const access::Account& account) const;
  boost::json::object entry(const audit::Entry& entry) const;

 private:
  boost::json::value joined_to(const std::optional<cases::JoinedTo>& joined) const;
  struct Named {
    std::string name;
    std::string json;  ///< with the id
  };
  const Named& named(AccountId id) const;
  const Named& named(TeamId id) const;

  const access::Accounts& accounts_;
  // The same few names stand in every row.
  mutable std::unordered_map<AccountId, Named> names_;
  mutable std::unordered_map<TeamId, Named> teams_;
};

/// "7k3m-2q9x": the first letters of the id, for paper and talk.
std::string code_of(CaseId id);

template <class Items, class F>
boost::json::array list_of(const Items& items, F&& view) {
  boost::json::array out;
  for (const auto& item : items) out.push_back(view(item));
  return out;
}

/// A list of rows, as an array.
template <class Items, class F>
void write_list(JsonText& out, const Items& items, F&& write) {
  out.begin_array();
  for (const auto& item : items) {
    out.begin_object();
    write(item);
    out.end_object();
  }
  out.end_array();
}

}  // namespace ts::api
