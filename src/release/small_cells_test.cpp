#include "release/small_cells.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace ts::release {
namespace {

using Cells = std::vector<std::vector<std::uint64_t>>;

/// What somebody could work out: the least and the most that each cell can be, by trying every
/// table that agrees with what is told. Figures up to `limit` are tried.
class Attacker {
 public:
  Attacker(const SafeTable& told, std::uint64_t limit) : told_{told}, limit_{limit} {
    const auto rows = told.cells.size();
    const auto columns = told.cells.front().size();
    table_.assign(rows, std::vector<std::uint64_t>(columns));
    least_.assign(rows, std::vector<std::uint64_t>(columns, ~0ULL));
    most_.assign(rows, std::vector<std::uint64_t>(columns, 0));
    fill(0);
  }
  std::uint64_t span(std::size_t row, std::size_t column) const {
    return most_[row][column] - least_[row][column];
  }

 private:
  void fill(std::size_t at) {
    const auto columns = table_.front().size();
    if (at == table_.size() * columns) return agree();
    const auto row = at / columns;
    const auto column = at % columns;
    const auto told = told_.cells[row][column];
    for (auto value = told.value_or(0); value <= told.value_or(limit_); ++value) {
      table_[row][column] = value;
      fill(at + 1);
    }
  }

  void agree() {
    std::uint64_t all = 0;
    std::vector<std::uint64_t> down(table_.front().size());
    for (std::size_t row = 0; row < table_.size(); ++row) {
      std::uint64_t across = 0;
      for (std::size_t column = 0; column < down.size(); ++column) {
        across += table_[row][column];
        down[column] += table_[row][column];
      }
      if (told_.row_totals[row] && *told_.row_totals[row] != across) return;
      all += across;
    }
    for (std::size_t column = 0; column < down.size(); ++column)
      if (told_.column_totals[column] && *told_.column_totals[column] != down[column]) return;
    if (told_.total && *told_.total != all) return;
    for (std::size_t row = 0; row < table_.size(); ++row)
      for (std::size_t column = 0; column < down.size(); ++column) {
        least_[row][column] = std::min(least_[row][column], table_[row][column]);
        most_[row][column] = std::max(most_[row][column], table_[row][column]);
      }
  }

  const SafeTable& told_;
  std::uint64_t limit_;
  Cells table_, least_, most_;
};

RC_GTEST_PROP(SmallCells, of_a_table_cannot_be_worked_out, ()) {
  const std::uint64_t k = 3;
  Cells cells(2, std::vector<std::uint64_t>(3));
  for (auto& row : cells)
    for (auto& cell : row) cell = *rc::gen::inRange<std::uint64_t>(0, 6);
  const auto told = safe_table(cells, k);
  const Attacker attacker{told, 8};
  for (std::size_t row = 0; row < 2; ++row)
    for (std::size_t column = 0; column < 3; ++column) {
      const auto count = cells[row][column];
      if (told.cells[row][column]) {
        RC_ASSERT(*told.cells[row][column] == count);
        RC_ASSERT(count == 0 || count >= k);
      } else {
        RC_ASSERT(count > 0);
      }
      if (count > 0 && count < k) {
        RC_ASSERT(attacker.span(row, column) >= k);
      }
    }
}

RC_GTEST_PROP(SmallCells, of_a_line_hide_among_at_least_k, ()) {
  const auto k = *rc::gen::inRange<std::uint64_t>(1, 12);
  const auto cells =
      *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, 40));
  const auto told = safe_line(cells, k);
  std::uint64_t all = 0;
  std::uint64_t hidden = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    all += cells[i];
    if (told.cells[i])
      RC_ASSERT((*told.cells[i] == cells[i] && (cells[i] == 0 || cells[i] >= k)));
    else
      hidden += cells[i];
  }
  // In brackets: RapidCheck looks at both sides of what stands bare.
  RC_ASSERT((!told.total || *told.total == all));
  RC_ASSERT(hidden == 0 || hidden >= k || !told.total);
}

TEST(SmallCells, take_the_smallest_other_with_them) {
  const auto told = safe_line({3, 50, 20, 0}, 10);
  EXPECT_EQ(told.cells, (std::vector<Told>{{}, 50, {}, 0}));
  EXPECT_EQ(told.total, 73U);
}

TEST(SmallCells, that_make_up_k_together_need_no_other) {
  const auto told = safe_line({6, 7, 50}, 10);
  EXPECT_EQ(told.cells, (std::vector<Told>{{}, {}, 50}));
}

