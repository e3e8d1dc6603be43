#include "estimate/table.h"

#include <algorithm>
#include <utility>

#include "base/failure.h"
#include "estimate/exact.h"

namespace ts::estimate {
namespace {

void refuse_names(const std::vector<std::string>& names) {
  if (names.size() < 2) throw Failure{Fault::invalid, "estimate.one_list"};
  if (names.size() > max_lists) throw Failure{Fault::invalid, "estimate.too_many_lists"};
}

/// Below a header, unless it says where it stood.
std::string line_of(const HistoryCount& row, std::size_t index) {
  return "line " + std::to_string(row.line == 0 ? index + 2 : row.line);
}

void refuse(std::vector<Problem> problems) {
  if (!problems.empty()) throw Failure{Fault::invalid, "estimate.bad_table", std::move(problems)};
}

/// Squeezes the bit of a list out of a mask.
Mask squeezed(Mask mask, unsigned list) {
  const unsigned low = mask & ((1U << list) - 1U);
  return static_cast<Mask>(low | (mask >> (list + 1U) << list));
}

std::vector<std::string> names_without(const CaptureTable& table, unsigned list) {
  std::vector<std::string> out = table.names;
  out.erase(out.begin() + list);
  return out;
}

/// Whether some table of people, whole or not, has these figures.
bool has_table(const Counts& counts) {
  std::vector<Mask> terms{0};
  for (unsigned i = 0; i < counts.lists; ++i) terms.push_back(single(i));
  const auto pairs = pairs_of(counts.lists);
  terms.insert(terms.end(), pairs.begin(), pairs.end());
  IntegerMatrix matrix;
  std::vector<std::int64_t> right;
  for (const Mask term : terms) {
    std::vector<std::int64_t> row;
    for (std::size_t w = 1; w < cells_of(counts.lists); ++w)
      row.push_back(holds(static_cast<Mask>(w), term) ? 1 : 0);
    matrix.push_back(std::move(row));
    right.push_back(static_cast<std::int64_t>(counts.margin[term]));
  }
  return has_nonnegative_solution(matrix, right);
}

void find_contradictions(const CaptureTable& table, std::vector<Problem>& problems) {
  const auto& margin = table.counts.margin;
  double together = 0;
  for (unsigned i = 0; i < table.lists(); ++i) {
    together += margin[single(i)];
    if (margin[single(i)] > margin[0])
      problems.push_back({table.names[i], "estimate.people_below_list"});
  }
  if (margin[0] > together) problems.push_back({"people", "estimate.people_above_lists"});
  for (const Mask pair : pairs_of(table.lists()))
    for (unsigned i = 0; i < table.lists(); ++i)
      if (holds(pair, single(i)) && margin[pair] > margin[single(i)])
        problems.push_back({table.names[i], "estimate.overlap_above_list"});
  if (problems.empty() && !has_table(table.counts))
    problems.push_back({"overlaps", "estimate.contradictory"});
}

}  // namespace

std::string CaptureTable::text_of(Mask term) const {
  std::string out;
  for (unsigned i = 0; i < lists(); ++i)
    if (holds(term, single(i))) out += (out.empty() ? "" : ":") + names[i];
  return out;
}

Counts Counts::from_histories(unsigned lists, std::vector<double> history) {
  ensure(lists <= max_lists && history.size() == cells_of(lists) && history[0] == 0);
  Counts out{.lists = lists, .history = std::move(history), .margin = {}};
  out.sum_margins();
  return out;
}

void Counts::sum_margins() {
  margin = history;
  sum_over_supersets(margin.data(), lists);
}

CaptureTable table_of_histories(std::vector<std::string> names,
                                std::span<const HistoryCount> rows) {
  refuse_names(names);
  std::vector<Problem> problems;
  std::vector<double> history(cells_of(static_cast<unsigned>(names.size())));
  std::vector<bool> there(history.size());
  std::int64_t people = 0;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto& row = rows[r];
    ensure(row.history < history.size());
    if (row.people < 0) {
      problems.push_back({line_of(row, r), "estimate.negative_count"});
    } else if (row.history == 0) {
      problems.push_back({line_of(row, r), "estimate.unseen_row"});
    } else if (there[row.history]) {
      problems.push_back({line_of(row, r), "estimate.same_history_twice"});
    } else if (row.people > most_people || people + row.people > most_people) {
      problems.push_back({line_of(row, r), "estimate.too_many_people"});
    } else {
      there[row.history] = true;
      people += row.people;
      history[row.history] = static_cast<double>(row.people);
    }
  }
  refuse(std::move(problems));
  if (people == 0) throw Failure{Fault::invalid, "estimate.nobody"};
  const auto lists = static_cast<unsigned>(names.size());
  return {std::move(names), Counts::from_histories(lists, std::move(history))};
}

