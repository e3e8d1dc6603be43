#include <boost/json.hpp>
#include <iomanip>
#include <iostream>

#include "access/accounts.h"
#include "cli/cli.h"
#include "node/node.h"

namespace ts::cli {
namespace {

namespace json = boost::json;

/// The organisation of that name or id; the only one when none is named.
node::Organisation& find_organisation(node::Node& node, const std::string& wanted) {
  const auto all = node.organisations();
  if (wanted.empty() && all.size() == 1) return *all.front();
  for (auto* each : all)
    if (each->id().text() == wanted || each->accounts().organisation().name == wanted) return *each;
  throw Failure{Fault::absent, "cli.no_organisation"};
}

std::optional<TeamId> team_of(access::Accounts& accounts, const std::string& name) {
  if (name.empty()) return std::nullopt;
  for (const auto& team : accounts.teams())
    if (team.name == name) return team.id;
  return accounts.make_team_at_console(name);
}

/// The account of that login, and the accounts that it is one of.
std::pair<access::Accounts*, AccountId> find_account(node::Node& node, const std::string& text) {
  const auto login = access::login_of(text);
  for (auto* organisation : node.organisations()) {
    const auto account = login ? organisation->accounts().find_login(*login) : std::nullopt;
    if (account) return {&organisation->accounts(), account->id};
  }
  throw Failure{Fault::absent, "account.absent"};
}

}  // namespace

int organisation_add(const Settings& settings) {
  const SystemClock clock;
  node::Node node{layout_of(settings), opener(settings), clock};
  std::cout << node.add_organisation(settings.organisation, settings.country).text() << '\n';
  return done;
}

int user_add(const Settings& settings) {
  const auto role = access::role_of(settings.role);
  if (!role) throw Failure{Fault::invalid, "cli.bad_role"};
  const SystemClock clock;
  node::Node node{layout_of(settings), opener(settings), clock};
  auto& accounts = find_organisation(node, settings.organisation).accounts();
  node.refuse_taken(settings.login);
  const auto passphrase = new_passphrase(settings);
  const auto id = accounts.make_at_console({.login = settings.login,
                                            .name = settings.name,
                                            .language = settings.language,
                                            .role = *role,
                                            .team = team_of(accounts, settings.team)},
                                           passphrase);
  std::cout << id.text() << '\n';
  return done;
}

int user_list(const Settings& settings) {
  const SystemClock clock;
  node::Node node{layout_of(settings), opener(settings), clock};
  json::array out;
  for (auto* organisation : node.organisations()) {
    const auto about = organisation->accounts().organisation();
    for (const auto& account : organisation->accounts().all())
      out.push_back(json::object{{"organisation", about.name},
                                 {"login", account.login},
                                 {"name", account.name},
                                 {"role", access::text(account.role)},
                                 {"disabled", account.disabled}});
  }
  if (settings.json) {
    std::cout << json::serialize(out) << '\n';
    return done;
  }
  for (const auto& row : out) {
    const auto& account = row.as_object();
    const auto cell = [&](const char* name) { return std::string{account.at(name).as_string()}; };
    std::cout << std::left << std::setw(24) << cell("login") << std::setw(20) << cell("role")
              << cell("organisation") << (account.at("disabled").as_bool() ? " (disabled)" : "")
              << '\n';
  }
  return done;
}

int user_passphrase(const Settings& settings) {
  const SystemClock clock;
  node::Node node{layout_of(settings), opener(settings), clock};
  const auto [accounts, id] = find_account(node, settings.login);
  accounts->set_passphrase_at_console(id, new_passphrase(settings));
  return done;
}

int user_second_factor(const Settings& settings) {
  if (!settings.off) throw Failure{Fault::invalid, "cli.needs_off"};
  const SystemClock clock;
  node::Node node{layout_of(settings), opener(settings), clock};
  const auto [accounts, id] = find_account(node, settings.login);
  accounts->take_off_second_factor_at_console(id);
  return done;
}

}  // namespace ts::cli
