#include "api/api.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "api/calendar.h"
#include "api/courier.h"
#include "api/phone.h"
#include "api/problem.h"
#include "base/log.h"
#include "crypto/crypto.h"
#include "db/outstanding.h"
#include "lang/messages.h"

namespace ts::api {
namespace {

using http::Request;
using http::Response;

constexpr std::string_view prefix = "/api/v1";
constexpr std::string_view calendar_prefix = "/calendar/";
constexpr std::string_view phone_prefix = "/phone/";
constexpr std::string_view cookie_name = "turnstone_session";

/// The page may load what is its own and nothing else, from nowhere else, and be framed by nobody.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> security_headers{{
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
     "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
     "base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
}};

bool reads_only(const Request& request) {
  return request.method == "GET" || request.method == "HEAD";
}

/// On loopback, another name in Host is a page elsewhere that had its name point here (DNS
/// rebinding). Under TLS the browser has held the name against the certificate already.
bool host_is_ours(const Request& request) {
  if (request.secure) return true;
  const auto host = request.header("Host");
  if (!host) return false;
  auto name = *host;
  const auto colon = name.rfind(':');
  if (colon != std::string_view::npos && name.find(']', colon) == std::string_view::npos)
    name = name.substr(0, colon);
  return name == "127.0.0.1" || name == "localhost" || name == "[::1]";
}

/// Browsers say where a request comes from; another site's is refused before anything else.
bool from_elsewhere(const Request& request) {
  const auto site = request.header("Sec-Fetch-Site");
  return site && *site != "same-origin" && *site != "none";
}

bool is_json(const Request& request) {
  const auto type = request.header("Content-Type");
  return type && (*type == "application/json" || type->starts_with("application/json;") ||
                  *type == "application/merge-patch+json");
}

Response safe(const Request& request, Response response) {
  // For a year, so that nobody's first request of the day can be turned to plain HTTP (RFC 6797).
  if (request.secure)
    response.headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
  for (const auto& [name, value] : security_headers) response.headers.emplace_back(name, value);
  return response;
}

/// What was not written down is not answered.
Response problem_of(const std::exception_ptr& failure, std::string_view language) {
  auto out = bug(language);
  try {
    std::rethrow_exception(failure);
  } catch (const Failure& each) {
    out = problem(each, language);
  } catch (const Bug& mistake) {
    log::event("api.bug", {{"place", mistake}});
  } catch (...) {
    log::event("api.not_durable");
  }
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

bool works_out_a_passphrase(const Request& request) {
  return request.method == "POST" && request.path == std::string{prefix} + "/sessions";
}

}  // namespace

Api::Api(node::Node& node, openid::Provider* provider) : node_{node} {
  router_.add({.method = "GET",
               .path = "/health",
               .action = std::nullopt,
               .summary = "Whether the program answers",
               .takes = "",
               .gives = "Health",
               .answer = [](const Call&) {
                 Response out;
                 out.body = R"({"status":"ok"})";
                 return out;
               }});
  router_.add({.method = "GET",
               .path = "/openapi.json",
               .action = std::nullopt,
               .summary = "This description",
               .takes = "",
               .gives = "OpenApi",
               .answer = [this](const Call&) {
                 Response out;
                 out.body = describe(router_);
                 return out;
               }});
  add_session_routes(router_, node_);
  add_sign_on_routes(router_, node_, provider);
  add_second_factor_routes(router_, node_);
  add_catalogue_routes(router_, node_);
  add_list_routes(router_, node_);
  add_case_routes(router_, node_);
  add_account_routes(router_, node_);
  add_audit_routes(router_, node_);
  add_protection_routes(router_, node_);
  add_screening_routes(router_, node_);
  add_matching_routes(router_, node_);
  add_study_routes(router_, node_);
  add_survey_routes(router_, node_);
  add_publishing_routes(router_, node_);
  add_address_routes(router_, node_);
  add_phone_routes(router_, node_);
  add_file_routes(router_, node_);
  add_import_routes(router_, node_);
  add_matter_routes(router_, node_);
  add_hook_routes(router_, node_);
  add_agreement_routes(router_, node_);
  add_copy_routes(router_, node_);
}

void Api::answer(const Request& request, http::Server::Reply reply) {
  db::Outstanding outstanding;
  const auto out = std::make_shared<Response>(response_to(request));
  outstanding.when_durable([&request, out, reply = std::move(reply)](const auto& failure) {
    reply(failure ? safe(request, problem_of(failure, language_of(request))) : std::move(*out));
  });
}

