#include "api/session_answer.h"

#include "api/problem.h"
#include "api/views.h"

namespace ts::api {

namespace json = boost::json;
using access::Policy;

json::object session_view(node::Node& node, const access::Session& session,
                          const access::Caller& caller) {
  auto& accounts = node.organisation(session.org).accounts();
  const auto account = accounts.find(session.account);
  ensure(account.has_value());
  const auto organisation = accounts.organisation();
  const auto& policy = Policy::built_in();
  return {{"account", json::object{{"id", account->id.text()},
                                   {"name", account->name},
                                   {"role", text(account->role)},
                                   {"team", Views{accounts}.team_name(account->team)},
                                   {"language", account->language}}},
          {"organisation", json::object{{"id", organisation.id.text()},
                                        {"name", organisation.name},
                                        {"country", organisation.country}}},
          {"can", list_of(policy.actions(caller.role),
                          [](std::string_view action) { return json::value(action); })},
          {"reads", policy.reads(caller.role).letters()},
          {"writes", policy.writes(caller.role).letters()},
          {"with_reason", policy.with_reason(caller.role).letters()},
          {"second_factor", account->second_factor                      ? "on"
                            : accounts.lacks_second_factor(account->id) ? "needed"
                                                                        : "off"},
          {"csrf", session.csrf},
          {"expires_at", to_text(session.expires_at)}};
}

std::string session_cookie(const Call& call, std::string_view value) {
  return "turnstone_session=" + std::string{value} + "; Path=/; HttpOnly; SameSite=Strict" +
         (call.request.secure ? "; Secure" : "") + (value.empty() ? "; Max-Age=0" : "");
}

http::Response signed_in_response(node::Node& node, const Call& call,
                                  const node::SignedIn& signed_in) {
  const auto caller = node.caller(signed_in.session);
  if (!caller) throw Failure{Fault::unauthenticated, "session.wrong"};
  auto out = json_response(session_view(node, signed_in.session, *caller), 201);
  out.headers.emplace_back("Set-Cookie", session_cookie(call, signed_in.tokens.cookie));
  return out;
}

http::Response wait_response(const Call& call, std::chrono::seconds wait) {
  auto out = problem({Fault::too_many, "session.wait"}, call.language);
  out.headers.emplace_back("Retry-After", std::to_string(wait.count()));
  return out;
}

access::Device device_of(const Call& call) {
  return access::device_of(call.request.header("User-Agent").value_or(""));
}

}  // namespace ts::api
