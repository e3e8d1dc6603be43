#include "stats/random.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>

namespace ts::stats {
namespace {

TEST(Random, gives_the_published_numbers) {
  // Counter 0, key 0 of the known answers that come with the paper's implementation (Random123).
  Random random{0, 0};
  EXPECT_EQ(random.u32(), 0x6627e8d5U);
  EXPECT_EQ(random.u32(), 0xe169c58dU);
  EXPECT_EQ(random.u32(), 0xbc57ac4cU);
  EXPECT_EQ(random.u32(), 0x9b00dbd8U);
}

TEST(Random, is_the_same_again_and_another_for_each_seed_and_stream) {
  std::set<std::uint64_t> firsts;
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    for (std::uint64_t stream = 0; stream < 20; ++stream) {
      const auto first = Random{seed, stream}.u64();
      EXPECT_EQ((Random{seed, stream}.u64()), first);
      firsts.insert(first);
    }
  EXPECT_EQ(firsts.size(), 400U);
}

TEST(Random, is_even_below_a_bound) {
  Random random{7, 1};
  std::array<int, 6> counts{};
  constexpr int draws = 60'000;
  for (int i = 0; i < draws; ++i) ++counts.at(random.below(6));
  double chi_square = 0;
  for (const int count : counts) chi_square += std::pow(count - draws / 6.0, 2) / (draws / 6.0);
  EXPECT_LT(chi_square, 20.5);  // 99.9 % for 5 degrees of freedom
  for (int i = 0; i < 1000; ++i) EXPECT_LT(random.below64(3), 3U);
}

TEST(Random, is_uniform_between_the_ends) {
  Random random{1, 2};
  double sum = 0;
  for (int i = 0; i < 10'000; ++i) {
    const auto u = random.uniform();
    const auto v = random.open_uniform();
    ASSERT_TRUE(u >= 0 && u < 1 && v > 0 && v < 1);
    sum += u;
  }
  EXPECT_NEAR(sum / 10'000, 0.5, 4 * std::sqrt(1.0 / 12 / 10'000));
}

}  // namespace
}  // namespace ts::stats
