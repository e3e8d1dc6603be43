#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "release/columns.h"

namespace ts::release {

/// A table row by row, for comparing rows: one code a column, or yes and no for each value of a
/// multi-valued column.
class FlatRows {
 public:
  explicit FlatRows(const Table& table);
  std::size_t size() const { return width_ == 0 ? 0 : codes_.size() / width_; }
  std::size_t width() const { return width_; }
  std::span<const Code> operator[](std::size_t row) const {
    return std::span{codes_}.subspan(row * width_, width_);
  }

 private:
  std::size_t width_ = 0;
  std::vector<Code> codes_;
};

/// Where the rows are that differ least.
struct Nearest {
  std::uint32_t distance;           ///< positions in which they differ
  std::vector<std::uint32_t> rows;  ///< all of them
};
/// `skip`: a position that is not compared; `width()` or more for none.
Nearest nearest(std::span<const Code> row, const FlatRows& among, std::size_t skip);
inline constexpr std::size_t nothing_skipped = ~std::size_t{0};

/// Some rows of a table, in the order given.
Table rows_of(const Table& table, std::span<const std::uint32_t> rows);

}  // namespace ts::release
