#include "release/combinations.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "base/failure.h"
#include "release/trial.h"

namespace ts::release {
namespace {

using Counts = std::map<std::vector<Item>, std::uint32_t>;

/// Every combination by asking every row, the long way.
Counts counted_slowly(const Table& table, std::size_t length) {
  const Items items{table};
  Counts out;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::vector<std::vector<Item>> subsets{{}};
    for (std::size_t column = 0; column < table.columns.size(); ++column)
      table.columns[column].each_code(row, [&](Code code) {
        for (std::size_t i = 0, end = subsets.size(); i < end; ++i) {
          if (subsets[i].size() == length) continue;
          auto larger = subsets[i];
          larger.push_back(items.item(column, code));
          subsets.push_back(larger);
        }
      });
    for (const auto& subset : subsets)
      if (!subset.empty()) ++out[subset];
  }
  return out;
}

Counts as_map(const Combinations& combinations) {
  Counts out;
  for (std::size_t length = 1; length <= combinations.length(); ++length)
    for (std::size_t i = 0; i < combinations.size(length); ++i) {
      const auto items = combinations.items(length, i);
      out[{items.begin(), items.end()}] = combinations.count(length, i);
    }
  return out;
}

RC_GTEST_PROP(Combinations, are_those_that_counting_every_row_finds, ()) {
  const auto rows = *rc::gen::inRange<std::size_t>(0, 40);
  const auto columns = *rc::gen::inRange<std::size_t>(1, 7);
  const auto values = *rc::gen::inRange<std::uint32_t>(1, 5);
  const auto length = *rc::gen::inRange<std::size_t>(1, longest + 1);
  const auto at_least = *rc::gen::inRange<std::uint32_t>(1, 6);
  const auto table = invented_table(*rc::gen::arbitrary<std::uint64_t>(), rows, columns, values);
  auto expected = counted_slowly(table, length);
  const auto records = distinct_records(table, Items{table});
  const auto all = variety(records, length, at_least, 2);
  std::vector<Variety> slowly(length);
  for (const auto& [items, count] : expected) {
    ++slowly[items.size() - 1].different;
    if (count < at_least) ++slowly[items.size() - 1].rare;
  }
  for (std::size_t i = 0; i < length; ++i) {
    RC_ASSERT(all[i].different == slowly[i].different);
    RC_ASSERT(all[i].rare == slowly[i].rare);
  }
  std::erase_if(expected, [&](const auto& each) { return each.second < at_least; });
  RC_ASSERT(as_map(count_combinations(records, {length, at_least})) == expected);
}

RC_GTEST_PROP(Combinations, are_the_same_for_any_number_of_threads, ()) {
  const auto table = invented_table(*rc::gen::arbitrary<std::uint64_t>(), 60, 6, 4);
  const auto records = distinct_records(table, Items{table});
  const auto one = count_combinations(records, {4, 2, 1});
  for (const unsigned threads : {0U, 2U, 5U}) {
    const auto several = count_combinations(records, {4, 2, threads});
    RC_ASSERT(as_map(several) == as_map(one));
    for (std::size_t i = 0; i < one.size(3); ++i)
      RC_ASSERT(std::ranges::equal(one.items(3, i), several.items(3, i)));
  }
}

RC_GTEST_PROP(Combinations, rounded_down_never_exceed_their_parts, ()) {
  const auto base = *rc::gen::inRange<std::uint64_t>(1, 12);
  const auto table = invented_table(*rc::gen::arbitrary<std::uint64_t>(), 80, 5, 3);
  const auto all = count_combinations(distinct_records(table, Items{table}), {3, 3});
  for (std::size_t length = 2; length <= 3; ++length)
    for (std::size_t i = 0; i < all.size(length); ++i)
      for (std::size_t without = 0; without < length; ++without) {
        const auto items = all.items(length, i);
        std::vector<Item> part{items.begin(), items.end()};
        part.erase(part.begin() + static_cast<std::ptrdiff_t>(without));
        RC_ASSERT(rounded_down(all.count(length, i), base) <=
                  rounded_down(all.count_of(part), base));
      }
}

TEST(Combinations, that_are_not_there_count_nobody) {
  const auto table = invented_table(1, 30, 4, 3);
  const auto all = count_combinations(distinct_records(table, Items{table}), {2, 1});
  EXPECT_EQ(all.count_of({}), 0U);
  EXPECT_EQ(all.count_of(std::vector<Item>{0, 1}), 0U);
  EXPECT_EQ(all.count_of(std::vector<Item>{0, 3, 6}), 0U);
  EXPECT_EQ(all.size(3), 0U);
  EXPECT_GT(all.bytes(), 0U);
  EXPECT_EQ(all.size(), all.size(1) + all.size(2));
}

TEST(Combinations, are_counted_until_the_work_is_cancelled) {
  const std::atomic<bool> stop{true};
  const auto table = invented_table(1, 30, 4, 3);
  const auto records = distinct_records(table, Items{table});
  EXPECT_THROW(count_combinations(records, {3, 1}, Progress{{}, stop}), Failure);
  EXPECT_THROW(count_combinations(records, {longest + 1, 1}), Bug);
}

RC_GTEST_PROP(Records, are_the_rows_whatever_their_order, ()) {
  const auto table = invented_table(*rc::gen::arbitrary<std::uint64_t>(), 50, 5, 3);
  const Items items{table};
  const auto records = distinct_records(table, items);
  RC_ASSERT(records.rows() == table.rows());
  std::set<std::vector<Item>> different;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto all = records.items(i);
    RC_ASSERT(different.emplace(all.begin(), all.end()).second);
  }
  const auto back = table_of(records, items, table);
  RC_ASSERT(back.rows() == table.rows());
  const auto again = distinct_records(back, items);
  RC_ASSERT(again.size() == records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    RC_ASSERT(std::ranges::equal(again.items(i), records.items(i)));
    RC_ASSERT(again.weight(i) == records.weight(i));
  }
}

TEST(Records, of_many_wide_columns_need_several_words) {
  Table table;
  for (int i = 0; i < 12; ++i) {
    table.columns.emplace_back("c", Kind::categorical, std::vector<std::string>(70000, "v"));
    for (const Code code : {1U, 70000U, 1U, 0U}) table.columns.back().add(code);
  }
  const auto records = distinct_records(table, Items{table});
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records.items(0).size(), 0U);
  EXPECT_EQ(records.weight(1), 2U);
}

}  // namespace
}  // namespace ts::release
