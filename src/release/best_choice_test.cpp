#include "release/best_choice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace ts::release {
namespace {

TEST(BestChoice, tells_what_is_known_for_sure_and_loses_nothing) {
  const auto choice = best_choice(500, 0, 10);
  EXPECT_EQ(choice.told, 500);
  EXPECT_EQ(choice.loss, 0);
  EXPECT_NEAR(choice.silence, 1, 1e-12);
}

// Half of a normal weight by 1 / count lies about deviation^2 / mean below the mean; the mean
// distance of a normal is 0.8 deviations (sqrt(2 / pi)).
TEST(BestChoice, lies_below_the_mean_where_small_counts_weigh_more) {
  const auto choice = best_choice(1000, 100, 10);
  EXPECT_NEAR(choice.told, 1000 - 100.0 * 100 / 1000, 25);  // a step of the grid is 25
  EXPECT_LT(choice.told, 1000.1);
  EXPECT_NEAR(choice.loss, 0.08, 0.003);
  EXPECT_LT(best_choice(300, 100, 10).told, 255);
}

// Nobody else than the definition: every other value is tried.
TEST(BestChoice, loses_no_more_than_any_other_value_would) {
  for (const double mean : {12.0, 40.0, 90.0})
    for (const double deviation : {3.0, 10.0, 30.0}) {
      const auto choice = best_choice(mean, deviation, 10);
      for (double other = 1; other < 2 * mean; ++other) {
        double loss = 0;
        double chances = 0;
        for (int i = -16; i <= 16; ++i) {
          const double chance = std::exp(-i * i / 32.0);
          const double count = mean + i * deviation / 4;
          chances += chance;
          loss += chance *
                  (count < 0.5 ? 1 : std::abs(other - std::max(1.0, count)) / std::max(1.0, count));
        }
        EXPECT_LE(choice.loss, loss / chances + 1e-9) << mean << ' ' << deviation << ' ' << other;
      }
    }
}

TEST(BestChoice, loses_all_with_nobody_there_and_nothing_by_silence_about_few) {
  const auto few = best_choice(0, 0.1, 10);
  EXPECT_EQ(few.told, 1);
  EXPECT_NEAR(few.loss, 1, 1e-6);
  EXPECT_EQ(few.silence, 0);
  EXPECT_NEAR(best_choice(10, 4, 10).silence, 0.55, 0.03);  // half of the chances, and the middle
  EXPECT_NEAR(best_choice(10, 4, 14).silence, 0.2, 0.03);   // a deviation above: 0.16, and it
}

}  // namespace
}  // namespace ts::release
