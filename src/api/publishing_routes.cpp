#include "api/api.h"
#include "api/downloads.h"
#include "api/handlers.h"
#include "api/json.h"
#include "api/problem.h"
#include "api/views.h"
#include "publishing/rules.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using access::Action;
using http::Response;
using publishing::Publishing;
using publishing::Release;

constexpr MessageKey no_release = "release.absent";

DocumentId release_id(const Call& call) { return call.id<DocumentId>(0, no_release); }

publishing::Parameters parameters_of(Form& form) {
  publishing::Parameters out;
  const auto given = form.optional_text("method", 16).value_or("k_safe");
  const auto method = publishing::method_of(given);
  if (!method) form.problem("method", "field.not_a_choice");
  out.method = method.value_or(out.method);
  out.k = form.optional_integer("k").value_or(out.k);
  out.length = form.optional_integer("length").value_or(out.length);
  out.epsilon = form.optional_number("epsilon").value_or(out.epsilon);
  out.delta = form.optional_number("delta").value_or(out.delta);
  const auto rounding = releases::rounding_of(form.optional_text("rounding", 16).value_or("year"));
  if (!rounding) form.problem("rounding", "field.not_a_choice");
  out.rounding = rounding.value_or(out.rounding);
  return out;
}

publishing::Wish wish_of(Form& form) {
  publishing::Wish out{.purpose = form.text("purpose", 4000),
                       .receiver = form.text("receiver", 4000),
                       .fields = form.texts("fields", Publishing::most_fields),
                       .contributors = form.texts("contributors", 50),
                       .parameters = parameters_of(form),
                       .csv = form.optional_text("csv", Publishing::most_csv),
                       .spec = form.optional_text("spec", Publishing::most_csv).value_or(""),
                       .source = form.optional_text("source", 4000).value_or("")};
  const auto audience = publishing::audience_of(form.text("audience", 16));
  if (!audience) form.problem("audience", "field.not_a_choice");
  out.audience = audience.value_or(out.audience);
  return out;
}

json::object parameters_view(const publishing::Parameters& parameters) {
  json::object out{{"method", text(parameters.method)},
                   {"k", parameters.k},
                   {"length", parameters.length},
                   {"rounding", releases::text(parameters.rounding)}};
  if (parameters.method == publishing::Method::dp) {
    out["epsilon"] = parameters.epsilon;
    out["delta"] = parameters.delta;
  }
  return out;
}

json::array texts_view(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

/// What the ledger says of a release, and every list.
json::object short_view(const Views& views, const Release& release) {
  return {{"id", release.id.text()},
          {"purpose", release.purpose},
          {"audience", text(release.audience)},
          {"receiver", release.receiver},
          {"source", release.source},
          {"fields", texts_view(release.fields)},
          {"parameters", parameters_view(release.parameters)},
          {"by", views.account_name(release.by)},
          {"started_at", to_text(release.started_at)},
          {"state", text(release.state)},
          {"rho", release.rho}};
}

json::object approval_view(const Views& views, const publishing::Approval& approval) {
  json::object out{{"by", views.account_name(approval.by)}, {"at", to_text(approval.at)}};
  if (!approval.contributor.empty()) out["contributor"] = approval.contributor;
  if (!approval.signer.empty()) out["signer"] = approval.signer;
  if (!approval.reason.empty()) out["reason"] = approval.reason;
  return out;
}

json::object release_view(const Views& views, const publishing::View& view,
                          std::string_view language) {
  const auto& release = view.release;
  auto out = short_view(views, release);
  if (view.interrupted) out["state"] = "interrupted";
  out["revision"] = release.revision;
  out["version"] = release.version;
  out["inside"] = view.inside;
  out["passed"] = release.passed;
  out["contributors"] = texts_view(release.contributors);
  out["awaited"] = texts_view(view.awaited);
  out["approvals"] =
      list_of(release.approvals, [&](const auto& each) { return approval_view(views, each); });
  if (release.ended_at) out["ended_at"] = to_text(*release.ended_at);
  if (view.job) out["share"] = view.job->share;
  if (view.interrupted) out["message"] = message("job.interrupted", language);
  if (view.elsewhere) out["message"] = message("job.elsewhere", language);
  if (!release.failure.empty()) out["message"] = message(release.failure, language);
  if (!release.declined_because.empty()) out["declined_because"] = release.declined_because;
  return out;
}

Response one(node::Node& node, const Call& call, const publishing::View& view, int status = 200) {
  auto out = release_view(Views{home(node, call).accounts()}, view, call.language);
  const auto& result = view.inside ? view.release.inside : view.release.outside;
  if (!result.empty()) out["result"] = result;
  return with_etag(json_response(out, status), view.release.revision);
}

Response choices(node::Node& node, const Call& call) {
  const auto offered = home(node, call).publishing().choices(call.who());
  const auto& rules = publishing::Rules::built_in();
  return json_response(json::object{{"fields", texts_view(offered.fields)},
                                    {"cases", offered.cases},
                                    {"k_least", rules.k_least},
                                    {"epsilon_most", rules.epsilon_most},
                                    {"csv_most", Publishing::most_csv}});
}

Response list_releases(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  const auto all = org.publishing().all(call.who());
  const Views views{org.accounts()};
  return json_response(json::object{{"items", list_of(all, [&](const auto& view) {
                                       return release_view(views, view, call.language);
                                     })}});
}

Response start_release(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto id = form.optional_id<DocumentId>("id").value_or(DocumentId::random());
  auto wish = wish_of(form);
  wish.language = call.language;
  form.finish();
  return one(node, call, home(node, call).publishing().start(call.who(), id, std::move(wish)), 201);
}

Response read_release(node::Node& node, const Call& call) {
  return one(node, call, home(node, call).publishing().read(call.who(), release_id(call)));
}

Response cancel_release(node::Node& node, const Call& call) {
  return one(node, call, home(node, call).publishing().cancel(call.who(), release_id(call)));
}

Response approve_release(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  publishing::Approval approval{.by = {},
                                .at = {},
                                .contributor = form.optional_text("contributor", 4000).value_or(""),
                                .signer = form.optional_text("signer", 400).value_or(""),
                                .reason = form.optional_text("reason", 4000).value_or("")};
  form.finish();
  return one(node, call,
             home(node, call)
                 .publishing()
                 .approve(call.who(), release_id(call), call.if_match(), std::move(approval)));
}

Response decline_release(node::Node& node, const Call& call) {
  const auto body = parse_object(call.request.body);
  Form form{body};
  const auto reason = form.text("reason", 4000);
  form.finish();
  return one(
      node, call,
      home(node, call).publishing().decline(call.who(), release_id(call), call.if_match(), reason));
}

Response release_file(node::Node& node, const Call& call) {
  const auto& name = call.path.at(1);
  return download(name, home(node, call).publishing().file(call.who(), release_id(call), name));
}

Response ledger(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  const auto releases = org.publishing().ledger(call.who());
  const auto& rules = publishing::Rules::built_in();
  const Views views{org.accounts()};
  return json_response(json::object{
      {"budget", json::object{{"rho", rules.budget()},
                              {"epsilon", rules.budget_epsilon},
                              {"delta", rules.budget_delta}}},
      {"sources", list_of(publishing::ledger_of(releases), [&](const auto& account) {
         return json::object{{"source", account.source},
                             {"rho", account.rho},
                             {"releases", list_of(account.releases, [&](const Release* each) {
                                return short_view(views, *each);
                              })}};
       })}});
}

}  // namespace

