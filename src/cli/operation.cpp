#include <boost/json.hpp>
#include <iostream>

#include "cli/cli.h"
#include "node/backup.h"
#include "node/node.h"

namespace ts::cli {
namespace {

namespace json = boost::json;

json::array findings_view(const std::vector<audit::Finding>& findings) {
  json::array out;
  for (const auto& finding : findings) {
    json::object item{{"key", finding.key.text()}, {"message", say(finding.key.text())}};
    if (finding.seq) item["seq"] = *finding.seq;
    if (finding.case_id) item["case"] = finding.case_id->text();
    if (finding.record) item["record"] = finding.record->text();
    out.push_back(std::move(item));
  }
  return out;
}

void print_findings(const std::vector<audit::Finding>& findings) {
  for (const auto& finding : findings) {
    std::cout << "  " << say(finding.key.text());
    if (finding.seq) std::cout << " [entry " << *finding.seq << ']';
    if (finding.case_id) std::cout << " [case " << finding.case_id->text() << ']';
    if (finding.record) std::cout << " [record " << finding.record->text() << ']';
    std::cout << '\n';
  }
}

}  // namespace

int backup(const Settings& settings) {
  const auto made = node::back_up(layout_of(settings), settings.out, SystemClock{});
  if (settings.json)
    std::cout << json::serialize(json::object{{"folder", made.folder.string()},
                                              {"organisations", made.organisations},
                                              {"bytes", made.bytes}})
              << '\n';
  else
    std::cout << made.folder.string() << '\n';
  return done;
}

int restore(const Settings& settings) {
  const SystemClock clock;
  const auto result = node::restore(layout_of(settings), settings.from, opener(settings), clock);
  if (settings.json) {
    std::cout << json::serialize(json::object{
                     {"organisations", result.organisations},
                     {"forgotten_again", result.forgotten_again},
                     {"set_aside", result.set_aside ? json::value(result.set_aside->string())
                                                    : json::value(nullptr)},
                     {"findings", findings_view(result.findings)}})
              << '\n';
  } else {
    std::cout << say(result.findings.empty() ? "cli.restored" : "cli.restored_with_findings")
              << '\n';
    if (result.set_aside) std::cout << "  " << result.set_aside->string() << '\n';
    print_findings(result.findings);
  }
  return result.findings.empty() ? done : findings;
}

int audit_verify(const Settings& settings) {
  const auto layout = layout_of(settings);
  auto key = opener_if_given(settings);
  const SystemClock clock;
  std::optional<node::Node> node;
  if (key) node.emplace(layout, *key, clock);

  bool ok = true;
  json::array out;
  for (const auto& id : layout.organisation_ids()) {
    const auto result =
        node ? node->organisation(id).verify() : node::verify_sealed(layout.place(id));
    ok = ok && result.ok();
    if (settings.json) {
      out.push_back(json::object{{"organisation", id.text()},
                                 {"ok", result.ok()},
                                 {"opened", node.has_value()},
                                 {"entries", result.entries},
                                 {"head", hex(result.head.hash)},
                                 {"signed_by", hex(result.head.key)},
                                 {"findings", findings_view(result.findings)}});
      continue;
    }
    std::cout << id.text() << ": " << say(result.ok() ? "cli.chain_whole" : "cli.chain_broken")
              << " (" << result.entries << ", " << hex(result.head.hash) << ", "
              << hex(result.head.key) << ")\n";
    print_findings(result.findings);
  }
  if (settings.json) std::cout << json::serialize(out) << '\n';
  return ok ? done : findings;
}

int version(const Settings& settings) {
  if (settings.json)
    std::cout << json::serialize(json::object{{"name", "turnstone"}, {"version", TS_VERSION}})
              << '\n';
  else
    std::cout << "turnstone " << TS_VERSION << '\n';
  return done;
}

}  // namespace ts::cli
