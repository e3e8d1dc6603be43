#include "release/safe_records.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/failure.h"
#include "release/balance.h"
#include "release/trial.h"

namespace ts::release {
namespace {

Records synthetic(const Table& table, std::uint32_t k, std::size_t length, std::uint64_t seed) {
  const Items items{table};
  const auto records = distinct_records(table, items);
  const auto safe = count_combinations(records, {length, k});
  return draw_safe_records(records, items, safe, {.k = k, .length = length, .seed = seed});
}

/// How many rows have all of the items, asked row by row.
std::uint32_t people_with(const Table& table, std::span<const Item> wanted) {
  const Items items{table};
  std::uint32_t out = 0;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::size_t found = 0;
    for (std::size_t column = 0; column < table.columns.size(); ++column)
      table.columns[column].each_code(
          row, [&](Code code) { found += std::ranges::count(wanted, items.item(column, code)); });
    out += found == wanted.size() ? 1 : 0;
  }
  return out;
}

/// Every subset of up to `length` items of every record, without any of the code that counts.
bool every_part_is_shared(const Records& records, const Table& input, std::uint32_t k,
                          std::size_t length) {
  for (std::size_t record = 0; record < records.size(); ++record) {
    const auto items = records.items(record);
    for (std::uint32_t mask = 1; mask < 1U << items.size(); ++mask) {
      std::vector<Item> part;
      for (std::size_t i = 0; i < items.size(); ++i)
        if ((mask >> i & 1U) != 0) part.push_back(items[i]);
      if (part.size() <= length && people_with(input, part) < k) return false;
    }
  }
  return true;
}

RC_GTEST_PROP(SafeRecords, holds_no_combination_that_fewer_than_k_people_have, ()) {
  const auto k = *rc::gen::inRange<std::uint32_t>(1, 8);
  const auto length = *rc::gen::inRange<std::size_t>(1, 5);
  const auto rows = *rc::gen::inRange<std::size_t>(0, 60);
  const auto table =
      invented_table(*rc::gen::arbitrary<std::uint64_t>(), rows,
                     *rc::gen::inRange<std::size_t>(1, 5), *rc::gen::inRange<std::uint32_t>(1, 4));
  const auto out = synthetic(table, k, length, *rc::gen::arbitrary<std::uint64_t>());
  RC_ASSERT(every_part_is_shared(out, table, k, length));
  RC_ASSERT(out.rows() == rounded_down(rows, k));
}

/// The rows are chosen from all nine that two columns of two values allow.
Table tiny_table(std::span<const std::uint32_t> rows) {
  Table table;
  for (const auto* name : {"a", "b"})
    table.columns.emplace_back(name, Kind::categorical, std::vector<std::string>{"x", "y"});
  for (const auto row : rows) {
    table.columns[0].add(row % 3);
    table.columns[1].add(row / 3);
  }
  return table;
}

void every_tiny_table(std::vector<std::uint32_t>& rows, std::size_t size, std::size_t& checked) {
  if (rows.size() == size) {
    const auto table = tiny_table(rows);
    for (const std::uint32_t k : {1U, 2U, 3U})
      for (const std::size_t length : {1U, 2U}) {
        const auto out = synthetic(table, k, length, 1);
        ASSERT_TRUE(every_part_is_shared(out, table, k, length));
        ASSERT_EQ(out.rows(), rounded_down(size, k));
        ++checked;
      }
    return;
  }
  for (auto row = rows.empty() ? 0 : rows.back(); row < 9; ++row) {
    rows.push_back(row);
    every_tiny_table(rows, size, checked);
    rows.pop_back();
  }
}

TEST(SafeRecords, is_safe_for_every_table_of_up_to_four_rows) {
  std::size_t checked = 0;
  for (std::size_t size = 0; size <= 4; ++size) {
    std::vector<std::uint32_t> rows;
    every_tiny_table(rows, size, checked);
  }
  EXPECT_EQ(checked, 715U * 6);  // multisets of up to four of nine kinds
}

TEST(SafeRecords, keeps_the_counts_of_safe_combinations) {
  const auto table = invented_table(5, 4000, 8, 3);
  const Items items{table};
  const auto safe = count_combinations(distinct_records(table, items), {3, 10});
  const auto out = count_combinations(synthetic(table, 10, 3, 1), {3, 1});
  for (const auto& [length, most] : {std::pair{1U, 0.01}, {2U, 0.1}, {3U, 0.25}}) {
    double error = 0;
    for (std::size_t i = 0; i < safe.size(length); ++i) {
      const double wanted = safe.count(length, i);
      error += std::abs(out.count_of(safe.items(length, i)) - wanted) / wanted;
    }
    EXPECT_LT(error / static_cast<double>(safe.size(length)), most) << length;
  }
}

TEST(SafeRecords, is_the_same_for_the_same_seed_and_another_for_another) {
  const auto table = invented_table(3, 300, 6, 3);
  const auto text = [&](std::uint64_t seed) {
    const auto records = synthetic(table, 4, 3, seed);
    std::vector<std::vector<Item>> out;
    for (std::size_t i = 0; i < records.size(); ++i) {
      out.emplace_back(records.items(i).begin(), records.items(i).end());
      out.back().push_back(records.weight(i));
    }
    return out;
  };
  EXPECT_EQ(text(1), text(1));
  EXPECT_NE(text(1), text(2));
}

TEST(SafeRecords, takes_groups_that_are_alike_less_a_part_drawn_by_lot) {
  // Everybody is alike, but the rest that is drawn has one of the two values at times.
  Table table;
  for (const auto* name : {"a", "b"})
    table.columns.emplace_back(name, Kind::categorical, std::vector<std::string>{"x"});
  for (int i = 0; i < 30; ++i)
    for (auto& column : table.columns) column.add(1U);
  EXPECT_EQ(synthetic(table, 10, 2, 1).rows(), 30U);
  EXPECT_EQ(synthetic(table, 31, 2, 1).rows(), 0U);
}

TEST(SafeRecords, of_columns_with_many_values_tries_some_of_them) {
  const auto table = invented_table(9, 2000, 3, 60);
  const auto out = synthetic(table, 3, 2, 1);
  const Items items{table};
  const auto safe = count_combinations(distinct_records(table, items), {2, 3});
  EXPECT_EQ(unsafe_combinations(out, safe), 0U);
  EXPECT_EQ(out.rows(), 1998U);
}

TEST(SafeRecords, finds_what_is_not_safe) {
  const auto table = invented_table(9, 200, 3, 4);
  const auto records = distinct_records(table, Items{table});
  EXPECT_GT(unsafe_combinations(records, count_combinations(records, {3, 20})), 0U);
}

TEST(SafeRecords, stops_when_it_is_cancelled) {
  const auto table = invented_table(9, 200, 3, 4);
  const Items items{table};
  const auto records = distinct_records(table, items);
  const auto safe = count_combinations(records, {2, 50});
  const std::atomic<bool> stop{true};
  EXPECT_THROW(draw_safe_records(records, items, safe, {.k = 50, .length = 2}, Progress{{}, stop}),
               Failure);
}

TEST(Subsets, of_items_are_all_up_to_their_size) {
  Subsets subsets{2};
  subsets.assign(std::vector<Item>{1, 5, 9});
  EXPECT_EQ(subsets.keys().size(), 1U + 3U + 3U);
  EXPECT_EQ(subsets.keys().front(), 0U);
  Subsets none{0};
  none.assign(std::vector<Item>{4});
  EXPECT_EQ(none.keys().size(), 1U);
}

}  // namespace
}  // namespace ts::release