TEST(SmallCells, of_a_small_table_hide_its_totals) {
  const auto told = safe_table({{3, 0}, {0, 0}}, 10);
  EXPECT_FALSE(told.cells[0][0]);
  EXPECT_FALSE(told.row_totals[0]);
  EXPECT_FALSE(told.column_totals[0]);
  EXPECT_FALSE(told.total);
  EXPECT_EQ(told.cells[1][1], 0U);
}

TEST(SmallCells, of_a_table_take_a_rectangle_with_them) {
  const auto told = safe_table({{2, 30, 90}, {40, 20, 80}, {70, 60, 99}}, 10);
  EXPECT_EQ(told.cells[0], (std::vector<Told>{{}, {}, 90}));
  EXPECT_EQ(told.cells[1], (std::vector<Told>{{}, {}, 80}));
  EXPECT_EQ(told.cells[2], (std::vector<Told>{70, 60, 99}));
  EXPECT_EQ(told.total, 491U);
}

/// What somebody who knows the total could work out of one count that is held back: how many values
/// it may have, by trying all lines that would be told the same.
std::size_t possible(const std::vector<Told>& told, std::size_t which, std::uint64_t total,
                     const CountRule& how) {
  std::vector<std::uint64_t> values;
  const auto fill = [&](auto& self, std::size_t at, std::uint64_t left, std::uint64_t of) -> void {
    if (at == told.size()) {
      if (left == 0) values.push_back(of);
      return;
    }
    for (std::uint64_t value = 0; value <= left; ++value) {
      if (told[at] && (value + how.base / 2) / how.base * how.base != *told[at]) continue;
      if (told[at] && value > 0 && value < how.least) continue;
      self(self, at + 1, left - value, at == which ? value : of);
    }
  };
  fill(fill, 0, total, 0);
  std::ranges::sort(values);
  return static_cast<std::size_t>(std::unique(values.begin(), values.end()) - values.begin());
}

RC_GTEST_PROP(SmallCells, that_are_rounded_leave_enough_open_to_who_knows_the_total, ()) {
  const CountRule how{.least = *rc::gen::inRange<std::uint64_t>(2, 6),
                      .base = *rc::gen::inRange<std::uint64_t>(1, 6)};
  std::vector<std::uint64_t> counts(3);
  std::uint64_t total = 0;
  for (auto& count : counts) total += count = *rc::gen::inRange<std::uint64_t>(0, 12);
  const auto told = safe_counts(counts, how);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    RC_ASSERT(told[i] || counts[i] > 0);
    RC_ASSERT(!told[i] || counts[i] == 0 || counts[i] >= how.least);
    if (!told[i]) RC_ASSERT((total < how.least || possible(told, i, total, how) >= how.least));
  }
}

TEST(SmallCells, that_are_rounded_take_the_smallest_other_with_them_only_where_they_must) {
  EXPECT_EQ(safe_counts({14, 5, 1}), (std::vector<Told>{10, {}, {}}));
  // 500 would be 495 to 504: so of 507 people 3 to 12.
  EXPECT_EQ(safe_counts({499, 8}), (std::vector<Told>{500, {}}));
  // 510 would be 505 to 514: so of 507 people 2 at most.
  EXPECT_EQ(safe_counts({506, 1}), (std::vector<Told>{{}, {}}));
  EXPECT_EQ(safe_counts({506, 1, 40}), (std::vector<Told>{510, {}, {}}));
  EXPECT_EQ(safe_counts({0, 3}), (std::vector<Told>{0, {}}));
  EXPECT_TRUE(safe_counts({}).empty());
}

TEST(SmallCells, of_lists_hide_from_who_knows_how_long_their_own_is) {
  // 41 + 3 leaves 3 open from 0 to 9 to whoever knows that the second list has 44; of the first, 79
  // people of whom 80 are told leave fewer than ten values.
  EXPECT_EQ(safe_histories({0, 76, 41, 3}), (std::vector<Told>{0, {}, 40, {}}));
  EXPECT_EQ(safe_histories({0, 76, 41, 30}), (std::vector<Told>{0, 80, 40, 30}));
  EXPECT_EQ(safe_histories({0, 70, 60, 50, 40, 30, 20, 2}),
            (std::vector<Told>{0, 70, 60, 50, 40, 30, 20, {}}));
}

TEST(SmallCells, of_a_table_are_safe_in_every_line) {
  EXPECT_EQ(safe_cells({30, 3, 40, 50}, {}), (std::vector<Told>{30, {}, 40, 50}));
  EXPECT_EQ(safe_cells({30, 3, 40, 50}, {{0, 1}, {2, 3}}), (std::vector<Told>{{}, {}, 40, 50}));
}

TEST(SmallCells, are_none_in_nothing) {
  EXPECT_EQ(safe_line({}, 10).total, 0U);
  EXPECT_EQ(safe_table({}, 10).total, 0U);
}

}  // namespace
}  // namespace ts::release