CaptureTable table_of_overlaps(std::vector<std::string> names, std::span<const std::int64_t> sizes,
                               std::span<const std::int64_t> overlaps, std::int64_t people) {
  refuse_names(names);
  const auto lists = static_cast<unsigned>(names.size());
  const auto pairs = pairs_of(lists);
  ensure(sizes.size() == names.size() && overlaps.size() == pairs.size());
  CaptureTable out{std::move(names), {.lists = lists, .history = {}, .margin = {}}};
  out.counts.margin.assign(cells_of(lists), 0);

  std::vector<Problem> problems;
  const auto take = [&](Mask term, std::int64_t value, const std::string& where) {
    if (value < 0) problems.push_back({where, "estimate.negative_count"});
    if (value > most_people) problems.push_back({where, "estimate.too_many_people"});
    out.counts.margin[term] = static_cast<double>(value);
  };
  take(0, people, "people");
  for (unsigned i = 0; i < lists; ++i) take(single(i), sizes[i], out.names[i]);
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    const auto first = static_cast<unsigned>(std::countr_zero(pairs[p]));
    take(pairs[p], overlaps[p], out.names[first]);
  }
  refuse(problems);
  if (people == 0) throw Failure{Fault::invalid, "estimate.nobody"};
  find_contradictions(out, problems);
  refuse(std::move(problems));
  return out;
}

CaptureTable overlaps_only(const CaptureTable& table) {
  CaptureTable out = table;
  out.counts.history.clear();
  for (std::size_t w = 0; w < out.counts.margin.size(); ++w)
    if (size_of(static_cast<Mask>(w)) > 2) out.counts.margin[w] = 0;
  return out;
}

CaptureTable without_list(const CaptureTable& table, unsigned list) {
  ensure(table.counts.histories_known() && list < table.lists() && table.lists() > 1);
  const auto& from = table.counts.history;
  std::vector<double> history(from.size() / 2);
  for (std::size_t w = 1; w < from.size(); ++w) {
    const Mask left = squeezed(static_cast<Mask>(w), list);
    if (left != 0) history[left] += from[w];
  }
  return {names_without(table, list),
          Counts::from_histories(table.lists() - 1, std::move(history))};
}

CaptureTable drop_list(const CaptureTable& table, unsigned list) {
  if (table.counts.histories_known()) return without_list(table, list);
  CaptureTable out{names_without(table, list),
                   {.lists = table.lists() - 1, .history = {}, .margin = {}}};
  out.counts.margin.assign(cells_of(out.lists()), 0);
  for (std::size_t w = 0; w < table.counts.margin.size(); ++w)
    if (!holds(static_cast<Mask>(w), single(list)))
      out.counts.margin[squeezed(static_cast<Mask>(w), list)] = table.counts.margin[w];
  return out;
}

CaptureTable merge_lists(const CaptureTable& table, unsigned a, unsigned b) {
  ensure(table.counts.histories_known() && a != b && a < table.lists() && b < table.lists());
  const unsigned stays = std::min(a, b);
  const unsigned goes = std::max(a, b);
  const auto& from = table.counts.history;
  std::vector<double> history(from.size() / 2);
  for (std::size_t w = 1; w < from.size(); ++w) {
    unsigned merged = static_cast<unsigned>(w);
    if (merged & (1U << goes)) merged |= 1U << stays;
    history[squeezed(static_cast<Mask>(merged), goes)] += from[w];
  }
  auto names = names_without(table, goes);
  names[stays] = table.names[stays] + "+" + table.names[goes];
  return {std::move(names), Counts::from_histories(table.lists() - 1, std::move(history))};
}

Subpopulation members_of(const CaptureTable& table, unsigned list) {
  ensure(table.counts.histories_known() && list < table.lists() && table.lists() > 1);
  const auto& from = table.counts.history;
  std::vector<double> history(from.size() / 2);
  for (std::size_t w = 1; w < from.size(); ++w)
    if (holds(static_cast<Mask>(w), single(list)))
      history[squeezed(static_cast<Mask>(w), list)] += from[w];
  const double unseen = std::exchange(history[0], 0);
  return {
      {names_without(table, list), Counts::from_histories(table.lists() - 1, std::move(history))},
      unseen};
}

std::vector<unsigned> empty_lists(const CaptureTable& table) {
  std::vector<unsigned> out;
  for (unsigned i = 0; i < table.lists(); ++i)
    if (table.counts.margin[single(i)] == 0) out.push_back(i);
  return out;
}

std::vector<unsigned> full_lists(const CaptureTable& table) {
  std::vector<unsigned> out;
  for (unsigned i = 0; i < table.lists(); ++i)
    if (table.counts.margin[single(i)] == table.counts.people()) out.push_back(i);
  return out;
}

}  // namespace ts::estimate
