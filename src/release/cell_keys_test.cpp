#include "release/cell_keys.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/failure.h"
#include "release/trial.h"

namespace ts::release {
namespace {

const PerturbationTable& table() {
  static const PerturbationTable out{{.most = 5, .variance = 2, .least_told = 3}};
  return out;
}

TEST(CellKeys, leave_every_count_where_it_is_on_average) {
  for (std::uint64_t count = 1; count <= 20; ++count) {
    const auto& row = table().row(count);
    double sum = 0, mean = 0, square = 0;
    for (std::size_t i = 0; i < row.noise.size(); ++i) {
      sum += row.chance[i];
      mean += row.chance[i] * static_cast<double>(row.noise[i]);
      square += row.chance[i] * static_cast<double>(row.noise[i] * row.noise[i]);
    }
    EXPECT_NEAR(sum, 1, 1e-12);
    EXPECT_NEAR(mean, 0, 1e-9) << count;
    EXPECT_NEAR(square, row.variance, 1e-9);
    if (count > 5) {
      EXPECT_NEAR(row.variance, 2, 1e-6) << count;
    }
  }
}

TEST(CellKeys, make_noise_as_often_as_the_table_says) {
  stats::Random random{11, 0};
  constexpr int draws = 200'000;
  for (const std::uint64_t count : {1U, 4U, 100U}) {
    const auto& row = table().row(count);
    std::vector<int> seen(row.noise.size());
    for (int i = 0; i < draws; ++i) {
      const auto noise = static_cast<std::int64_t>(table().perturbed(count, random.u64())) -
                         static_cast<std::int64_t>(count);
      const auto at = std::ranges::find(row.noise, noise) - row.noise.begin();
      ASSERT_LT(at, static_cast<std::ptrdiff_t>(row.noise.size()));
      ++seen[static_cast<std::size_t>(at)];
    }
    for (std::size_t i = 0; i < seen.size(); ++i) {
      const auto expected = draws * row.chance[i];
      EXPECT_NEAR(seen[i], expected, 5 * std::sqrt(expected) + 1);
    }
  }
}

TEST(CellKeys, keep_zero_and_tell_no_small_count) {
  stats::Random random{12, 0};
  for (int i = 0; i < 10'000; ++i) {
    const auto key = random.u64();
    EXPECT_EQ(table().perturbed(0, key), 0U);
    for (std::uint64_t count = 1; count < 9; ++count) {
      const auto told = table().perturbed(count, key);
      EXPECT_TRUE(told == 0 || told >= 3);
      EXPECT_EQ(told, table().perturbed(count, key));
    }
  }
  EXPECT_EQ(table().perturbed(50, ~RecordKey{0}), 50U + 5U);
  EXPECT_EQ(table().perturbed(50, 0), 50U - 5U);
}

TEST(CellKeys, give_a_combination_the_noise_of_the_people_who_have_it) {
  const auto whole = invented_table(8, 300, 4, 3);
  stats::Random random{13, 0};
  std::vector<RecordKey> keys;
  for (std::size_t row = 0; row < whole.rows(); ++row) keys.push_back(random.u64());
  const auto told = perturbed_combinations(whole, keys, 2, table());
  // Without a column that neither of the two is of, and with the rows the other way round.
  Table part;
  for (const std::size_t column : {0U, 2U}) {
    const auto& from = whole.columns[column];
    auto& to = part.columns.emplace_back(from.name(), from.kind(), from.domain());
    for (std::size_t row = whole.rows(); row-- > 0;) to.add(from.code(row));
  }
  const auto again =
      perturbed_combinations(part, std::vector(keys.rbegin(), keys.rend()), 2, table());
  const Items items{whole};
  const Items of_part{part};
  ASSERT_GT(again.size(2), 3U);
  for (std::size_t i = 0; i < again.size(2); ++i) {
    const auto pair = again.items(2, i);
    const std::vector<Item> same{items.item(0, of_part.code(pair[0])),
                                 items.item(2, of_part.code(pair[1]))};
    EXPECT_EQ(told.count_of(same), again.count(2, i));
    EXPECT_GE(again.count(2, i), 3U);
  }
}

TEST(CellKeys, need_noise_that_can_reach_what_is_told) {
  EXPECT_THROW(PerturbationTable({.most = 2, .variance = 1, .least_told = 3}), Bug);
  EXPECT_THROW(PerturbationTable({.most = 5, .variance = 0, .least_told = 3}), Bug);
  EXPECT_THROW(table().row(0), Bug);
}

}  // namespace
}  // namespace ts::release
