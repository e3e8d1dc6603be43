#include "release/recoding.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "release/trial.h"

namespace ts::release {
namespace {

/// A table whose columns have a hierarchy of pairs, of fours and of everything.
Table with_hierarchies(std::uint64_t seed, std::size_t rows) {
  auto table = invented_table(seed, rows, 3, 8);
  for (auto& column : table.columns)
    for (const Code size : {2U, 4U, 8U}) {
      Hierarchy::Level level{{missing}, {}};
      for (Code code = 1; code <= 8; ++code) level.group_of.push_back(1 + (code - 1) / size);
      for (Code group = 0; group < 8 / size; ++group)
        level.names.push_back(std::string("group ").append(std::to_string(group)));
      column.hierarchy.levels.push_back(level);
    }
  return table;
}

/// People who are alike in the first two columns, by what the third says of them.
std::map<std::pair<Code, Code>, std::vector<Code>> alike(const Table& table) {
  std::map<std::pair<Code, Code>, std::vector<Code>> out;
  for (std::size_t row = 0; row < table.rows(); ++row)
    out[{table.columns[0].code(row), table.columns[1].code(row)}].push_back(
        table.columns[2].code(row));
  return out;
}

double distance(const std::vector<Code>& here, const std::vector<Code>& all) {
  double out = 0;
  for (Code code = 0; code <= 8; ++code)
    out += std::abs(static_cast<double>(std::count(here.begin(), here.end(), code)) /
                        static_cast<double>(here.size()) -
                    static_cast<double>(std::count(all.begin(), all.end(), code)) /
                        static_cast<double>(all.size()));
  return out / 2;
}

RC_GTEST_PROP(Recoding, leaves_nobody_alone, ()) {
  const auto table = with_hierarchies(*rc::gen::arbitrary<std::uint64_t>(),
                                      *rc::gen::inRange<std::size_t>(20, 80));
  const RecodingWish wish{.quasi_identifiers = {0, 1},
                          .sensitive = 2,
                          .k = *rc::gen::inRange<std::uint32_t>(1, 8),
                          .l = *rc::gen::inRange<std::uint32_t>(1, 4),
                          .t = *rc::gen::element(1.0, 0.5, 0.3)};
  const auto recoding = recode(table, wish);
  RC_ASSERT(recoding.optimal());
  if (recoding.suppressed.size() == table.rows()) return;  // nothing is told of anybody
  const auto out = recoded(table, wish, recoding);
  std::vector<Code> all;
  for (std::size_t row = 0; row < table.rows(); ++row) all.push_back(table.columns[2].code(row));
  for (const auto& [quasi, sensitive] : alike(out)) {
    RC_ASSERT(sensitive.size() >= wish.k);
    RC_ASSERT(std::set(sensitive.begin(), sensitive.end()).size() >= wish.l);
    RC_ASSERT(distance(sensitive, all) <= wish.t + 1e-9);
  }
}

Recoding at_levels(std::vector<std::size_t> levels) {
  Recoding out;
  out.levels = std::move(levels);
  return out;
}

/// Every recoding there is, each judged by what `recoded` makes of it.
RC_GTEST_PROP(Recoding, is_the_best_of_all, ()) {
  const auto table = with_hierarchies(*rc::gen::arbitrary<std::uint64_t>(), 40);
  const RecodingWish wish{
      .quasi_identifiers = {0, 1}, .sensitive = {}, .k = *rc::gen::inRange<std::uint32_t>(2, 9)};
  const auto found = recode(table, wish);
  const auto groups = [](std::size_t level) { return level == 0 ? 0.0 : (1U << level) - 1.0; };
  for (std::size_t a = 0; a <= 3; ++a)
    for (std::size_t b = 0; b <= 3; ++b) {
      const auto out = alike(recoded(table, wish, at_levels({a, b})));
      double loss = 0;
      std::size_t left_out = 0;
      for (const auto& [quasi, sensitive] : out) {
        const auto size = static_cast<double>(sensitive.size());
        if (sensitive.size() < wish.k) {
          left_out += sensitive.size();
          continue;
        }
        loss += size *
                ((quasi.first == missing ? 0 : groups(a) / 7) +
                 (quasi.second == missing ? 0 : groups(b) / 7)) /
                2;
      }
      loss += static_cast<double>(left_out);
      if (left_out > 0 && left_out < wish.k) loss = 40;
      RC_ASSERT(found.loss <= loss / 40 + 1e-9);
    }
}

TEST(Recoding, that_ran_out_of_patience_says_how_much_better_it_could_be) {
  const auto table = with_hierarchies(3, 200);
  const RecodingWish wish{.quasi_identifiers = {0, 1, 2}, .sensitive = {}, .k = 20, .patience = 1};
  const auto found = recode(table, wish);
  EXPECT_FALSE(found.optimal());
  const auto best = recode(table, {.quasi_identifiers = {0, 1, 2}, .sensitive = {}, .k = 20});
  EXPECT_TRUE(best.optimal());
  EXPECT_LE(found.bound, best.loss);
  EXPECT_LE(best.loss, found.loss);
}

TEST(Recoding, of_a_sensitive_column_in_order_measures_how_far_values_move) {
  Table table;
  table.columns.emplace_back("where", Kind::categorical, std::vector<std::string>{"a", "b"});
  table.columns.emplace_back("age", Kind::ordinal, std::vector<std::string>{"1", "2", "3"});
  for (int i = 0; i < 30; ++i) {
    table.columns[0].add(i < 15 ? 1U : 2U);
    table.columns[1].add(i < 15 ? 1U : 3U);
  }
  table.columns[0].hierarchy.levels.push_back({{0, 1, 1}, {"anywhere"}});
  // Half of everybody is one step (the only one) away from each group: a distance of a half.
  const RecodingWish near{.quasi_identifiers = {0}, .sensitive = 1, .k = 2, .t = 0.6};
  EXPECT_EQ(recode(table, near).levels, (std::vector<std::size_t>{0}));
  const RecodingWish nearer{.quasi_identifiers = {0}, .sensitive = 1, .k = 2, .t = 0.4};
  EXPECT_EQ(recode(table, nearer).levels, (std::vector<std::size_t>{1}));
}

}  // namespace
}  // namespace ts::release
