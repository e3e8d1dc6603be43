#include "crosswalk/coded.h"

#include <algorithm>
#include <set>

#include "care/consent.h"
#include "formats/csv.h"

namespace ts::crosswalk {
namespace {

constexpr std::string_view unknown = "unknown";

/// The codes of one person, a list for each column, each code once.
using Codes = std::vector<std::vector<std::string>>;

ClassSet agreed(const Mapping& mapping, const std::vector<records::Record>& records, Date today) {
  ClassSet out;
  for (const auto& recipient : mapping.recipients)
    out = out | care::agreed(records, mapping.purpose, recipient, today);
  return out;
}

ClassSet every_class() {
  ClassSet out;
  for (const auto each : all_field_classes) out.add(each);
  return out;
}

bool is_meant(const Mapping& mapping, const std::vector<records::Record>& records,
              const catalogue::Catalogue& catalogue) {
  const auto facts = facts_of(catalogue, records, {}, every_class());
  return std::ranges::none_of(mapping.except, [&](const auto& rule) {
    const auto found = facts.find(rule.first);
    return found != facts.end() &&
           std::ranges::find_first_of(found->second, rule.second) != found->second.end();
  });
}

/// Takes people one by one.
class Coder {
 public:
  explicit Coder(const Mapping& mapping) : mapping_{mapping} {}

  Codes codes_of(const Facts& facts) {
    Codes out;
    std::set<std::pair<std::string, std::string>> placed, met;
    for (const auto& column : mapping_.columns) {
      auto& codes = out.emplace_back();
      const auto found = facts.find(column.from);
      if (found == facts.end()) continue;
      for (const auto& value : found->second) {
        met.emplace(column.from, value);
        const auto code = column.code_of(value);
        if (!code) continue;
        placed.emplace(column.from, value);
        if (!code->empty() && std::ranges::find(codes, *code) == codes.end())
          codes.push_back(*code);
      }
    }
    for (const auto& each : met)
      if (!placed.contains(each)) ++unplaced_[each];
    return out;
  }

  std::vector<Unplaced> unplaced() const {
    std::vector<Unplaced> out;
    for (const auto& [what, count] : unplaced_) out.push_back({what.first, what.second, count});
    return out;
  }

 private:
  const Mapping& mapping_;
  std::map<std::pair<std::string, std::string>, std::size_t> unplaced_;
};

std::vector<Figure> figures_of(const Column& column, std::size_t at,
                               const std::vector<Codes>& all) {
  auto codes = column.all_codes();
  std::map<std::string, std::uint64_t, std::less<>> count;
  for (const auto& person : all) {
    for (const auto& code : person[at]) ++count[code];
    if (person[at].empty()) ++count[std::string{unknown}];
  }
  for (const auto& [code, people] : count)
    if (code != unknown && std::ranges::find(codes, code) == codes.end()) codes.push_back(code);
  codes.emplace_back(unknown);
  std::vector<std::uint64_t> people;
  for (const auto& code : codes) people.push_back(count[code]);
  const auto told = release::safe_counts(people);
  std::vector<Figure> out;
  for (std::size_t i = 0; i < codes.size(); ++i) out.push_back({column.name, codes[i], told[i]});
  return out;
}

}  // namespace

Coded code(const Mapping& mapping, const catalogue::Catalogue& catalogue,
           std::span<const Case> cases, Date today) {
  const bool rows = mapping.gives == Mapping::Gives::rows;
  Coded out;
  Coder coder{mapping};
  std::vector<Codes> people;
  for (const auto& each : cases) {
    if (!is_meant(mapping, each.records, catalogue)) {
      ++out.not_meant;
      continue;
    }
    const auto classes = rows ? agreed(mapping, each.records, today) : every_class();
    if (classes.empty()) {
      ++out.without_consent;
      continue;
    }
    people.push_back(coder.codes_of(facts_of(catalogue, each.records, each.opened, classes)));
  }
  out.people = people.size();
  out.unplaced = coder.unplaced();
  for (std::size_t at = 0; at < mapping.columns.size(); ++at) {
    const auto& column = mapping.columns[at];
    if (column.from.empty()) out.never.push_back(column.name);
    if (rows || column.from.empty()) continue;
    auto figures = figures_of(column, at, people);
    std::ranges::move(figures, std::back_inserter(out.figures));
  }
  if (!rows) return out;
  for (const auto& person : people) {
    auto& row = out.rows.emplace_back();
    for (const auto& codes : person) row.push_back(codes.empty() ? std::string{} : codes.front());
  }
  std::ranges::sort(out.rows);
  return out;
}

std::string csv(const Mapping& mapping, const Coded& coded) {
  formats::CsvWriter out;
  if (mapping.gives == Mapping::Gives::rows) {
    for (const auto& column : mapping.columns) out.cell(column.name);
    out.end_row();
    for (const auto& row : coded.rows) {
      for (const auto& cell : row) out.cell(cell);
      out.end_row();
    }
    return out.text();
  }
  out.cell("column").cell("code").cell("people").cell("flag").end_row();
  out.cell("#indicator+name")
      .cell("#indicator+code")
      .cell("#affected+ind")
      .cell("#meta+flag")
      .end_row();
  for (const auto& each : coded.figures) {
    out.cell(each.column).cell(each.code);
    out.cell(each.people ? std::to_string(*each.people) : std::string{});
    out.cell(!each.people ? "s" : *each.people == 0 ? "z" : "").end_row();
  }
  return out.text();
}

}  // namespace ts::crosswalk
