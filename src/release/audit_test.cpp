#include "release/audit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>

#include "release/dp_aggregates.h"
#include "release/dp_trial.h"

namespace ts::release {
namespace {

constexpr EpsilonDelta promised{1, 1e-5};
constexpr AuditPlan thorough{.runs = 2000, .delta = promised.delta};

/// Forty people who are alike and some who are not.
Table neighbours(int others) {
  Table table;
  for (int c = 0; c < 2; ++c)
    table.columns.emplace_back("c" + std::to_string(c), Kind::categorical, trial::values(2))
        .domain_is_public = true;
  for (auto& column : table.columns) {
    for (int i = 0; i < 40; ++i) column.add(1);
    for (int i = 0; i < others; ++i) column.add(2);
  }
  return table;
}

TEST(Audit, bounds_of_a_proportion_are_those_of_the_tables) {
  const auto some = proportion(4, 20, 0.025);  // Clopper and Pearson 1934: 0.057 to 0.437
  EXPECT_NEAR(some.low, 0.0573, 0.0001);
  EXPECT_NEAR(some.high, 0.4366, 0.0001);
  EXPECT_EQ(proportion(0, 10, 0.05).low, 0);
  EXPECT_NEAR(proportion(0, 10, 0.05).high, 0.2589, 0.0001);  // 1 - 0.05^(1/10)
  EXPECT_EQ(proportion(10, 10, 0.05).high, 1);
}

/// Everything that `measure` lets out of the cells that only these others are in, weighted as the
/// likelihood weighs it.
Leak leak_of_measure(int others) {
  const auto with = std::make_shared<Attributes>(neighbours(others));
  const auto without = std::make_shared<Attributes>(neighbours(0));
  return [=](bool with_them, std::uint64_t run) {
    SeededBits source{run * 2 + (with_them ? 1 : 0)};
    double leak = 0;
    for (const auto& table :
         measure(with_them ? *with : *without, {.within = promised}, source).tables)
      leak += table.counts.back() / table.variance;
    return leak;
  };
}

TEST(Audit, finds_no_violation_in_measuring) {
  EXPECT_LE(epsilon_at_least(leak_of_measure(1), thorough), promised.epsilon);
}

// The same leak, so the test above is not blind.
TEST(Audit, finds_that_what_hides_one_person_does_not_hide_eight) {
  EXPECT_GT(epsilon_at_least(leak_of_measure(8), thorough), promised.epsilon);
}

TEST(Audit, finds_no_violation_in_the_discrete_laplace_and_comes_near_to_it) {
  const auto leak = [](bool with, std::uint64_t run) {
    SeededBits source{run + (with ? 1'000'000 : 0)};
    return double(discrete_laplace(source, {1, 1})) + (with ? 1 : 0);
  };
  const double found = epsilon_at_least(leak, {.runs = 20'000, .delta = 0});
  EXPECT_LE(found, 1);
  EXPECT_GT(found, 0.8);
}

TEST(Audit, finds_a_sampler_that_forgets_the_noise_now_and_then) {
  const auto leak = [](bool with, std::uint64_t run) {
    SeededBits source{run + (with ? 1'000'000 : 0)};
    const bool forgets = uniform_below(source, 20) == 0;
    return (forgets ? 0.5 : double(discrete_laplace(source, {1, 1}))) + (with ? 1 : 0);
  };
  EXPECT_GT(epsilon_at_least(leak, {.runs = 20'000, .delta = 0}), 1);
}

TEST(Audit, finds_no_violation_in_the_counts_of_combinations) {
  static const auto model = neighbours(0);
  static const auto with_person = neighbours(1);
  const auto cost = cost_within(promised);
  DpCounting all{.length = 2, .patience = std::numeric_limits<double>::infinity(), .at_least = 0};
  all.certainty.fill(-100);  // tell everything, which is more than ever is told
  const auto leak = [&](bool with, std::uint64_t run) {
    SeededBits source{run * 2 + (with ? 1 : 0)};
    const auto told = dp_aggregates(with ? with_person : model, model, cost, all, source).told;
    return double(told.count_of(std::vector<Item>{1})) + told.count_of(std::vector<Item>{3});
  };
  EXPECT_LE(epsilon_at_least(leak, {.runs = 1000, .delta = promised.delta}), promised.epsilon);
}

/// Found in counts as they are released by default, where only what is clear is told: so the one
/// person here is like the others, and adds to each count that is told.
double found_in_a_release(EpsilonDelta within, std::uint64_t runs) {
  const auto alike = [](int people) {
    auto table = neighbours(0);
    for (auto& column : table.columns)
      for (int i = 40; i < people; ++i) column.add(1);
    return table;
  };
  const auto with_person = alike(41);
  const auto without = alike(40);
  const SynthesisPlan plan{.within = within, .sweeps = 2, .passes = 0};
  const auto leak = [&](bool with, std::uint64_t run) {
    SeededBits source{run * 2 + (with ? 1 : 0)};
    const auto& table = with ? with_person : without;
    const auto told = release_privately(table, plan, {.length = 2}, source).aggregates.told;
    double sum = 0;
    for (const auto& items : {std::vector<Item>{0}, {2}, {0, 2}}) sum += told.count_of(items);
    return sum;
  };
  return epsilon_at_least(leak, {.runs = runs, .delta = within.delta});
}

TEST(Audit, finds_no_violation_in_a_release_and_would_find_one) {
  EXPECT_LE(found_in_a_release(promised, 300), promised.epsilon);
  EXPECT_GT(found_in_a_release({20, promised.delta}, 300), promised.epsilon);
}

}  // namespace
}  // namespace ts::release
