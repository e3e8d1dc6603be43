#include <memory>

#include "api/api.h"
#include "api/handlers.h"
#include "api/json.h"
#include "api/problem.h"
#include "api/session_answer.h"
#include "api/views.h"
#include "openid/errand.h"

/// Signing in through a provider. The provider sends the browser back to the page, and the page
/// brings here what it was given, so that our cookies can stay strict.
namespace ts::api {
namespace {

namespace json = boost::json;
using access::Action;
using access::Policy;
using http::Response;

constexpr std::string_view errand_cookie_name = "turnstone_sign_on";

std::string errand_cookie(const Call& call, std::string_view value) {
  return std::string{errand_cookie_name} + '=' + std::string{value} +
         "; Path=/api/v1/sign-on; HttpOnly; SameSite=Strict" +
         (call.request.secure ? "; Secure" : "") + "; Max-Age=" +
         std::to_string(value.empty() ? 0 : std::chrono::seconds{openid::Errands::longest}.count());
}

/// The provider, and what browsers were sent there for.
class Desk {
 public:
  Desk(node::Node& node, openid::Provider& provider)
      : node_{node}, provider_{provider}, errands_{node.sign_on_key(), node.clock()} {}

  const std::string& name() const { return provider_.name(); }

  /// Where the browser goes next, and what it carries meanwhile.
  Response begin(const Call& call, const openid::Errand& errand) {
    auto out = json_response(json::object{{"address", provider_.address_for(errand)}});
    out.headers.emplace_back("Set-Cookie", errand_cookie(call, errands_.carried(errand)));
    return out;
  }
  openid::Errand errand() const { return errands_.begin(); }

  Response answer(const Call& call, const std::string& state, const std::string& code,
                  const std::optional<std::string>& issuer) {
    if (const auto wait = node_.sign_on_wait(call.request.peer)) return wait_response(call, *wait);
    const auto errand = errands_.take(carried(call), state);
    if (!errand || (issuer && *issuer != provider_.issuer()))
      node_.refuse_sign_on(call.request.peer, "sign_on.refused");
    const auto token = traded(call, code, *errand);
    const access::Identity who{.issuer = provider_.issuer(), .subject = token.subject};
    if (errand->bind) return bound(call, *errand->bind, who);
    return enter(
        call, {.who = who, .second_factor = token.second_factor, .invitation = errand->invitation},
        {});
  }

  /// The code of an app or of recovery, of who has just come back.
  Response second_factor(const Call& call, const std::string& code) {
    const auto proved = errands_.proved(carried(call));
    if (!proved) node_.refuse_sign_on(call.request.peer, "sign_on.refused");
    return enter(call,
                 {.who = {.issuer = provider_.issuer(), .subject = proved->subject},
                  .invitation = proved->invitation},
                 code);
  }

 private:
  static std::string_view carried(const Call& call) {
    return http::cookie(call.request, errand_cookie_name).value_or("");
  }

  openid::Token traded(const Call& call, const std::string& code, const openid::Errand& errand) {
    try {
      return provider_.trade(code, errand);
    } catch (const Failure& failure) {
      if (failure.fault() == Fault::unauthenticated)
        node_.refuse_sign_on(call.request.peer, failure.key());
      throw;
    }
  }

  Response bound(const Call& call, AccountId account, const access::Identity& who) {
    const auto session = node_.sessions().find(call.cookie);
    const auto caller = session ? node_.caller(*session) : std::nullopt;
    if (!caller || caller->account != account)
      throw Failure{Fault::unauthenticated, "session.none"};
    node_.bind_sign_on(session->org, account, who);
    auto out = json_response(session_view(node_, *session, *caller), 201);
    out.headers.emplace_back("Set-Cookie", errand_cookie(call, ""));
    return out;
  }

  Response enter(const Call& call, const node::SignOn& back,
                 const std::optional<std::string>& code) {
    try {
      auto out = signed_in_response(node_, call,
                                    node_.sign_on(back, call.request.peer, code, device_of(call)));
      out.headers.emplace_back("Set-Cookie", errand_cookie(call, ""));
      return out;
    } catch (const Failure& failure) {
      if (failure.key() != MessageKey{"session.needs_code"}) throw;
      auto out = problem(failure, call.language);
      const openid::Proved proved{
          .subject = back.who.subject, .at = node_.clock().now(), .invitation = back.invitation};
      out.headers.emplace_back("Set-Cookie", errand_cookie(call, errands_.carried(proved)));
      return out;
    }
  }

