#include "release/prices.h"

#include <gtest/gtest.h>

#include <numeric>

#include "release/dp_trial.h"

namespace ts::release {
namespace {

/// Every set of three items that anybody has, numbered.
class Priced : public testing::Test {
 protected:
  static inline const Table table = trial::people(5'000, 30);
  static inline const Items items{table};
  static inline const Records model = distinct_records(table, items);
  static inline const Combinations counted = count_combinations(model, {.length = 3});
  static inline const Combinations numbered = [] {
    Combinations all{3};
    for (std::size_t i = 0; i < counted.size(3); ++i)
      all.add(counted.items(3, i), static_cast<std::uint32_t>(i + 1));
    return all;
  }();
};

/// What a record with these combinations costs: noise of variance s on what one record changes by
/// w costs w^2 / (2 s), and costs add up.
double cost_of(const Prices& prices, std::span<const std::size_t> held) {
  const auto weight = static_cast<double>(prices.weight(held));
  double cost = 0;
  for (const auto i : held) cost += weight * weight / (2 * prices.noise(i).value());
  return cost;
}

TEST_F(Priced, no_record_costs_more_than_the_limit_whatever_it_holds) {
  for (const double budget : {1.0, 0.02, 1e-9}) {
    const Prices prices{model, numbered, 3, Rho{budget}, 0.8};
    double most = 0;
    for (std::size_t r = 0; r < model.size(); ++r)
      most = std::max(most, cost_of(prices, combinations_among(model.items(r), numbered, 3)));
    EXPECT_LE(most, budget * (1 + 1e-12));
    EXPECT_GT(most, 0.9 * budget);
    std::vector<std::size_t> everything(numbered.size(3));  // more than anybody can have
    std::iota(everything.begin(), everything.end(), std::size_t{0});
    EXPECT_LE(cost_of(prices, everything), budget * (1 + 1e-12));
    for (const auto i : everything)
      EXPECT_LE(cost_of(prices, std::span{&i, 1}), budget * (1 + 1e-12));
  }
}

TEST_F(Priced, the_share_asked_for_counts_in_full) {
  const Prices prices{model, numbered, 3, Rho{0.1}, 0.8};
  std::uint64_t in_full = 0;
  for (std::size_t r = 0; r < model.size(); ++r)
    if (prices.weight(combinations_among(model.items(r), numbered, 3)) == prices.whole())
      in_full += model.weight(r);
  EXPECT_GE(in_full, 4'000U);
  EXPECT_LT(in_full, 4'300U);
}

TEST_F(Priced, noise_grows_like_the_root_of_the_count) {
  const Prices prices{model, numbered, 3, Rho{0.1}, 0.8};
  const auto variance_by_people = [&](std::size_t i) {
    return prices.noise(i).value() / std::max(60U, counted.count(3, i));
  };
  for (std::size_t i = 1; i < numbered.size(3); ++i)
    EXPECT_NEAR(variance_by_people(i) / variance_by_people(0), 1, 0.001);
}

}  // namespace
}  // namespace ts::release