void add_publishing_routes(Router& router, node::Node& node) {
  router.add({.method = "GET",
              .path = "/releases",
              .action = Action::release_read,
              .summary = "Releases of data, newest first; those that are out for who sees no more",
              .takes = "",
              .gives = "Releases",
              .answer = bound(node, list_releases)});
  router.add({.method = "POST",
              .path = "/releases",
              .action = Action::release_make,
              .summary = "Begin a release of the organisation's cases or of an uploaded table",
              .takes = "NewRelease",
              .gives = "Release",
              .status = 201,
              .answer = bound(node, start_release)});
  router.add({.method = "GET",
              .path = "/releases/choices",
              .action = Action::release_make,
              .summary = "Which fields a release may have, and the limits",
              .takes = "",
              .gives = "ReleaseChoices",
              .answer = bound(node, choices)});
  router.add({.method = "GET",
              .path = "/releases/{release}",
              .action = Action::release_read,
              .summary = "A release: how far it is, what came out, who has approved",
              .takes = "",
              .gives = "Release",
              .answer = bound(node, read_release)});
  router.add({.method = "POST",
              .path = "/releases/{release}/cancel",
              .action = Action::release_make,
              .summary = "Ask a release that is being calculated to stop",
              .takes = "",
              .gives = "Release",
              .answer = bound(node, cancel_release)});
  router.add({.method = "POST",
              .path = "/releases/{release}/approve",
              .action = Action::release_approve,
              .summary = "Approve, for one's own organisation or for one that contributed",
              .takes = "ApproveRelease",
              .gives = "Release",
              .if_match = true,
              .answer = bound(node, approve_release)});
  router.add({.method = "POST",
              .path = "/releases/{release}/decline",
              .action = Action::release_approve,
              .summary = "Decline a release",
              .takes = "DeclineRelease",
              .gives = "Release",
              .if_match = true,
              .answer = bound(node, decline_release)});
  router.add({.method = "GET",
              .path = "/releases/{release}/files/{file}",
              .action = Action::release_read,
              .summary = "A file of the package",
              .takes = "",
              .gives = "Download",
              .answer = bound(node, release_file)});
  router.add({.method = "GET",
              .path = "/ledger",
              .action = Action::release_read,
              .summary = "What was released of each source, and what it cost of its privacy budget",
              .takes = "",
              .gives = "Ledger",
              .answer = bound(node, ledger)});
}

}  // namespace ts::api
