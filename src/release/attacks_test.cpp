#include "release/attacks.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "release/dp_aggregates.h"
#include "release/dp_trial.h"

namespace ts::release {
namespace {

const AttackPlan quick{.targets = 200, .shadows = 16, .shadow_rows = 150};

/// Sixteen columns of chance: everybody is like nobody else.
Table unlike_people(std::size_t rows) {
  Table table;
  for (int c = 0; c < 16; ++c)
    table.columns.emplace_back("c" + std::to_string(c), Kind::categorical, trial::values(4))
        .domain_is_public = true;
  SeededBits source{31};
  for (std::size_t row = 0; row < rows; ++row)
    for (auto& column : table.columns) column.add(static_cast<Code>(1 + uniform_below(source, 4)));
  return table;
}

const AttackResult& of(const std::vector<AttackResult>& results, Attack attack) {
  return *std::ranges::find(results, attack, &AttackResult::attack);
}

TEST(Attacks, all_succeed_against_a_release_that_is_the_data) {
  const auto results = attack(unlike_people(600), [](const Table& table) { return table; }, quick);
  ASSERT_EQ(results.size(), 5U);
  for (const auto& result : results) {
    EXPECT_GT(result.claims, 50U) << name_of(result.attack);
    EXPECT_GT(result.excess_at_least, 0.05) << name_of(result.attack);
  }
  const auto verdict = judge(results);
  EXPECT_FALSE(verdict.passed);
  EXPECT_EQ(verdict.failed.size(), 5U);
  EXPECT_EQ(verdict.not_run, std::vector{Attack::differencing});
}

TEST(Attacks, fail_against_rows_that_were_invented) {
  const auto invented = trial::people(300, 99);
  const auto results =
      attack(trial::people(600, 32), [&](const Table&) { return Table{invented}; }, quick);
  for (const auto& result : results)
    EXPECT_LE(result.excess_at_least, 0.05) << name_of(result.attack);
  EXPECT_TRUE(judge(results).passed);
}

TEST(Attacks, fail_against_synthesis_under_differential_privacy) {
  std::uint64_t seed = 40;
  const auto results = attack(
      unlike_people(600),
      [&](const Table& table) {
        SeededBits source{seed++};
        return synthesise(table, {.within = {1, 1e-6}, .sweeps = 5, .passes = 1}, source).records;
      },
      quick);
  EXPECT_TRUE(judge(results).passed);
  EXPECT_GT(of(results, Attack::shadow).claims, 50U);
}

TEST(Attacks, are_the_same_for_the_same_seed_and_say_nothing_of_few_people) {
  const auto table = unlike_people(100);
  const Method method = [](const Table& rows) { return rows; };
  const auto one = attack(table, method, quick);
  const auto other = attack(table, method, quick);
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i].right, other[i].right);
  EXPECT_TRUE(attack(unlike_people(19), method, quick).empty());
  EXPECT_EQ(judge({}).not_run.size(), 6U);
}

TEST(Differencing, tells_of_people_who_left_when_counts_are_exact) {
  const auto before = trial::people(400, 33);
  Table after;
  Table left;
  for (const auto& column : before.columns) {
    for (auto* table : {&after, &left})
      table->columns.emplace_back(column.name(), column.kind(), column.domain()).domain_is_public =
          true;
    for (std::size_t row = 0; row < before.rows(); ++row) {
      std::vector<Code> codes;
      column.each_code(row, [&](Code code) { codes.push_back(code); });
      auto& to = (row < 1 ? left : after).columns[after.columns.size() - 1];
      if (column.multi_valued())
        to.add(codes);
      else
        to.add(codes.empty() ? missing : codes[0]);
    }
  }
  const Items items{before};
  const auto counts = [&](const Table& table) {
    return count_combinations(distinct_records(table, items), {.length = 2});
  };
  const auto gone = distinct_records(left, items);
  const auto exact = difference(counts(before), counts(after), gone, 10);
  EXPECT_EQ(exact.right, exact.claims);
  EXPECT_GT(exact.excess_at_least, 0.05);
  EXPECT_FALSE(judge({exact}).passed);

  const auto told = [&](const Table& table, std::uint64_t seed) {
    SeededBits source{seed};
    return release_privately(table, {.within = {1, 1e-6}, .sweeps = 5, .passes = 1}, {.length = 2},
                             source)
        .aggregates.told;
  };
  EXPECT_TRUE(judge({difference(told(before, 1), told(after, 2), gone, 10)}).passed);
}

}  // namespace
}  // namespace ts::release
