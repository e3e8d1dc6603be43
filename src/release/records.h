#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "release/columns.h"

namespace ts::release {

/// Sets of items with how many rows have each: what a table says when its order is forgotten. Rows
/// that are alike stand here once, so that counting costs what there is to tell apart.
class Records {
 public:
  std::size_t size() const { return weights_.size(); }
  /// Ascending.
  std::span<const Item> items(std::size_t record) const {
    return std::span{items_}.subspan(starts_[record], starts_[record + 1] - starts_[record]);
  }
  std::uint32_t weight(std::size_t record) const { return weights_[record]; }
  /// The sum of all weights.
  std::uint64_t rows() const { return rows_; }

  void add(std::span<const Item> items, std::uint32_t weight);
  void reserve(std::size_t records, std::size_t items);

 private:
  std::vector<Item> items_;
  std::vector<std::size_t> starts_{0};
  std::vector<std::uint32_t> weights_;
  std::uint64_t rows_ = 0;
};

/// The different rows of a table, in an order that does not depend on the order of its rows.
Records distinct_records(const Table& table, const Items& items);

/// Rows again, record by record: a table with the columns of `like`.
Table table_of(const Records& records, const Items& items, const Table& like);

}  // namespace ts::release
