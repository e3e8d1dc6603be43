#include <iostream>

#include "base/time.h"
#include "cli/cli.h"
#include "cli/exchange.h"
#include "dhis2/values.h"
#include "formats/csv.h"
#include "http/client.h"

namespace ts::cli {
namespace {

using dhis2::Place;

void print(std::string_view what, const Place& place) {
  std::cerr << what << '\t' << place.data_element << '\t' << place.category_option_combo << '\t'
            << place.org_unit << '\t' << place.period << '\n';
}

/// Where to, with what the server must know beside the body.
std::string address_of(const Dhis2Options& options, const dhis2::Mapping& mapping) {
  auto base = options.push;
  while (base.ends_with('/')) base.pop_back();
  auto out = base + "/api/dataValueSets?idScheme=" + mapping.scheme;
  if (options.dry_run) out += "&dryRun=true";
  return out;
}

int told(const dhis2::Summary& summary) {
  std::cerr << "status\t" << summary.status << "\nimported\t" << summary.imported << "\nupdated\t"
            << summary.updated << "\nignored\t" << summary.ignored << "\ndeleted\t"
            << summary.deleted << '\n';
  for (const auto& [of, why] : summary.conflicts)
    std::cerr << "conflict\t" << of << '\t' << why << '\n';
  return summary.ignored == 0 && summary.conflicts.empty() && summary.status != "ERROR" ? done
                                                                                        : findings;
}

int push(const Dhis2Options& options, const std::string& address, std::string_view type,
         const std::string& body) {
  http::Headers headers{{"Accept", "application/json"}};
  if (!options.token_file.empty())
    headers.emplace_back("Authorization",
                         "ApiToken " + std::string{secret_line(options.token_file).reveal()});
  constexpr std::uint64_t most = 16U << 20;
  const auto answer =
      http::post(address, type, body, std::chrono::seconds{options.patience}, most, headers);
  if (!answer) throw Failure{Fault::unavailable, "dhis2.no_answer"};
  std::cerr << "answer\t" << answer->status << '\n';
  if (answer->status == 401 || answer->status == 403)
    throw Failure{Fault::forbidden, "dhis2.not_let_in"};
  if (const auto summary = dhis2::summary_of(answer->body))
    if (answer->status == 200 || answer->status == 409) return told(*summary);
  if (answer->status >= 500) throw Failure{Fault::unavailable, "dhis2.server_failed"};
  throw Failure{Fault::invalid, "dhis2.refused"};
}

}  // namespace

int dhis2_push(const Dhis2Options& options) {
  const auto mapping =
      dhis2::read_mapping(formats::read_text_file(options.mapping),
                          {.org_unit = options.org_unit, .period = options.period});
  const auto figures =
      dhis2::read_figures(formats::read_text_file(options.table), mapping.figures, mapping.tables);
  const auto values = dhis2::values_of(mapping, figures);
  const bool adx = options.format == "adx";
  const auto body = adx ? dhis2::adx_of(mapping, values, SystemClock{}.now())
                        : dhis2::json_of(mapping, values) + '\n';
  std::cerr << "values\t" << values.told.size() << '\n';
  for (const auto& place : values.held_back) print("held_back", place);
  for (const auto& place : values.no_row) print("no_row", place);
  if (options.push.empty() || options.dry_run || !options.out.empty())
    write_answer(options.out, body);
  if (options.push.empty()) return done;
  if (values.told.empty()) throw Failure{Fault::invalid, "dhis2.nothing"};
  const auto address = address_of(options, mapping);
  const std::string_view type = adx ? "application/adx+xml" : "application/json";
  std::cerr << "post\t" << address << '\t' << type << '\n';
  return push(options, address, type, body);
}

}  // namespace ts::cli
