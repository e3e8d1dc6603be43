#include "linkage/index.h"

#include <gtest/gtest.h>

#include "linkage/trial.h"

namespace ts::linkage {
namespace {

using trial::Files;

std::vector<std::string_view> cells(const std::vector<std::string>& row) {
  return {row.begin(), row.end()};
}
std::vector<std::uint32_t> rows_of(const std::vector<Index::Found>& found) {
  std::vector<std::uint32_t> out;
  for (const auto& each : found) out.push_back(each.row);
  return out;
}

// Above few_enough pairs, so that rules are chosen: nobody is on the list twice.
class OneAgainstAll : public testing::Test {
 protected:
  Files files_{3000, 400};
  Table table_ = Files::table(files_.a);
  Index index_{trial::spec(), table_, {}};
};

TEST_F(OneAgainstAll, finds_who_is_there_and_few_who_are_not) {
  std::size_t there = 0, others = 0;
  for (std::uint32_t row = 0; row < 800; ++row) {
    const auto found = index_.find(cells(files_.b[row]));
    const bool some = !found.empty() && found[0].probability >= 0.8;
    if (row < 400)
      there += some && found[0].row == row;
    else
      others += some;
  }
  EXPECT_GE(there, 380U);
  EXPECT_LE(others, 20U);
}

TEST_F(OneAgainstAll, leaves_nothing_of_who_was_asked_about) {
  const auto one = cells(files_.b[1]);
  const auto first = index_.find(one);
  index_.find(cells({"Zzyzx Qwortle", "1901-02-03", "Nowhere"}));
  const auto second = index_.find(one);
  EXPECT_EQ(rows_of(first), rows_of(second));
  EXPECT_EQ(first[0].bits, second[0].bits);
  EXPECT_EQ(index_.rows(), 3000U);
}

TEST_F(OneAgainstAll, takes_people_up_and_lets_them_go) {
  const std::vector<std::string> somebody{"Zzyzx Qwortle", "1951-02-03", "Nowhere"};
  EXPECT_TRUE(index_.find(cells(somebody)).empty());
  const auto row = index_.add(cells(somebody));
  EXPECT_EQ(row, 3000U);
  EXPECT_EQ(rows_of(index_.find(cells({"Qwortle Zzyzx", "1951-02-03", "Nowhere"}))),
            std::vector{row});
  EXPECT_EQ(index_.find(cells(files_.b[1]))[0].row, 1U);
  index_.remove(row);
  EXPECT_TRUE(index_.find(cells(somebody)).empty());
}

TEST(Index, begins_with_nobody) {
  const auto table = Files::table({});
  Index index{trial::spec(), table, {}};
  const std::vector<std::string> somebody{"marina teloku", "1980-05-06", "dinville"};
  EXPECT_TRUE(index.find(cells(somebody)).empty());
  EXPECT_EQ(index.add(cells(somebody)), 0U);
  EXPECT_EQ(index.find(cells(somebody)).size(), 1U);
}

}  // namespace
}  // namespace ts::linkage
