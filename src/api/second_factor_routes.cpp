#include "api/api.h"
#include "api/handlers.h"
#include "api/json.h"
#include "api/views.h"
#include "formats/qr.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using access::Action;
using access::Policy;
using http::Response;

auto own_grant(const Call& call) {
  return Policy::built_in().require<Action::account_self>(call.who());
}

json::value text_of(std::string_view text) { return json::value(text); }

Response show(node::Node& node, const Call& call) {
  const auto state = home(node, call).accounts().second_factor(own_grant(call));
  return json_response(json::object{
      {"on", state.on},
      {"required", state.required},
      {"since", state.since ? json::value(to_text(*state.since)) : json::value(nullptr)},
      {"recovery_left", state.recovery_left}});
}

Response begin(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const crypto::SecretText passphrase{form.text("passphrase", 1024)};
  form.finish();
  const auto made = node.begin_second_factor(own_grant(call), passphrase, call.request.peer);
  return json_response(json::object{{"secret", made.secret},
                                    {"uri", made.uri},
                                    {"qr", list_of(formats::qr_code(made.uri), text_of)}});
}

Response confirm(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto code = form.text("code", 64);
  form.finish();
  auto& accounts = home(node, call).accounts();
  const auto codes = accounts.confirm_second_factor(own_grant(call), code);
  return json_response(json::object{{"recovery_codes", list_of(codes, text_of)}});
}

Response end(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const crypto::SecretText passphrase{form.text("passphrase", 1024)};
  const auto code = form.text("code", 64);
  form.finish();
  node.end_second_factor(own_grant(call), passphrase, code, call.request.peer);
  return no_content();
}

/// Whoever uses the account signs in anew, without it.
Response take_off(node::Node& node, const Call& call) {
  const auto id = call.id<AccountId>(0);
  const auto grant = Policy::built_in().require<Action::account_change>(call.who());
  auto& accounts = home(node, call).accounts();
  accounts.take_off_second_factor(grant, id);
  node.sessions().end_all_of(id);
  const auto account = accounts.find(id).value();
  return with_etag(json_response(Views{accounts}.account(account)), account.revision);
}

Response rule_response(const access::Organisation& organisation) {
  return with_etag(json_response(json::object{{"roles", list_of(organisation.second_factor_for,
                                                                [](access::Role role) {
                                                                  return json::value(text(role));
                                                                })}}),
                   organisation.revision);
}

Response show_rule(node::Node& node, const Call& call) {
  Policy::built_in().require<Action::account_read>(call.who());
  return rule_response(home(node, call).accounts().organisation());
}

Response set_rule(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  if (!body.contains("roles")) form.problem("roles", "field.required");
  const auto names = form.texts("roles", access::all_roles.size());
  std::vector<access::Role> roles;
  for (const auto& name : names)
    if (const auto role = access::role_of(name))
      roles.push_back(*role);
    else
      form.problem("roles", "field.not_a_choice");
  form.finish();
  const auto grant = Policy::built_in().require<Action::account_change>(call.who());
  return rule_response(
      home(node, call).accounts().require_second_factor(grant, call.if_match(), std::move(roles)));
}

}  // namespace

void add_second_factor_routes(Router& router, node::Node& node) {
  router.add({.method = "GET",
              .path = "/account/second-factor",
              .action = Action::account_self,
              .summary = "How one's own second factor stands",
              .takes = "",
              .gives = "SecondFactor",
              .answer = bound(node, show)});
  router.add({.method = "POST",
              .path = "/account/second-factor",
              .action = Action::account_self,
              .summary = "Begin: the secret for an authenticator app, told once",
              .takes = "BeginSecondFactor",
              .gives = "Enrolment",
              .answer = bound(node, begin)});
  router.add({.method = "PUT",
              .path = "/account/second-factor",
              .action = Action::account_self,
              .summary = "Switch on, with a code of the app; tells the recovery codes, once",
              .takes = "ConfirmSecondFactor",
              .gives = "RecoveryCodes",
              .answer = bound(node, confirm)});
  router.add({.method = "POST",
              .path = "/account/second-factor/end",
              .action = Action::account_self,
              .summary = "Switch one's own off, with passphrase and code",
              .takes = "EndSecondFactor",
              .gives = "",
              .status = 204,
              .answer = bound(node, end)});
  router.add({.method = "DELETE",
              .path = "/accounts/{account}/second-factor",
              .action = Action::account_change,
              .summary = "Take somebody's second factor off; signs them out everywhere",
              .takes = "",
              .gives = "Account",
              .answer = bound(node, take_off)});
  router.add({.method = "GET",
              .path = "/organisation/second-factor",
              .action = Action::account_read,
              .summary = "Which roles must have a second factor",
              .takes = "",
              .gives = "SecondFactorRule",
              .answer = bound(node, show_rule)});
  router.add({.method = "PUT",
              .path = "/organisation/second-factor",
              .action = Action::account_change,
              .summary = "Say which roles must have a second factor",
              .takes = "SecondFactorRule",
              .gives = "SecondFactorRule",
              .if_match = true,
              .answer = bound(node, set_rule)});
}

}  // namespace ts::api
