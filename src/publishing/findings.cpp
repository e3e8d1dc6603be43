#include "publishing/findings.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

namespace ts::publishing {
namespace {

namespace json = boost::json;
using release::Code;
using release::Column;
using release::Table;

constexpr std::size_t most_values = 24;    // of one chart
constexpr std::size_t most_examples = 40;  // of rare combinations
constexpr std::size_t longest_example = 2;

double rounded(double value) { return std::round(value * 1000) / 1000; }

std::vector<std::int64_t> tally(const Column& column) {
  std::vector<std::int64_t> out(column.largest() + 1);
  for (std::size_t row = 0; row < column.rows(); ++row)
    column.each_code(row, [&](Code code) { ++out[code]; });
  return out;
}

json::object chart_of(const Column* before, const Column& after) {
  const auto now = tally(after);
  const auto then = before ? tally(*before) : std::vector<std::int64_t>(now.size());
  std::vector<Code> codes;
  for (Code code = 1; code < now.size(); ++code)
    if (now[code] != 0 || then[code] != 0) codes.push_back(code);
  if (!after.ordered())
    std::stable_sort(codes.begin(), codes.end(),
                     [&](Code a, Code b) { return now[a] + then[a] > now[b] + then[b]; });
  if (codes.size() > most_values) codes.resize(most_values);
  json::array values;
  for (const auto code : codes) {
    json::object one{{"value", after.text(code)}, {"after", now[code]}};
    if (before) one["before"] = then[code];
    values.push_back(std::move(one));
  }
  return {{"field", after.name()}, {"values", std::move(values)}};
}

json::array items_of(const Table& table, const release::Items& items,
                     std::span<const release::Item> combination) {
  json::array out;
  for (const auto item : combination) {
    const auto& column = table.columns[items.column(item)];
    out.push_back(json::object{{"field", column.name()}, {"value", column.text(items.code(item))}});
  }
  return out;
}

/// The rarest first, of one length after the other.
json::array examples_of(const Table& table, const release::Items& items,
                        const release::Combinations& all, std::uint32_t k) {
  json::array out;
  for (std::size_t length = 1; length <= all.length(); ++length) {
    std::vector<std::size_t> rare;
    for (std::size_t i = 0; i < all.size(length); ++i)
      if (all.count(length, i) < k) rare.push_back(i);
    std::stable_sort(rare.begin(), rare.end(), [&](std::size_t a, std::size_t b) {
      return all.count(length, a) < all.count(length, b);
    });
    for (const auto i : rare) {
      if (out.size() == most_examples) return out;
      out.push_back(json::object{{"items", items_of(table, items, all.items(length, i))},
                                 {"people", all.count(length, i)}});
    }
  }
  return out;
}

}  // namespace

json::array charts_of(const Table* before, const Table& after) {
  json::array out;
  for (const auto& column : after.columns)
    out.push_back(chart_of(before ? before->find(column.name()) : nullptr, column));
  return out;
}

json::object rare_of(const Table& table, std::uint32_t k, std::size_t length,
                     const Progress& progress) {
  const release::Items items{table};
  const auto records = release::distinct_records(table, items);
  json::array lengths;
  const auto found = release::variety(records, length, k, 1, progress.part(0, 0.7));
  for (std::size_t i = 0; i < found.size(); ++i)
    lengths.push_back(json::object{
        {"length", i + 1}, {"different", found[i].different}, {"rare", found[i].rare}});
  const auto all = release::count_combinations(
      records, {.length = std::min(length, longest_example)}, progress.part(0.7, 1));
  return {{"lengths", std::move(lengths)}, {"examples", examples_of(table, items, all, k)}};
}

json::array attacks_of(const std::vector<release::AttackResult>& results,
                       const release::Verdict& verdict) {
  json::array out;
  for (const auto& each : results)
    out.push_back(json::object{{"attack", release::name_of(each.attack)},
                               {"passed", std::find(verdict.failed.begin(), verdict.failed.end(),
                                                    each.attack) == verdict.failed.end()},
                               {"claims", each.claims},
                               {"right", each.right},
                               {"baseline", rounded(each.baseline)}});
  return out;
}

release::AttackResult attack_of(const Difference& difference) {
  return {.attack = release::Attack::differencing,
          .claims = difference.compared,
          .right = difference.singled_out,
          .baseline = 0,
          .excess_at_least = difference.singled_out == 0 ? 0.0 : 1.0};
}

json::array utility_of(const std::vector<release::CombinationErrors>& errors) {
  json::array out;
  for (std::size_t i = 0; i < errors.size(); ++i)
    out.push_back(json::object{{"length", i + 1},
                               {"error", rounded(errors[i].error)},
                               {"kept", rounded(1 - errors[i].suppressed)}});
  return out;
}

}  // namespace ts::publishing
