#include "release/noise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <functional>
#include <set>
#include <vector>

#include "crypto/crypto.h"

namespace ts::release {
namespace {

/// How likely so poor a fit is by chance (Pearson's chi-square): `weight(x)` is in proportion to
/// the probability of x in [-reach, reach]; what lies beyond falls into the outermost cells.
double chance_of_fit(int reach, const std::function<double(int)>& weight,
                     const std::function<std::int64_t()>& draw, int draws) {
  const auto cells = static_cast<std::size_t>(2 * reach + 1);
  std::vector<double> expected(cells);
  double sum = 0;
  for (int x = -60 * reach; x <= 60 * reach; ++x) {
    const int cell = std::clamp(x, -reach, reach) + reach;
    expected[static_cast<std::size_t>(cell)] += weight(x);
    sum += weight(x);
  }
  std::vector<double> seen(cells);
  for (int i = 0; i < draws; ++i) {
    const auto x = std::clamp<std::int64_t>(draw(), -reach, reach);
    ++seen[static_cast<std::size_t>(x + reach)];
  }
  double distance = 0;
  for (std::size_t i = 0; i < cells; ++i) {
    const double want = expected[i] / sum * draws;
    EXPECT_GT(want, 5) << "cell too small for the test";
    distance += (seen[i] - want) * (seen[i] - want) / want;
  }
  const boost::math::chi_squared law{static_cast<double>(cells - 1)};
  return boost::math::cdf(boost::math::complement(law, distance));
}

double laplace_weight(int x, double scale) { return std::exp(-std::abs(x) / scale); }
double gauss_weight(int x, double sigma2) { return std::exp(-x * x / (2 * sigma2)); }

// The seeds are fixed, so these never fail by chance; each sampler has been seen to fail when the
// rejection of the negative zero, the remainder of a step or the centre was left out.
constexpr double least_chance = 0.001;

TEST(Noise, discrete_laplace_has_its_exact_distribution) {
  SeededBits source{11};
  for (const auto& [t, s, reach] :
       {std::tuple{1U, 1U, 6}, {7U, 2U, 20}, {3U, 5U, 4}, {20U, 1U, 90}})
    EXPECT_GT(chance_of_fit(
                  reach, [&](int x) { return laplace_weight(x, double(t) / s); },
                  [&] { return discrete_laplace(source, {t, s}); }, 60'000),
              least_chance)
        << t << "/" << s;
}

TEST(Noise, discrete_gaussian_has_its_exact_distribution) {
  SeededBits source{12};
  for (const auto& [sigma2, reach] :
       {std::pair{0.25, 1}, {1.0, 3}, {2.5, 5}, {30.0, 17}, {400., 60}}) {
    const auto parameter = Sigma2::at_least(sigma2);
    EXPECT_GT(chance_of_fit(
                  reach, [&](int x) { return gauss_weight(x, parameter.value()); },
                  [&] { return discrete_gaussian(source, parameter); }, 60'000),
              least_chance)
        << sigma2;
  }
}

TEST(Noise, the_test_of_fit_finds_a_sampler_that_is_slightly_wrong) {
  SeededBits source{13};
  const auto right = Sigma2::at_least(4);
  const auto fit_to = [&](double sigma2) {
    return chance_of_fit(
        6, [&](int x) { return gauss_weight(x, sigma2); },
        [&] { return discrete_gaussian(source, right); }, 60'000);
  };
  EXPECT_GT(fit_to(4), least_chance);
  EXPECT_LT(fit_to(4.3), least_chance);
  EXPECT_LT(fit_to(3.7), least_chance);
}

TEST(Noise, large_noise_has_the_right_mean_and_variance) {
  SeededBits source{14};
  const auto sigma2 = Sigma2::at_least(Sigma2::largest);
  constexpr int draws = 20'000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < draws; ++i) {
    const auto x =
        static_cast<double>(discrete_gaussian(source, sigma2)) / std::sqrt(sigma2.value());
    sum += x;
    squares += x * x;
  }
  EXPECT_LT(std::abs(sum / draws), 4 / std::sqrt(draws));
  EXPECT_LT(std::abs(squares / draws - 1), 4 * std::sqrt(2.0 / draws));
}

TEST(Noise, probability_of_exp_is_exact_below_and_above_one) {
  SeededBits source{15};
  for (const auto& [n, d] : {std::pair{0U, 1U}, {1U, 3U}, {1U, 1U}, {5U, 2U}, {4U, 1U}}) {
    constexpr int draws = 40'000;
    int yes = 0;
    for (int i = 0; i < draws; ++i) yes += bernoulli_exp(source, {n, d}) ? 1 : 0;
    const double want = std::exp(-double(n) / d);
    EXPECT_LE(std::abs(double(yes) / draws - want), 4 * std::sqrt(want * (1 - want) / draws)) << n;
  }
}

TEST(Noise, uniform_numbers_fill_a_range_that_is_no_power_of_two) {
  SeededBits source{16};
  std::vector<int> seen(7);
  for (int i = 0; i < 7000; ++i) ++seen[uniform_below(source, 7)];
  for (const int count : seen) EXPECT_NEAR(count, 1000, 130);
  EXPECT_EQ(uniform_below(source, 1), 0U);
}

TEST(Noise, variance_is_rounded_up_never_down) {
  EXPECT_EQ(Sigma2::at_least(2).value(), 2);
  EXPECT_GT(Sigma2::at_least(2.0001).value(), 2.0001);
  EXPECT_GT(Sigma2::at_least(1e-9).value(), 0);
}

TEST(Noise, the_secret_source_never_repeats_and_a_seed_always_does) {
  crypto::start();
  SecretBits one;
  SecretBits other;
  std::set<std::uint64_t> words;
  for (int i = 0; i < 1500; ++i) words.insert({one.bits(), other.bits()});
  EXPECT_EQ(words.size(), 3000U);  // a repeat has a chance of 2^-41
  SeededBits a{5};
  SeededBits b{5};
  const auto sigma2 = Sigma2::at_least(10);
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(discrete_gaussian(a, sigma2), discrete_gaussian(b, sigma2));
}

}  // namespace
}  // namespace ts::release
