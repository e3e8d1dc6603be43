#include "release/dp_aggregates.h"

#include <gtest/gtest.h>

#include "release/dp_trial.h"
#include "release/utility.h"

namespace ts::release {
namespace {

class Privately : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    SeededBits source{21};
    release = release_privately(table, {.within = {1, 1e-6}}, {}, source);
  }
  static inline const Table table = trial::people(20'000, 20);
  static inline const Items items{table};
  static inline DpRelease release;
};

TEST_F(Privately, counts_are_near_the_truth) {
  const auto truth = count_combinations(distinct_records(table, items), {.length = 3});
  const auto errors = combination_errors(truth, release.aggregates.told);
  ASSERT_EQ(errors.size(), 3U);
  EXPECT_LT(errors[0].error_of_released, 0.02);
  EXPECT_LT(errors[1].error_of_released, 0.05);
  EXPECT_LT(errors[2].error_of_released, 0.12);
  EXPECT_LT(errors[2].suppressed, 0.05);
}

TEST_F(Privately, a_combination_is_told_with_its_parts_and_never_above_them) {
  const auto& told = release.aggregates.told;
  ASSERT_GT(told.size(3), 100U);
  for (std::size_t length = 2; length <= 3; ++length)
    for (std::size_t i = 0; i < told.size(length); ++i)
      for (std::size_t left_out = 0; left_out < length; ++left_out) {
        std::vector<Item> part{told.items(length, i).begin(), told.items(length, i).end()};
        part.erase(part.begin() + static_cast<std::ptrdiff_t>(left_out));
        EXPECT_GE(told.count_of(part), told.count(length, i));
      }
}

TEST_F(Privately, both_parts_together_cost_the_budget_and_no_more) {
  const auto most = cost_within({1, 1e-6}).value;
  EXPECT_LE(release.spent.value, most * (1 + 1e-9));
  EXPECT_GT(release.spent.value, 0.99 * most);
  EXPECT_NEAR(release.spent.value,
              release.synthesis.measured.spent.value + release.aggregates.spent.value, 1e-12);
}

TEST_F(Privately, nothing_that_nobody_has_gets_through_much) {
  const auto truth = count_combinations(distinct_records(table, items), {.length = 3});
  for (const auto& errors : combination_errors(truth, release.aggregates.told))
    EXPECT_LT(errors.fabricated, 0.02);
}

TEST_F(Privately, few_people_are_not_told_of_at_all) {
  SeededBits source{22};
  const auto few = release_privately(trial::people(15, 3), {.within = {0.5, 1e-6}}, {}, source);
  EXPECT_LT(few.aggregates.told.size(), 30U);  // chance alone
}

TEST_F(Privately, the_noise_is_for_the_most_that_one_record_can_change) {
  // Five items: ten pairs, each by one person, and cap 5 allows that: variance = 10 / (2 rho).
  SeededBits source{23};
  const Rho cost{0.02};
  const auto told = dp_aggregates(table, release.synthesis.records, cost, {.length = 2}, source);
  const auto& pairs = told.lengths[1];
  const double combinations = static_cast<double>(pairs.cap * (pairs.cap - 1)) / 2;
  EXPECT_NEAR(pairs.variance, combinations / (2 * cost.value * 2 / 3), 0.1);
  EXPECT_LE(told.spent.value, cost.value);
}

TEST_F(Privately, hardly_any_budget_tells_hardly_anything) {
  SeededBits source{24};
  const auto told = dp_aggregates(table, release.synthesis.records, Rho{1e-8}, {}, source);
  EXPECT_LE(told.spent.value, 1e-8);
  EXPECT_GT(told.lengths[0].variance, 1e8);  // for a cap of a few items, 3 / rho of it at least
}

}  // namespace
}  // namespace ts::release
