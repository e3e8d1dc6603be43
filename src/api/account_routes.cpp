#include "api/api.h"
#include "api/handlers.h"
#include "api/json.h"
#include "api/views.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using access::Action;
using access::Policy;
using http::Response;

access::Accounts& accounts_of(node::Node& node, const Call& call) {
  return home(node, call).accounts();
}

std::optional<access::Role> role_of(Form& form, const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  const auto role = access::role_of(*text);
  if (!role) form.problem("role", "field.not_a_choice");
  return role;
}

Response account_response(const access::Accounts& accounts, const access::Account& account,
                          int status = 200) {
  return with_etag(json_response(Views{accounts}.account(account), status), account.revision);
}

Response list_accounts(node::Node& node, const Call& call) {
  Policy::built_in().require<Action::account_read>(call.who());
  auto& org = home(node, call);
  org.journal().note(call.who().account, {.what = audit::What::accounts_read});
  const Views views{org.accounts()};
  return json_response(
      json::object{{"items", list_of(org.accounts().all(), [&](const auto& account) {
                      return views.account(account);
                    })}});
}

Response make_account(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto role = role_of(form, form.text("role", 64));
  const access::NewAccount wanted{.login = form.text("login", 256),
                                  .name = form.text("name", 400),
                                  .language = form.optional_text("language", 16).value_or("en"),
                                  .role = role.value_or(access::Role::caseworker),
                                  .team = form.optional_id<TeamId>("team")};
  const crypto::SecretText passphrase{form.text("passphrase", 1024)};
  form.finish();
  const auto grant = Policy::built_in().require<Action::account_change>(call.who());
  node.refuse_taken(wanted.login);
  auto& accounts = accounts_of(node, call);
  const auto id = accounts.make(grant, wanted, passphrase);
  return account_response(accounts, accounts.find(id).value(), 201);
}

Response change_account(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const access::AccountChange wanted{.name = form.optional_text("name", 400),
                                     .language = form.optional_text("language", 16),
                                     .role = role_of(form, form.optional_text("role", 64)),
                                     .team = form.optional_id<TeamId>("team"),
                                     .disabled = form.optional_flag("disabled")};
  auto passphrase = form.optional_text("passphrase", 1024);
  form.finish();
  const auto id = call.id<AccountId>(0);
  const auto grant = Policy::built_in().require<Action::account_change>(call.who());
  auto& accounts = accounts_of(node, call);
  const auto account = accounts.find(id);
  if (!account) throw Failure{Fault::absent, "account.absent"};
  // Before anything is changed: what is refused in part is refused as a whole.
  const auto weak = passphrase ? access::weakness(*passphrase, account->login) : std::nullopt;
  if (weak) refuse_if_any({{"passphrase", *weak}});
  accounts.change(grant, id, call.if_match(), wanted);
  if (passphrase) accounts.set_passphrase(grant, id, crypto::SecretText{std::move(*passphrase)});
  // Whoever uses the account signs in anew, as what it is now.
  if (wanted.role || wanted.disabled || passphrase) node.sessions().end_all_of(id);
  return account_response(accounts, accounts.find(id).value());
}

json::object team_view(const access::Team& team) {
  return {{"id", team.id.text()}, {"name", team.name}, {"revision", team.revision}};
}

Response list_teams(node::Node& node, const Call& call) {
  Policy::built_in().require<Action::team_read>(call.who());
  return json_response(
      json::object{{"items", list_of(accounts_of(node, call).teams(), team_view)}});
}

Response make_team(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto name = form.text("name", 400);
  form.finish();
  const auto grant = Policy::built_in().require<Action::team_change>(call.who());
  auto& accounts = accounts_of(node, call);
  const auto id = accounts.make_team(grant, name);
  return json_response(team_view(accounts.team(id).value()), 201);
}

}  // namespace

void add_account_routes(Router& router, node::Node& node) {
  router.add({.method = "GET",
              .path = "/accounts",
              .action = Action::account_read,
              .summary = "Accounts of this organisation",
              .takes = "",
              .gives = "Accounts",
              .answer = bound(node, list_accounts)});
  router.add({.method = "POST",
              .path = "/accounts",
              .action = Action::account_change,
              .summary = "Make an account",
              .takes = "NewAccount",
              .gives = "Account",
              .status = 201,
              .answer = bound(node, make_account)});
  router.add({.method = "PATCH",
              .path = "/accounts/{account}",
              .action = Action::account_change,
              .summary = "Change or disable an account, or give it a new passphrase",
              .takes = "ChangeAccount",
              .gives = "Account",
              .if_match = true,
              .answer = bound(node, change_account)});
  router.add({.method = "GET",
              .path = "/teams",
              .action = Action::team_read,
              .summary = "Teams of this organisation",
              .takes = "",
              .gives = "Teams",
              .answer = bound(node, list_teams)});
  router.add({.method = "POST",
              .path = "/teams",
              .action = Action::team_change,
              .summary = "Make a team",
              .takes = "NewTeam",
              .gives = "Team",
              .status = 201,
              .answer = bound(node, make_team)});
}

}  // namespace ts::api
