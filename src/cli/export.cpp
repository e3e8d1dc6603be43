#include <algorithm>
#include <fstream>
#include <iostream>

#include "base/time.h"
#include "cli/cli.h"
#include "cli/exchange.h"
#include "crosswalk/coded.h"
#include "formats/csv.h"
#include "imports/people.h"

namespace ts::cli {
namespace {

using crosswalk::Mapping;

Mapping mapping_of(const std::string& name) {
  const auto& ours = crosswalk::built_in_names();
  if (std::ranges::find(ours, name) != ours.end()) return crosswalk::built_in(name);
  return crosswalk::read_mapping(formats::read_text_file(name), catalogue::Catalogue::built_in());
}

Date day_of(const std::string& text) {
  if (text.empty()) return date_of(SystemClock{}.now());
  const auto out = parse_date(text);
  if (!out) throw Failure{Fault::invalid, "date.malformed"};
  return *out;
}

}  // namespace

void write_answer(const std::string& path, const std::string& text) {
  if (path.empty()) {
    std::cout << text;
    return;
  }
  std::ofstream out{path, std::ios::binary};
  out << text;
  out.close();
  if (!out) throw Failure{Fault::unavailable, "store.failed"};
}

int export_people(const ExportOptions& options) {
  const auto mapping = mapping_of(options.to);
  const auto& catalogue = catalogue::Catalogue::built_in();
  auto people =
      imports::people_in(formats::read_text_file(options.people), exchange::Words{catalogue});
  std::vector<crosswalk::Case> cases;
  for (auto& records : people.cases) cases.push_back({.records = std::move(records)});
  const auto coded = crosswalk::code(mapping, catalogue, cases, day_of(options.on));
  write_answer(options.out, csv(mapping, coded));
  std::cerr << "people\t" << coded.people << "\nwithout_consent\t" << coded.without_consent
            << "\nnot_meant\t" << coded.not_meant << "\nunread_cells\t" << people.unread << '\n';
  for (const auto& each : coded.unplaced)
    std::cerr << "no_place\t" << each.field << '\t' << each.value << '\t' << each.count << '\n';
  for (const auto& column : coded.never) std::cerr << "never\t" << column << '\n';
  return done;
}

}  // namespace ts::cli
