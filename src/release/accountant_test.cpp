#include "release/accountant.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <utility>

#include "base/failure.h"

namespace ts::release {
namespace {

// Google's dp-accounting, tests of the Gaussian mechanism (privacy_loss_mechanism_test): standard
// deviation 1; sensitivity, epsilon, delta.
TEST(Accountant, agrees_with_the_published_table_of_another_accountant) {
  EXPECT_NEAR(delta_of({0.5}, 1), 0.12693674, 1e-8);
  EXPECT_NEAR(delta_of({4.5}, 1), 0.78760074, 1e-8);
  EXPECT_NEAR(delta_of({0.5}, 2), 0.02092364, 1e-8);
  EXPECT_NEAR(delta_of({0.5 / (0.344 * 0.344)}, 16), 1e-5, 3e-7);  // the deviation is rounded
}

// The settings of the 2020 redistricting data (U.S. Census Bureau, June 2021; Abowd et al., "The
// 2020 Census Disclosure Avoidance System TopDown Algorithm", 2022), at delta 1e-10: rho 2.56 is
// told as epsilon 17.14 for persons, and rho 0.07 as 2.47 for housing units, by zCDP alone. That
// these are more than is true is known (Su, Su and Wang 2024: 15 to 25 % less noise would do).
TEST(Accountant, tells_less_than_the_published_figures_of_the_2020_census_and_not_much_less) {
  for (const auto& [rho, published] : {std::pair{2.56, 17.14}, {0.07, 2.47}}) {
    const double noisier = rho / (1 - 0.1508);
    EXPECT_LT(epsilon_of({rho}, 1e-10), published);
    EXPECT_GT(epsilon_of({rho / (1 - 0.2482)}, 1e-10), published);
    EXPECT_NEAR(epsilon_of({noisier}, 1e-10), published, 0.06 * published);
  }
}

/// The exact delta of one discrete Gaussian on a count that one person changes by one: Canonne,
/// Kamath and Steinke 2020, Theorem 7, summed up.
double exact_delta(double sigma2, double epsilon) {
  double whole = 0;
  double above = 0;
  double above_plus = 0;
  const double border = epsilon * sigma2 - 0.5;
  for (int x = -4000; x <= 4000; ++x) {
    const double weight = std::exp(-x * x / (2 * sigma2));
    whole += weight;
    if (x > border) above += weight;
    if (x > border + 1) above_plus += weight;
  }
  return (above - std::exp(epsilon) * above_plus) / whole;
}

TEST(Accountant, is_never_below_the_exact_delta_and_not_far_above) {
  for (const double sigma2 : {100.0, 400.0, 2000.0})
    for (const double epsilon : {0.1, 0.5, 1.0, 2.0}) {
      const double exact = exact_delta(sigma2, epsilon);
      if (exact < 1e-13) continue;
      const double bound = delta_of(gaussian_cost(1, Sigma2::at_least(sigma2)), epsilon);
      EXPECT_GE(bound, exact) << sigma2 << ' ' << epsilon;
      EXPECT_LE(bound, 4 * exact) << sigma2 << ' ' << epsilon;
    }
}

TEST(Accountant, conversions_are_each_others_inverse) {
  EXPECT_TRUE(rc::check([] {
    const double epsilon = 0.01 * *rc::gen::inRange(1, 1000);
    const double delta = std::pow(10, -*rc::gen::inRange(2, 15));
    const auto cost = cost_within({epsilon, delta});
    RC_ASSERT(std::abs(epsilon_of(cost, delta) - epsilon) < 1e-6 * (1 + epsilon));
    RC_ASSERT(delta_of(cost, epsilon) <= delta);
    RC_ASSERT(delta_of({cost.value * 1.01}, epsilon) > delta);
    // No looser than what needs no search.
    const double simple = cost.value + 2 * std::sqrt(cost.value * std::log(1 / delta));
    RC_ASSERT(epsilon <= simple);
  }));
  EXPECT_EQ(delta_of({0}, 1), 0);
}

TEST(Accountant, more_noise_or_fewer_queries_cost_less) {
  const auto noise = gaussian_noise(171, {0.01});
  EXPECT_LE(gaussian_cost(171, noise).value, 0.01);
  EXPECT_GT(gaussian_cost(171, noise).value, 0.00999);
  EXPECT_DOUBLE_EQ((Rho{1} + 0.5 * Rho{2}).value, 2);
}

TEST(Accountant, a_budget_is_spent_in_parts_and_never_overdrawn) {
  Budget budget{{1}};
  for (int i = 0; i < 10; ++i) budget.spend({0.1});
  EXPECT_NEAR(budget.spent().value, 1, 1e-12);
  EXPECT_NEAR(budget.left().value, 0, 1e-12);
  try {
    budget.spend({0.001});
    FAIL() << "spent more than there was";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.key(), MessageKey{"release.budget_spent"});
  }
  EXPECT_NEAR(budget.spent().value, 1, 1e-12);
}

}  // namespace
}  // namespace ts::release