Response Api::response_to(const Request& request) {
  const auto language = language_of(request);
  Response out;
  if (!host_is_ours(request)) {
    out = problem(421, "request.other_host", language);
  } else if (request.path == prefix || request.path.starts_with(std::string{prefix} + '/')) {
    out = answer_api(request, std::string_view{request.path}.substr(prefix.size()), language);
    const bool has_type =
        std::any_of(out.headers.begin(), out.headers.end(),
                    [](const auto& header) { return header.first == "Content-Type"; });
    if (!has_type && out.status != 204)
      out.headers.emplace_back("Content-Type", "application/json");
    out.headers.emplace_back("Cache-Control", "no-store");
    out.headers.emplace_back("Vary", "Accept-Language, Cookie");
  } else if (request.path.starts_with(calendar_prefix) && reads_only(request)) {
    out = calendar_feed(node_, std::string_view{request.path}.substr(calendar_prefix.size()));
  } else if (request.path.starts_with(phone_prefix)) {
    out = phone_answer(node_, request, std::string_view{request.path}.substr(phone_prefix.size()));
  } else if (request.path == packets_path && request.method == "POST") {
    out = packet_arrived(node_, request);
  } else {
    out = reads_only(request) ? page(request) : problem({Fault::absent, "route.absent"}, language);
  }
  return safe(request, std::move(out));
}

http::Limits Api::limits() {
  http::Limits out;
  out.takes_long = works_out_a_passphrase;
  out.large.may = [](const Request& request) {
    return request.method == "POST" &&
           (request.path == packets_path ||
            request.path == std::string{prefix} + std::string{packets_path});
  };
  return out;
}

Response Api::refuse(const Request& request, int status) {
  const auto language = language_of(request);
  Response out;
  if (status == 413 || status == 431)
    out = problem(status, "request.too_large", language);
  else if (status == 503)
    out = problem(status, "request.too_many", language);
  else if (status == 500)
    out = bug(language);
  else
    out = problem(status, "request.malformed", language);
  out.headers.emplace_back("Cache-Control", "no-store");
  return safe(request, std::move(out));
}

Response Api::answer_api(const Request& request, std::string_view path,
                         const std::string& language) {
  const auto method = request.method == "HEAD" ? std::string_view{"GET"} : request.method;
  auto match = router_.match(method, path);
  if (!match.route) {
    auto out = problem({Fault::absent, "route.absent"}, language);
    if (!match.allowed.empty()) {
      std::string allow;
      for (const auto& each : match.allowed)
        allow += (allow.empty() ? "" : ", ") + std::string{each};
      out = problem(405, "route.other_method", language);
      out.headers.emplace_back("Allow", allow);
    }
    return out;
  }
  const auto& route = *match.route;
  try {
    if (!reads_only(request) && from_elsewhere(request))
      throw Failure{Fault::forbidden, "session.csrf"};
    if (!route.takes.empty() && !is_json(request))
      return problem(415, "request.needs_json", language);
    auto call = call_of(request, route, std::move(match), language);
    return route.answer(call);
  } catch (const Failure& failure) {
    return problem(failure, language);
  } catch (const Bug& mistake) {
    log::event("api.bug", {{"place", mistake}});
    return bug(language);
  }
}

Call Api::call_of(const Request& request, const Route& route, Router::Match match,
                  const std::string& language) {
  Call call{.request = request,
            .language = language,
            .path = std::move(match.path),
            .query = {},
            .session = {},
            .caller = {},
            .cookie = std::string{http::cookie(request, cookie_name).value_or("")}};
  const auto query = http::parse_query(request.query);
  if (!query) throw Failure{Fault::invalid, "query.malformed"};
  for (const auto& [name, value] : *query) {
    if (std::find(route.query.begin(), route.query.end(), name) == route.query.end())
      throw Failure{Fault::invalid, "query.malformed"};
    call.query[name] = value;
  }
  if (route.action) find_caller(call, route);
  return call;
}

void Api::find_caller(Call& call, const Route& route) {
  call.session = node_.sessions().find(call.cookie);
  if (call.session) call.caller = node_.caller(*call.session);
  if (!call.caller) throw Failure{Fault::unauthenticated, "session.none"};
  if (!reads_only(call.request)) {
    const auto token = call.request.header("X-CSRF-Token").value_or("");
    if (!crypto::equal(bytes_of(token), bytes_of(call.session->csrf)))
      throw Failure{Fault::forbidden, "session.csrf"};
  }
  // The services ask the policy again, with what they know of the case; a role that never does this
  // is told so before anything is looked up.
  if (access::Policy::built_in().scope(call.caller->role, *route.action) == access::Scope::none)
    throw Failure{Fault::forbidden, "access.not_your_role"};
  // Until then, only what concerns one's own account.
  if (*route.action != access::Action::account_self &&
      node_.must_set_up_second_factor(*call.caller))
    throw Failure{Fault::forbidden, "second_factor.needed"};
}

}  // namespace ts::api
