
#include "api/api.h"
#include "api/handlers.h"
#include "api/problem.h"
#include "api/views.h"
#include "base/number.h"

namespace ts::api {
namespace {

namespace json = boost::json;
using access::Action;
using access::Policy;
using http::Response;

Response list_entries(node::Node& node, const Call& call) {
  Policy::built_in().require<Action::audit_read>(call.who());
  std::int64_t before = 0;
  if (const auto cursor = call.query_text("cursor")) {
    before = number_of<std::int64_t>(*cursor).value_or(0);
    if (before < 1) malformed();
  }
  auto& org = home(node, call);
  const auto entries =
      org.database().read([&](db::Latest& tx) { return audit::newest(tx, before, call.limit()); });
  org.journal().note(call.who().account, {.what = audit::What::audit_read});
  const Views views{org.accounts()};
  json::object out{
      {"items", list_of(entries, [&](const auto& entry) { return views.entry(entry); })}};
  if (!entries.empty() && entries.back().seq > 1) out["next"] = std::to_string(entries.back().seq);
  return json_response(out);
}

Response verify(node::Node& node, const Call& call) {
  Policy::built_in().require<Action::audit_verify>(call.who());
  auto& org = home(node, call);
  const auto result = org.verify();
  org.journal().note(call.who().account, {.what = audit::What::audit_verified});
  return json_response(json::object{
      {"ok", result.ok()},
      {"entries", result.entries},
      {"head", json::object{{"seq", result.head.seq}, {"hash", hex(result.head.hash)}}},
      {"findings", list_of(result.findings, [&](const audit::Finding& finding) {
         json::object out{{"key", finding.key.text()},
                          {"message", message(finding.key.text(), call.language)}};
         if (finding.seq) out["seq"] = *finding.seq;
         if (finding.case_id) out["case"] = finding.case_id->text();
         if (finding.record) out["record"] = finding.record->text();
         return out;
       })}});
}

Response certificates(node::Node& node, const Call& call) {
  auto& org = home(node, call);
  const auto all = org.cases().certificates(call.who());
  const Views views{org.accounts()};
  return json_response(json::object{{"items", list_of(all, [&](const auto& certificate) {
                                       return views.certificate(certificate);
                                     })}});
}

}  // namespace

void add_audit_routes(Router& router, node::Node& node) {
  router.add({.method = "GET",
              .path = "/audit",
              .action = Action::audit_read,
              .summary = "The audit chain, newest first",
              .takes = "",
              .gives = "Audit",
              .query = {"limit", "cursor"},
              .answer = bound(node, list_entries)});
  router.add({.method = "POST",
              .path = "/audit/verify",
              .action = Action::audit_verify,
              .summary = "Hold every record against the chain",
              .takes = "",
              .gives = "Verification",
              .answer = bound(node, verify)});
  router.add({.method = "GET",
              .path = "/certificates",
              .action = Action::certificate_read,
              .summary = "Certificates of erasure",
              .takes = "",
              .gives = "Certificates",
              .answer = bound(node, certificates)});
}

}  // namespace ts::api