  node::Node& node_;
  openid::Provider& provider_;
  openid::Errands errands_;
};

using Shared = std::shared_ptr<Desk>;

Desk& set_up(const Shared& sign_on) {
  if (!sign_on) throw Failure{Fault::absent, "sign_on.off"};
  return *sign_on;
}

Response offer(const Shared& sign_on) {
  json::object out;
  if (sign_on) out["name"] = sign_on->name();
  return json_response(out);
}

Response begin(const Shared& sign_on, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto invitation = form.optional_text("invitation", 128);
  form.finish();
  auto& through = set_up(sign_on);
  auto errand = through.errand();
  errand.invitation = invitation.value_or("");
  return through.begin(call, errand);
}

Response answer(const Shared& sign_on, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto state = form.text("state", 128);
  const auto code = form.text("code");
  const auto issuer = form.optional_text("issuer", 1024);
  form.finish();
  return set_up(sign_on).answer(call, state, code, issuer);
}

Response second_factor(const Shared& sign_on, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto code = form.text("code", 64);
  form.finish();
  return set_up(sign_on).second_factor(call, code);
}

auto oneself(const Call& call) {
  return Policy::built_in().require<Action::account_self>(call.who());
}

Response show_own(const Shared& sign_on, node::Node& node, const Call& call) {
  const auto since = home(node, call).accounts().signs_on_since(oneself(call));
  json::object out;
  if (sign_on) out["name"] = sign_on->name();
  if (since) out["since"] = to_text(*since);
  return json_response(out);
}

Response begin_own(const Shared& sign_on, node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const crypto::SecretText passphrase{form.text("passphrase", 1024)};
  const auto code = form.optional_text("code", 64);
  form.finish();
  const auto grant = oneself(call);
  auto& through = set_up(sign_on);
  node.prove_for_sign_on(grant, passphrase, code, call.request.peer);
  auto errand = through.errand();
  errand.bind = grant.account();
  return through.begin(call, errand);
}

Response end_own(node::Node& node, const Call& call) {
  home(node, call).accounts().end_sign_on(oneself(call));
  return no_content();
}

Response invite(const Shared& sign_on, node::Node& node, const Call& call) {
  const auto grant = Policy::built_in().require<Action::account_change>(call.who());
  set_up(sign_on);
  const auto id = call.id<AccountId>(0);
  auto& accounts = home(node, call).accounts();
  const auto made = accounts.invite_to_sign_on(grant, id);
  return with_etag(
      json_response(json::object{{"code", made.code}, {"until", to_text(made.until)}}, 201),
      accounts.find(id).value().revision);
}

Response end_others(node::Node& node, const Call& call) {
  const auto id = call.id<AccountId>(0);
  node.end_sign_on(Policy::built_in().require<Action::account_change>(call.who()), id);
  auto& accounts = home(node, call).accounts();
  const auto account = accounts.find(id).value();
  return with_etag(json_response(Views{accounts}.account(account)), account.revision);
}

void add_own(Router& router, node::Node& node, const Shared& sign_on) {
  router.add(
      {.method = "GET",
       .path = "/account/sign-on",
       .action = Action::account_self,
       .summary = "Whether one may sign in through the provider",
       .takes = "",
       .gives = "OwnSignOn",
       .answer = [&node, sign_on](const Call& call) { return show_own(sign_on, node, call); }});
  router.add(
      {.method = "POST",
       .path = "/account/sign-on",
       .action = Action::account_self,
       .summary = "Begin to bind one's own account to who the provider says one is",
       .takes = "BeginOwnSignOn",
       .gives = "SignOnBegun",
       .answer = [&node, sign_on](const Call& call) { return begin_own(sign_on, node, call); }});
  router.add({.method = "DELETE",
              .path = "/account/sign-on",
              .action = Action::account_self,
              .summary = "Sign in with the passphrase only from now on",
              .takes = "",
              .gives = "",
              .status = 204,
              .answer = bound(node, end_own)});
}

void add_others(Router& router, node::Node& node, const Shared& sign_on) {
  router.add(
      {.method = "POST",
       .path = "/accounts/{account}/sign-on",
       .action = Action::account_change,
       .summary = "Invite somebody to sign in through the provider; the code is told once",
       .takes = "",
       .gives = "SignOnInvitation",
       .status = 201,
       .answer = [&node, sign_on](const Call& call) { return invite(sign_on, node, call); }});
  router.add({.method = "DELETE",
              .path = "/accounts/{account}/sign-on",
              .action = Action::account_change,
              .summary = "Let somebody sign in with the passphrase only; signs them out everywhere",
              .takes = "",
              .gives = "Account",
              .answer = bound(node, end_others)});
}

}  // namespace

void add_sign_on_routes(Router& router, node::Node& node, openid::Provider* provider) {
  const auto sign_on = provider ? std::make_shared<Desk>(node, *provider) : nullptr;
  router.add({.method = "GET",
              .path = "/sign-on",
              .action = std::nullopt,
              .summary = "The provider that people may sign in through, if there is one",
              .takes = "",
              .gives = "SignOn",
              .answer = [sign_on](const Call&) { return offer(sign_on); }});
  router.add({.method = "POST",
              .path = "/sign-on",
              .action = std::nullopt,
              .summary = "Begin to sign in through the provider",
              .takes = "BeginSignOn",
              .gives = "SignOnBegun",
              .answer = [sign_on](const Call& call) { return begin(sign_on, call); }});
  router.add({.method = "POST",
              .path = "/sign-on/answer",
              .action = std::nullopt,
              .summary = "What the provider sent the browser back with",
              .takes = "SignOnAnswer",
              .gives = "Session",
              .status = 201,
              .answer = [sign_on](const Call& call) { return answer(sign_on, call); }});
  router.add({.method = "POST",
              .path = "/sign-on/code",
              .action = std::nullopt,
              .summary = "The second factor, where it was asked for",
              .takes = "ConfirmSecondFactor",
              .gives = "Session",
              .status = 201,
              .answer = [sign_on](const Call& call) { return second_factor(sign_on, call); }});
  add_own(router, node, sign_on);
  add_others(router, node, sign_on);
}

}  // namespace ts::api
