#include "stats/distributions.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace ts::stats {
namespace {

TEST(Distributions, normal_quantiles_are_the_inverse_of_the_share_below) {
  for (const double share : {1e-9, 0.025, 0.5, 0.9, 1 - 1e-6})
    EXPECT_NEAR(normal_share_below(normal_quantile(share)), share, 1e-14);
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-14);
  EXPECT_EQ(normal_quantile(0), -INFINITY);
  EXPECT_EQ(normal_quantile(1), INFINITY);
}

double summed(double from, double to, double mean) {
  double out = 0;
  for (double k = from; k <= to; ++k)
    out += std::exp(k * std::log(mean) - mean - std::lgamma(k + 1));
  return out;
}

TEST(Distributions, poisson_tails_are_sums_whichever_way_they_are_worked_out) {
  for (const double mean : {0.01, 0.47, 3.0, 59.0, 61.0, 200.0, 500.0})
    for (const double count : {0.0, 1.0, 2.0, 7.0, 59.0, 60.0, 61.0, 180.0, 420.0}) {
      SCOPED_TRACE(std::to_string(mean) + " " + std::to_string(count));
      const double low = summed(0, count, mean), high = summed(count, 1200, mean);
      EXPECT_NEAR(poisson_at_most(count, mean), low, 1e-11 * low + 1e-300);
      EXPECT_NEAR(poisson_at_least(count, mean), high, 1e-11 * high + 1e-300);
      EXPECT_NEAR(poisson_smaller_tail(count, mean), std::min(low, high),
                  1e-11 * std::min(low, high) + 1e-300);
    }
  EXPECT_EQ(poisson_at_most(0, 0), 1);
  EXPECT_EQ(poisson_at_least(0, 0), 1);
  EXPECT_EQ(poisson_at_least(3, 0), 0);
  EXPECT_EQ(poisson_smaller_tail(0, 0), 1);
}

TEST(Distributions, quantiles_lie_between_order_statistics) {
  const std::vector<double> sample{1, 2, 3, 4, 5};
  EXPECT_EQ(quantile(sample, 0), 1);
  EXPECT_EQ(quantile(sample, 1), 5);
  EXPECT_NEAR(quantile(sample, 0.5), 3, 1e-14);
  EXPECT_NEAR(quantile(sample, 0.25), (5 + 1.0 / 3) * 0.25 + 1.0 / 3, 1e-14);  // type 8 of R
  EXPECT_EQ(quantile(std::vector{7.0}, 0.3), 7);
  EXPECT_EQ(quantile(std::vector<double>{1, 2, INFINITY, INFINITY}, 0.99), INFINITY);
}

}  // namespace
}  // namespace ts::stats
