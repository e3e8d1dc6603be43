#include "release/columns.h"

#include <gtest/gtest.h>

#include "base/failure.h"

namespace ts::release {
namespace {

std::vector<std::string> numbered(std::size_t count) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back("v" + std::to_string(i));
  return out;
}

TEST(Codes, keep_what_was_put_in_while_they_widen) {
  Codes codes;
  std::vector<Code> expected;
  for (const Code code : {0U, 255U, 256U, 65535U, 65536U, 4294967295U}) {
    codes.push(code);
    expected.push_back(code);
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(codes[i], expected[i]);
  }
  codes.set(0, 70000);
  EXPECT_EQ(codes[0], 70000U);
}

TEST(Codes, take_as_few_bytes_as_the_largest_needs) {
  Codes small{255}, middle{256}, large{65536};
  for (auto* codes : {&small, &middle, &large}) {
    codes->reserve(100);
    for (int i = 0; i < 100; ++i) codes->push(7);
  }
  EXPECT_EQ(small.bytes(), 100U);
  EXPECT_EQ(middle.bytes(), 200U);
  EXPECT_EQ(large.bytes(), 400U);
}

TEST(Codes, can_be_narrow_and_become_wide_at_once) {
  Codes codes;
  codes.push(3);
  codes.push(100000);
  EXPECT_EQ(codes[0], 3U);
  EXPECT_EQ(codes.visit([](auto span) { return span.size(); }), 2U);
}

TEST(Codes, are_translated_into_as_few_bytes_as_that_needs) {
  const Codes codes{std::vector<Code>{2, 0, 300}};
  EXPECT_EQ(codes.bytes(), 6U);
  std::vector<Code> to(301, 7);
  to[300] = 1;
  EXPECT_EQ(codes.translated(to).bytes(), 3U);
  EXPECT_EQ(codes.translated(to)[2], 1U);
  to[0] = 70000;
  const auto wide = codes.translated(to);
  EXPECT_EQ(wide[1], 70000U);
  EXPECT_EQ(wide[0], 7U);
  EXPECT_EQ(Codes{}.translated({}).size(), 0U);
}

TEST(Column, is_filled_at_once_with_codes_that_it_knows) {
  Column column{"age", Kind::ordinal, numbered(4)};
  EXPECT_THROW(column.fill(Codes{std::vector<Code>{5}}), Bug);
  column.fill(Codes{std::vector<Code>{4, 0}});
  ASSERT_EQ(column.rows(), 2U);
  EXPECT_EQ(column.code(0), 4U);
}

TEST(Column, of_several_values_gives_them_in_order) {
  Column column{"means", Kind::multi_valued, numbered(4)};
  column.add(std::vector<Code>{1, 4});
  column.add(missing);
  column.add(2);
  ASSERT_EQ(column.rows(), 3U);
  std::vector<std::vector<Code>> seen(3);
  for (std::size_t row = 0; row < 3; ++row)
    column.each_code(row, [&](Code code) { seen[row].push_back(code); });
  EXPECT_EQ(seen, (std::vector<std::vector<Code>>{{1, 4}, {}, {2}}));
  EXPECT_GT(column.bytes(), 0U);
}

TEST(Column, takes_no_code_that_it_does_not_know) {
  Column one{"age", Kind::ordinal, numbered(2)};
  EXPECT_THROW(one.add(3), Bug);
  EXPECT_THROW(one.add(std::vector<Code>{1, 2}), Bug);
  Column several{"means", Kind::multi_valued, numbered(2)};
  EXPECT_THROW(several.add(std::vector<Code>{2, 1}), Bug);
}

TEST(Column, says_the_text_of_a_code) {
  Column column{"age", Kind::ordinal, {"0-8", "9-17"}};
  column.add(std::vector<Code>{2});
  column.add(std::vector<Code>{});
  EXPECT_TRUE(column.ordered());
  EXPECT_EQ(column.text(column.code(0)), "9-17");
  EXPECT_EQ(column.text(column.code(1)), "");
}

TEST(Items, number_the_values_of_all_columns) {
  Table table;
  table.columns.emplace_back("a", Kind::categorical, numbered(3));
  table.columns.emplace_back("empty", Kind::categorical, numbered(0));
  table.columns.emplace_back("b", Kind::multi_valued, numbered(2));
  const Items items{table};
  EXPECT_EQ(items.count(), 5U);
  EXPECT_EQ(items.columns(), 3U);
  for (const std::size_t column : {0U, 2U})
    for (Code code = 1; code <= table.columns[column].largest(); ++code) {
      const auto item = items.item(column, code);
      EXPECT_EQ(items.column(item), column);
      EXPECT_EQ(items.code(item), code);
    }
  EXPECT_TRUE(items.exclude(0, 2));
  EXPECT_FALSE(items.exclude(2, 3));
  EXPECT_FALSE(items.exclude(3, 4));
  EXPECT_EQ(table.find("b"), &table.columns[2]);
  EXPECT_EQ(table.find("c"), nullptr);
}

TEST(Numbering, gives_a_text_the_same_number_again) {
  Numbering numbering;
  EXPECT_EQ(numbering.code("x"), 1U);
  EXPECT_EQ(numbering.code(""), missing);
  EXPECT_EQ(numbering.code("y"), 2U);
  EXPECT_EQ(numbering.code("x"), 1U);
  EXPECT_EQ(numbering.find("y"), 2U);
  EXPECT_EQ(numbering.find("z"), missing);
  EXPECT_EQ(numbering.texts(), (std::vector<std::string>{"x", "y"}));
}

}  // namespace
}  // namespace ts::release
