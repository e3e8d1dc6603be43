#include "release/utility.h"

#include <gtest/gtest.h>

#include <cmath>

#include "release/dp_trial.h"

namespace ts::release {
namespace {

const std::vector<std::uint32_t> two_by_two{2, 2};

TEST(MarginalDistance, is_half_the_sum_of_differences) {
  const CodedRows one{{0, 0, 1, 1}, {0, 0, 0, 0}};
  const CodedRows other{{0, 1, 1, 1}, {0, 0, 0, 1}};
  const auto single = marginal_distance(one, other, two_by_two, 1);
  EXPECT_DOUBLE_EQ(single.mean, 0.25);
  EXPECT_DOUBLE_EQ(single.most, 0.25);
  EXPECT_DOUBLE_EQ(marginal_distance(one, other, two_by_two, 2).mean, 0.25);
  EXPECT_DOUBLE_EQ(marginal_distance(one, one, two_by_two, 2).mean, 0);
}

TEST(CombinationErrors, count_what_is_wrong_missing_and_made_up) {
  Combinations real{2};
  Combinations told{2};
  const auto add = [](Combinations& to, std::vector<Item> items, std::uint32_t count) {
    to.add(items, count);
  };
  add(real, {0}, 10);
  add(real, {1}, 20);
  add(real, {2}, 5);
  add(told, {0}, 12);
  add(told, {1}, 20);
  add(told, {3}, 4);
  add(real, {0, 1}, 4);
  const auto errors = combination_errors(real, told);
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_DOUBLE_EQ(errors[0].error_of_released, 0.1);
  EXPECT_DOUBLE_EQ(errors[0].error, (0.2 + 0 + 1) / 3);
  EXPECT_DOUBLE_EQ(errors[0].error_of_shared, (0.2 + 0 + 1) / 3);
  EXPECT_DOUBLE_EQ(combination_errors(real, told, 5)[0].error_of_shared, (0.2 + 0 + 1 + 1) / 4);
  EXPECT_DOUBLE_EQ(errors[0].suppressed, 1.0 / 3);
  EXPECT_DOUBLE_EQ(errors[0].fabricated, 1.0 / 3);
  EXPECT_DOUBLE_EQ(errors[1].suppressed, 1);
  EXPECT_DOUBLE_EQ(errors[1].error, 1);
  EXPECT_EQ(errors[1].fabricated, 0);
}

TEST(Associations, are_one_for_a_copy_and_zero_for_a_constant) {
  const std::vector<std::uint32_t> sizes{2, 2, 3};
  const CodedRows rows{{0, 1, 0, 1}, {0, 1, 0, 1}, {1, 1, 1, 1}};
  const auto all = associations(rows, sizes);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_DOUBLE_EQ(all[0], 1);
  EXPECT_EQ(all[1], 0);
  // Counts 3, 1, 1, 3: chi-square is 2 of 8, so V is one half.
  const CodedRows half{{0, 0, 0, 0, 1, 1, 1, 1}, {0, 0, 0, 1, 0, 1, 1, 1}};
  EXPECT_DOUBLE_EQ(associations(half, two_by_two)[0], 0.5);
  const CodedRows copied{{0, 0, 0, 0, 1, 1, 1, 1}, {0, 0, 0, 0, 1, 1, 1, 1}};
  EXPECT_DOUBLE_EQ(association_distance(half, copied, two_by_two).most, 0.5);
}

TEST(GroupErrors, look_at_each_group_by_itself) {
  const CodedRows real{{0, 0, 1, 1}, {0, 1, 0, 0}};
  const CodedRows released{{0, 0, 1, 1}, {0, 1, 1, 1}};
  const auto groups = group_errors(real, released, two_by_two, 0);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_DOUBLE_EQ(groups[0].distance, 0);
  EXPECT_DOUBLE_EQ(groups[1].distance, 1);
  const auto other = group_errors(real, released, two_by_two, 1);
  EXPECT_DOUBLE_EQ(other[0].distance, 2.0 / 3);
  EXPECT_DOUBLE_EQ(other[1].distance, 2.0 / 3);
}

TEST(GroupErrors, a_group_that_the_release_lacks_is_lost) {
  const CodedRows real{{0, 1}, {0, 1}};
  const CodedRows released{{0, 0}, {0, 1}};
  const auto groups = group_errors(real, released, two_by_two, 0);
  EXPECT_DOUBLE_EQ(groups[1].distance, 1);
  EXPECT_EQ(groups[1].released, 0U);
}

}  // namespace
}  // namespace ts::release
