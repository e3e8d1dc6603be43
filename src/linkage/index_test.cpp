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
// Made once for all tests.
class OneAgainstAll : public testing::Test {
 protected:
  struct List {
    Files files{3000, 400};
    Table table = Files::table(files.a);
    Index index{trial::spec(), table, {}};
  };
  static List& list() {
    static List made;
    return made;
  }
  const Files& files_ = list().files;
  const Table& table_ = list().table;
  Index& index_ = list().index;
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
  const auto rows = index_.rows();
  const auto first = index_.find(one);
  index_.find(cells({"Zzyzx Qwortle", "1901-02-03", "Nowhere"}));
  const auto second = index_.find(one);
  EXPECT_EQ(rows_of(first), rows_of(second));
  EXPECT_EQ(first[0].bits, second[0].bits);
  EXPECT_EQ(index_.rows(), rows);
}

TEST_F(OneAgainstAll, takes_people_up_and_lets_them_go) {
  const std::vector<std::string> somebody{"Zzyzx Qwortle", "1951-02-03", "Nowhere"};
  EXPECT_TRUE(index_.find(cells(somebody)).empty());
  const auto row = index_.add(cells(somebody));
  EXPECT_EQ(row + 1, index_.rows());
  EXPECT_EQ(rows_of(index_.find(cells({"Qwortle Zzyzx", "1951-02-03", "Nowhere"}))),
            std::vector{row});
  EXPECT_EQ(index_.find(cells(files_.b[1]))[0].row, 1U);
  index_.remove(row);
  EXPECT_TRUE(index_.find(cells(somebody)).empty());
}

TEST_F(OneAgainstAll, compares_with_everybody_whom_it_knows_little_of) {
  for (std::uint32_t row = 0; row < 40; ++row) {
    const std::vector<std::string> name{files_.b[row][0], "", ""};
    const auto found = index_.find(cells(name), 0, 3000);
    EXPECT_TRUE(std::ranges::any_of(found, [&](const auto& each) { return each.row == row; }));
  }
}

TEST_F(OneAgainstAll, says_why) {
  const auto found = index_.find(cells(files_.b[1]));
  ASSERT_EQ(found[0].row, 1U);
  ASSERT_EQ(found[0].reasons.size(), 3U);
  EXPECT_GT(found[0].reasons[0].bits, 0);
}

TEST_F(OneAgainstAll, serves_with_what_an_earlier_one_learned) {
  Index again{trial::spec(), table_, {}, index_.learned()};
  EXPECT_EQ(again.learned().rules, index_.learned().rules);
  EXPECT_EQ(again.learned().model, index_.learned().model);
  for (std::uint32_t row = 0; row < 50; ++row)
    EXPECT_EQ(rows_of(again.find(cells(files_.b[row]))),
              rows_of(index_.find(cells(files_.b[row]))));
}

TEST_F(OneAgainstAll, shows_the_most_probable_only) {
  const auto all = index_.find(cells(files_.b[1]), 0, 1000);
  ASSERT_GT(all.size(), 3U);
  EXPECT_EQ(index_.find(cells(files_.b[1]), 0, 3).size(), 3U);
  for (const auto& each : index_.find(cells(files_.b[1]), 0.4)) EXPECT_GE(each.alone(), 0.4);
}

TEST(Index, serves_for_a_handful) {
  const Files few{3, 0};
  const auto table = Files::table(few.a);
  Index index{trial::spec(), table, {}};
  const auto found = index.find(cells(few.a[1]));
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].row, 1U);
  EXPECT_GT(found[0].probability, 0.5);
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
