#include "frames/column.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ts::frames {
namespace {

std::string nth(std::uint32_t n) { return "value" + std::to_string(n); }

TEST(Dictionary, keeps_codes_also_when_it_is_moved) {
  Dictionary dictionary;
  EXPECT_EQ(dictionary.code(""), Dictionary::missing);
  EXPECT_EQ(dictionary.code("KH"), 1U);
  EXPECT_EQ(dictionary.code("a text that is too long to lie in the string itself"), 2U);
  Dictionary moved{std::move(dictionary)};
  EXPECT_EQ(moved.code("KH"), 1U);
  EXPECT_EQ(moved.text(2), "a text that is too long to lie in the string itself");
  EXPECT_EQ(moved.text(Dictionary::missing), "");
  EXPECT_FALSE(moved.find("VN"));
  EXPECT_EQ(moved.code("VN"), 3U);
}

TEST(CodeColumn, widens_as_the_dictionary_grows_and_loses_nothing) {
  constexpr std::uint32_t rows = 70'000;
  CodeColumn column;
  column.resize(rows + 1);
  EXPECT_EQ(column.width(), 1U);
  for (Row row = 0; row < rows; ++row) {
    column.set(row, nth(row));
    ASSERT_EQ(column.width(), row < 255 ? 1U : row < 65'535 ? 2U : 4U);
  }
  for (Row row = 0; row < rows; ++row) ASSERT_EQ(column.text(row), nth(row));
  EXPECT_EQ(column.text(rows), "");
  EXPECT_GE(column.bytes(), rows * 4U);
  column.clear(3);
  EXPECT_EQ(column.code(3), Dictionary::missing);
}

TEST(CodeColumn, adds_its_codes_from_a_row_on) {
  CodeColumn column;
  column.resize(5);
  for (const Row row : {0U, 1U, 3U}) column.set(row, "yes");
  column.set(2, "no");
  std::vector<std::uint32_t> to(4, 100);
  column.add(1, 10, to);
  EXPECT_EQ(to, (std::vector<std::uint32_t>{110, 120, 110, 100}));
}

TEST(SetColumn, holds_more_values_than_a_mask_has_bits) {
  SetColumn column;
  column.resize(3);
  std::vector<std::string> all;
  for (std::uint32_t n = 0; n < 200; ++n) all.push_back(nth(n));
  column.set(0, all);
  column.set(1, {nth(150), nth(0), nth(150)});
  std::sort(all.begin(), all.end());
  EXPECT_EQ(column.texts(0), all);
  EXPECT_EQ(column.texts(1), (std::vector<std::string>{"value0", "value150"}));
  EXPECT_TRUE(column.texts(2).empty());
  column.set(1, {nth(3)});
  EXPECT_EQ(column.texts(1), std::vector<std::string>{"value3"});
  column.clear(0);
  EXPECT_TRUE(column.texts(0).empty());
}

RC_GTEST_PROP(SetColumn, IsASetForEachRow, ()) {
  const auto rows = *rc::gen::container<std::vector<std::vector<int>>>(
      rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 130)));
  SetColumn column;
  column.resize(rows.size());
  std::vector<std::vector<std::string>> expected(rows.size());
  for (Row row = 0; row < rows.size(); ++row) {
    auto& texts = expected[row];
    for (const auto n : rows[row]) texts.push_back(nth(static_cast<std::uint32_t>(n)));
    column.set(row, texts);
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  }
  for (Row row = 0; row < rows.size(); ++row) RC_ASSERT(column.texts(row) == expected[row]);
}

RC_GTEST_PROP(DateColumn, GivesBackWhatIsKnownOfADate, ()) {
  PartialDate date{.year = *rc::gen::inRange(1, 10'000), .about = *rc::gen::arbitrary<bool>()};
  if (*rc::gen::arbitrary<bool>()) date.month = *rc::gen::inRange(1U, 13U);
  if (date.month != 0 && *rc::gen::arbitrary<bool>()) date.day = *rc::gen::inRange(1U, 29U);
  DateColumn column;
  column.resize(2);
  RC_ASSERT(!column.date(0));
  column.set(1, date);
  RC_ASSERT(column.date(1) == date);
  RC_ASSERT(*column.day(1) == days_of(date.earliest()));
  column.clear(1);
  RC_ASSERT(!column.day(1));
}

TEST(TextColumn, keeps_nothing_of_what_is_cleared) {
  TextColumn column;
  column.resize(1);
  const auto empty = column.bytes();
  column.set(0, "a name that is much too long for the string itself");
  EXPECT_GT(column.bytes(), empty);
  column.clear(0);
  EXPECT_EQ(column.bytes(), empty);
  EXPECT_EQ(column.text(0), "");
}

}  // namespace
}  // namespace ts::frames
