#pragma once

#include <boost/json.hpp>

#include "access/accounts.h"
#include "cases/cases.h"
#include "http/message.h"

/// What the services give, as the JSON that the API describes (data/api/schemas.json).
namespace ts::api {

http::Response json_response(const boost::json::value& body, int status = 200);
http::Response no_content();
/// With the revision as ETag.
http::Response with_etag(http::Response response, std::int64_t revision);

/// Names of accounts and teams as colleagues know them.
class Views {
 public:
  explicit Views(const access::Accounts& accounts) : accounts_{accounts} {}

  boost::json::value account_name(AccountId id) const;
  boost::json::value account_name(const std::optional<AccountId>& id) const;
  boost::json::value team_name(const std::optional<TeamId>& id) const;

  boost::json::object record(const records::Record& record) const;
  boost::json::object view(const cases::View& view) const;
  boost::json::object due(const frames::DueRow& row) const;
  boost::json::object row(const frames::CaseRow& row) const;
  boost::json::object change(const records::Change& change) const;
  boost::json::object reading(const cases::Reading& reading) const;
  boost::json::object certificate(const records::Certificate& certificate) const;
  boost::json::object account(const access::Account& account) const;
  boost::json::object entry(const audit::Entry& entry) const;

 private:
  boost::json::value joined_to(const std::optional<cases::JoinedTo>& joined) const;
  const access::Accounts& accounts_;
};

/// "7k3m-2q9x": the first letters of the id, for paper and talk.
std::string code_of(CaseId id);

template <class Items, class F>
boost::json::array list_of(const Items& items, F&& view) {
  boost::json::array out;
  for (const auto& item : items) out.push_back(view(item));
  return out;
}

}  // namespace ts::api
