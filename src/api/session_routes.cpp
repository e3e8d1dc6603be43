#include "api/api.h"
#include "api/handlers.h"
#include "api/json.h"
#include "api/session_answer.h"
#include "api/views.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using access::Action;
using access::Policy;

http::Response sign_in(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto login = form.text("login", 256);
  const crypto::SecretText passphrase{form.text("passphrase", 1024)};
  const auto code = form.optional_text("code", 64);
  form.finish();
  if (const auto wait = node.wait(login, call.request.peer)) return wait_response(call, *wait);
  return signed_in_response(
      node, call, node.sign_in(login, passphrase, call.request.peer, code, device_of(call)));
}

http::Response sign_out(node::Node& node, const Call& call) {
  node.sign_out(call.cookie);
  auto out = no_content();
  out.headers.emplace_back("Set-Cookie", session_cookie(call, ""));
  out.headers.emplace_back("Clear-Site-Data", "\"cache\", \"storage\"");
  return out;
}

http::Response list_sessions(node::Node& node, const Call& call) {
  const auto grant = Policy::built_in().require<Action::account_self>(call.who());
  const auto here = access::Sessions::id_of(call.cookie);
  return json_response(json::object{
      {"items", list_of(node.sessions().of(grant.account()), [&](const auto& session) {
         return json::object{{"id", session.id.text()},         {"since", to_text(session.since)},
                             {"used", to_text(session.used)},   {"browser", session.device.browser},
                             {"system", session.device.system}, {"current", session.id == here}};
       })}});
}

http::Response end_session(node::Node& node, const Call& call) {
  const auto id = access::SessionId::parse(call.path.at(0));
  if (!id) throw Failure{Fault::absent, "session.absent"};
  node.end_session(Policy::built_in().require<Action::account_self>(call.who()), *id);
  return no_content();
}

http::Response end_all_sessions(node::Node& node, const Call& call) {
  node.sign_out_everywhere(Policy::built_in().require<Action::account_self>(call.who()));
  auto out = no_content();
  out.headers.emplace_back("Set-Cookie", session_cookie(call, ""));
  return out;
}

http::Response end_sessions_of(node::Node& node, const Call& call) {
  node.sign_out_everywhere(Policy::built_in().require<Action::account_change>(call.who()),
                           call.id<AccountId>(0));
  return no_content();
}

http::Response change_passphrase(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const crypto::SecretText current{form.text("current", 1024)};
  const crypto::SecretText next{form.text("new", 1024)};
  form.finish();
  const auto grant = Policy::built_in().require<Action::account_self>(call.who());
  node.change_own_passphrase(grant, current, next, call.request.peer);
  return no_content();
}

/// What a page seals half-typed forms with, so that they wait in the browser and open for the same
/// account only, once it is signed in again.
http::Response draft_key(node::Node& node, const Call& call) {
  const auto key = home(node, call).keyring().tag("draft", call.who().account.text());
  return json_response(boost::json::object{{"key", hex(key)}});
}

}  // namespace

void add_session_routes(Router& router, node::Node& node) {
  router.add({.method = "GET",
              .path = "/account/draft-key",
              .action = Action::account_self,
              .summary = "The key under which half-typed forms wait in the browser",
              .takes = "",
              .gives = "DraftKey",
              .answer = bound(node, draft_key)});
  router.add({.method = "POST",
              .path = "/sessions",
              .action = std::nullopt,
              .summary = "Sign in",
              .takes = "SignIn",
              .gives = "Session",
              .status = 201,
              .answer = [&node](const Call& call) { return sign_in(node, call); }});
  router.add({.method = "GET",
              .path = "/sessions/current",
              .action = Action::account_self,
              .summary = "Who is signed in, and what they may do",
              .takes = "",
              .gives = "Session",
              .answer = [&node](const Call& call) {
                return json_response(session_view(node, *call.session, call.who()));
              }});
  router.add({.method = "DELETE",
              .path = "/sessions/current",
              .action = Action::account_self,
              .summary = "Sign out",
              .takes = "",
              .gives = "",
              .status = 204,
              .answer = [&node](const Call& call) { return sign_out(node, call); }});
  router.add({.method = "GET",
              .path = "/sessions",
              .action = Action::account_self,
              .summary = "Where one is signed in",
              .takes = "",
              .gives = "Sessions",
              .answer = [&node](const Call& call) { return list_sessions(node, call); }});
  router.add({.method = "DELETE",
              .path = "/sessions",
              .action = Action::account_self,
              .summary = "Sign out everywhere",
              .takes = "",
              .gives = "",
              .status = 204,
              .answer = [&node](const Call& call) { return end_all_sessions(node, call); }});
  router.add({.method = "DELETE",
              .path = "/sessions/{session}",
              .action = Action::account_self,
              .summary = "End one of one's own sessions",
              .takes = "",
              .gives = "",
              .status = 204,
              .answer = [&node](const Call& call) { return end_session(node, call); }});
  router.add({.method = "DELETE",
              .path = "/accounts/{account}/sessions",
              .action = Action::account_change,
              .summary = "Sign an account out everywhere",
              .takes = "",
              .gives = "",
              .status = 204,
              .answer = [&node](const Call& call) { return end_sessions_of(node, call); }});
  router.add({.method = "PUT",
              .path = "/account/passphrase",
              .action = Action::account_self,
              .summary = "Change one's own passphrase; signs out everywhere",
              .takes = "ChangePassphrase",
              .gives = "",
              .status = 204,
              .answer = [&node](const Call& call) { return change_passphrase(node, call); }});
}

}  // namespace ts::api
