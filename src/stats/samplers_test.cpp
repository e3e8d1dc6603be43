#include "stats/samplers.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace ts::stats {
namespace {

constexpr int draws = 200'000;

/// Mean and variance of many draws are within five standard errors of what they should be; `fourth`
/// is the fourth central moment.
void expect_moments(const std::function<double(Random&)>& draw, double mean, double variance,
                    double fourth, std::uint64_t stream) {
  Random random{17, stream};
  double sum = 0, squares = 0;
  for (int i = 0; i < draws; ++i) {
    const double away = draw(random) - mean;
    sum += away;
    squares += away * away;
  }
  EXPECT_NEAR(sum / draws, 0, 5 * std::sqrt(variance / draws));
  EXPECT_NEAR(squares / draws, variance, 5 * std::sqrt((fourth - variance * variance) / draws));
}

TEST(Samplers, normal_draws_have_their_moments_and_tails) {
  expect_moments(draw_normal, 0, 1, 3, 1);
  Random random{3, 0};
  int far = 0, low = 0;
  for (int i = 0; i < draws; ++i) {
    const double x = draw_normal(random);
    far += std::abs(x) > 3.5 ? 1 : 0;  // beyond the last layer of the ziggurat
    low += x < -1 ? 1 : 0;
  }
  EXPECT_NEAR(far, 4.6526e-4 * draws, 5 * std::sqrt(4.6526e-4 * draws));
  EXPECT_NEAR(low, 0.158655 * draws, 5 * std::sqrt(0.1335 * draws));
}

TEST(Samplers, gamma_and_beta_draws_have_their_moments) {
  std::uint64_t stream = 10;
  for (const double shape : {0.25, 1.0, 2.5, 40.0})
    expect_moments([&](Random& random) { return draw_gamma(random, shape); }, shape, shape,
                   3 * shape * shape + 6 * shape, stream++);
  for (const auto& [a, b] : {std::pair{1.0, 1.0}, {2.0, 5.0}, {0.5, 0.5}}) {
    const double mean = a / (a + b);
    const double variance = a * b / ((a + b) * (a + b) * (a + b + 1));
    // No fourth moment of a variable within [0, 1] is larger than its variance.
    expect_moments([&](Random& random) { return draw_beta(random, a, b); }, mean, variance,
                   variance, stream++);
  }
  expect_moments(draw_exponential, 1, 1, 9, 9);
}

TEST(Samplers, counts_have_their_moments_where_inverted_and_where_rejected) {
  std::uint64_t stream = 30;
  for (const double mean : {0.3, 4.0, 9.9, 10.1, 300.0})
    expect_moments([&](Random& random) { return draw_poisson(random, mean); }, mean, mean,
                   mean * (1 + 3 * mean), stream++);
  for (const auto& [trials, share] : {std::pair{10.0, 0.03},
                                      {1.0, 0.4},
                                      {30.0, 0.3},
                                      {2744.0, 0.33},
                                      {1000.0, 0.9},
                                      {100.0, 0.5}}) {
    const double variance = trials * share * (1 - share);
    expect_moments([&](Random& random) { return draw_binomial(random, trials, share); },
                   trials * share, variance, variance * (1 + 3 * variance), stream++);
  }
}

TEST(Samplers, counts_stay_within_their_bounds) {
  Random random{5, 5};
  EXPECT_EQ(draw_binomial(random, 7, 1), 7);
  EXPECT_EQ(draw_binomial(random, 7, 0), 0);
  EXPECT_EQ(draw_binomial(random, 0, 0.5), 0);
  EXPECT_EQ(draw_poisson(random, 0), 0);
  for (int i = 0; i < 20'000; ++i) {
    const double x = draw_binomial(random, 25, 0.46);
    ASSERT_TRUE(x >= 0 && x <= 25 && x == std::floor(x));
    const double y = draw_poisson(random, 12.5);
    ASSERT_TRUE(y >= 0 && y == std::floor(y));
  }
}

TEST(Samplers, log_factorials_are_those_of_the_gamma_function) {
  for (double n = 0; n < 400; n += 0.37) {
    const double wanted = std::lgamma(n + 1);
    EXPECT_NEAR(log_factorial(n), wanted, 1e-12 * (1 + std::abs(wanted))) << n;
  }
  EXPECT_EQ(log_factorial(0), 0);
  EXPECT_NEAR(log_factorial(5), std::log(120), 1e-14);
}

}  // namespace
}  // namespace ts::stats
