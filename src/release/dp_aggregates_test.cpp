#include "release/dp_aggregates.h"

#include <gtest/gtest.h>

#include <thread>

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

// Nothing is shared between two runs, so whoever makes several at once gets of each seed what it
// gives alone.
TEST_F(Privately, is_the_same_for_a_seed_however_many_threads_make_one) {
  constexpr SynthesisPlan plan{.within = {1, 1e-6}, .sweeps = 5, .passes = 1};
  const auto small = trial::people(1'000, 4);
  std::vector<DpRelease> made(3);
  const auto make = [&](std::size_t i) {
    SeededBits source{25};
    made[i] = release_privately(small, plan, {}, source);
  };
  make(0);
  {
    std::jthread one{make, 1};
    std::jthread other{make, 2};
  }
  const auto told = [](const DpRelease& release) {
    std::vector<std::pair<std::vector<Item>, std::uint32_t>> all;
    const auto& counts = release.aggregates.told;
    for (std::size_t length = 1; length <= counts.length(); ++length)
      for (std::size_t i = 0; i < counts.size(length); ++i) {
        const auto items = counts.items(length, i);
        all.emplace_back(std::vector<Item>{items.begin(), items.end()}, counts.count(length, i));
      }
    return all;
  };
  ASSERT_GT(told(made[0]).size(), 20U);
  for (const auto& again : {made[1], made[2]}) {
    EXPECT_EQ(told(again), told(made[0]));
    EXPECT_EQ(Attributes{again.synthesis.records}.all(),
              Attributes{made[0].synthesis.records}.all());
  }
}

TEST_F(Privately, hardly_any_budget_tells_hardly_anything) {
  SeededBits source{24};
  const auto told = dp_aggregates(table, release.synthesis.records, Rho{1e-8}, {}, source);
  EXPECT_LE(told.spent.value, 1e-8);
  EXPECT_LT(told.told.size(), 10U);  // chance alone
}

}  // namespace
}  // namespace ts::release
