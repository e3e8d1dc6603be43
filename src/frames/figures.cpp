#include <algorithm>
#include <map>
#include <utility>

#include "frames/chosen.h"
#include "frames/columns.h"
#include "frames/cross.h"
#include "frames/frames.h"
#include "release/small_cells.h"

/// What is counted over many cases, and what of them may be published.
namespace ts::frames {
namespace {

using access::Action;
using access::Scope;

/// How many of one gender and age.
using People = std::map<std::pair<std::string, care::AgeThen>, std::uint64_t>;

void add_served(const Table& table, Row row, int year, People& to) {
  for (const auto& each : table.served(row))
    if (each.year == year) ++to[{each.gender, each.age}];
}

/// Of cases that are one person's, the one with most people of a group tells how many they are.
void take_most(People& together, const Table& table, Row row, int year) {
  People own;
  add_served(table, row, year, own);
  for (const auto& [group, people] : own) together[group] = std::max(together[group], people);
}

bool is_safe(const access::Grant<Action::count_read>& grant) {
  return grant.scope() == Scope::safe;
}

const FieldColumn& counted(const Table& table, const access::Grant<Action::count_read>& grant,
                           std::string_view field) {
  const auto* column = table.column(field);
  const auto needed = column && !is_safe(grant) ? column->field().field_class : FieldClass::counts;
  if (!column || !column->coded() || !grant.reads().has(needed))
    throw Failure{Fault::invalid, "count.field"};
  return *column;
}

/// The cells of every line of a table: those that have the same values of some of the fields.
std::vector<std::vector<std::size_t>> lines_of(const std::vector<CrossCount>& cells,
                                               std::size_t fields) {
  std::vector<std::vector<std::size_t>> out;
  for (unsigned some = 1; some + 1 < 1U << fields; ++some) {
    std::map<std::vector<std::string_view>, std::vector<std::size_t>> lines;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      std::vector<std::string_view> same;
      for (std::size_t f = 0; f < fields; ++f)
        if ((some >> f & 1U) != 0) same.push_back(cells[i].values[f]);
      lines[same].push_back(i);
    }
    for (auto& [values, line] : lines) out.push_back(std::move(line));
  }
  return out;
}

}  // namespace

std::vector<Count> Frames::count(const access::Grant<Action::count_read>& grant,
                                 std::string_view field) const {
  std::vector<Count> out;
  for (auto& cell : cross(grant, {std::string{field}}))
    out.push_back({.value = std::move(cell.values[0]), .count = cell.count});
  return out;
}

std::vector<CrossCount> Frames::cross(const access::Grant<Action::count_read>& grant,
                                      const std::vector<std::string>& fields) const {
  if (fields.empty() || fields.size() > most_crossed) throw Failure{Fault::invalid, "count.field"};
  const auto kept = columns_->read();
  const auto& table = kept->table;
  std::vector<const FieldColumn*> columns;
  for (const auto& field : fields) {
    const auto* column = &counted(table, grant, field);
    if (std::ranges::count(columns, column) != 0) throw Failure{Fault::invalid, "count.field"};
    columns.push_back(column);
  }
  const bool safe = is_safe(grant);
  Chosen chosen{table, grant, Reach::all};
  // Figures are of all cases, also of those that whoever may read the figures may never see.
  std::vector<std::uint8_t> wanted(table.rows());
  for (Row row = 0; row < table.rows(); ++row) wanted[row] = safe ? table.used(row) : chosen(row);
  for (const auto& [row, to] : table.joined()) wanted[row] = 0;
  std::vector<CrossCount> out;
  std::vector<std::uint64_t> exact;
  CrossTable{columns, wanted}.each([&](std::vector<std::string> values, std::uint32_t count) {
    out.push_back({.values = std::move(values), .count = count});
    exact.push_back(count);
  });
  if (safe) {
    const auto told = release::safe_cells(exact, lines_of(out, fields.size()),
                                          {.least = safe_least, .base = safe_base});
    std::vector<CrossCount> safe_ones;
    for (std::size_t i = 0; i < out.size(); ++i)
      if (told[i])
        safe_ones.push_back(
            {.values = std::move(out[i].values), .count = static_cast<std::int64_t>(*told[i])});
    out = std::move(safe_ones);
  }
  // After rounding: the order must not tell which of two equal figures was larger.
  std::ranges::sort(out, [](const CrossCount& a, const CrossCount& b) {
    return a.count != b.count ? a.count > b.count : a.values < b.values;
  });
  return out;
}

std::vector<ServedCount> Frames::served(const access::Grant<Action::count_read>& grant,
                                        int year) const {
  const auto kept = columns_->read();
  const auto& table = kept->table;
  const bool safe = is_safe(grant);
  Chosen chosen{table, grant, Reach::all};
  // Numbers of people are of class N, whatever was read to count them.
  std::map<CaseId, People> joined;  // by the case that they read as
  for (const auto& [row, to] : table.joined()) joined.try_emplace(to);
  People groups;
  for (Row row = 0; row < table.rows(); ++row) {
    if (!(safe ? table.used(row) : chosen(row))) continue;
    const auto* to = table.joined_to(row);
    const auto together = joined.find(to ? *to : table.id(row));
    if (together == joined.end())
      add_served(table, row, year, groups);
    else
      take_most(together->second, table, row, year);
  }
  for (const auto& [id, people] : joined)
    for (const auto& [group, number] : people) groups[group] += number;
  std::vector<std::uint64_t> exact;
  for (const auto& [group, people] : groups) exact.push_back(people);
  std::vector<release::Told> told(exact.begin(), exact.end());
  if (safe) told = release::safe_counts(exact, {.least = safe_least, .base = safe_base});
  std::vector<ServedCount> out;
  for (const auto& [group, people] : groups) {
    const auto& figure = told[out.size()];
    out.push_back(
        {.gender = group.first,
         .age = group.second,
         .people = figure ? std::optional{static_cast<std::int64_t>(*figure)} : std::nullopt});
  }
  return out;
}

std::vector<Attribute> Frames::attributes(const access::Grant<Action::release_make>& grant,
                                          const std::vector<std::string>& fields) const {
  ensure(grant.org() == records_.org());
  const auto kept = columns_->read();
  const auto& table = kept->table;
  std::vector<Row> rows;
  for (Row row = 0; row < table.rows(); ++row)
    if (table.used(row) && !table.joined_to(row)) rows.push_back(row);
  // By the random ids: the rows themselves are in the order in which cases were opened.
  std::sort(rows.begin(), rows.end(), [&](Row a, Row b) { return table.id(a) < table.id(b); });
  std::vector<Attribute> out;
  for (const auto& field : fields) {
    const auto* column = table.column(field);
    if (!column || !column->publishable()) throw Failure{Fault::invalid, "release.field"};
    out.push_back(column->attribute(rows));
  }
  return out;
}

std::vector<std::string> Frames::publishable() const {
  std::vector<std::string> out;
  const auto kept = columns_->read();
  for (const auto& field : records_.catalogue().fields())
    if (const auto* column = kept->table.column(field.name); column && column->publishable())
      out.push_back(field.name);
  return out;
}

}  // namespace ts::frames
