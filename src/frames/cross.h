#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "frames/table.h"

namespace ts::frames {

/// How many rows have each combination of values of some coded columns. A row that has several
/// values of a column stands in the cell of each.
class CrossTable {
 public:
  static constexpr std::size_t most_cells = std::size_t{1} << 22;
  static constexpr std::size_t most_told = 10'000;  ///< cells that have somebody

  /// Of the rows, those that `wanted` has a 1 for. When the columns have more combinations than
  /// `most_cells`, or the rows more than `most_told`, `Failure{too_large, "count.too_fine"}`.
  CrossTable(std::vector<const FieldColumn*> columns, std::span<const std::uint8_t> wanted);

  /// `take(values, count)` for every cell that has somebody: a value for each column, empty where
  /// it is not known.
  template <class Take>
  void each(const Take& take) const {
    for (std::size_t cell = 0; cell < cells_.size(); ++cell)
      if (cells_[cell] != 0) take(values(cell), cells_[cell]);
  }

 private:
  struct Axis {
    const FieldColumn* column;
    std::uint32_t stride;  ///< from one value's cell to the next one's
  };
  struct Set {
    const SetColumn* column;
    std::uint32_t stride;
  };
  std::vector<std::string> values(std::size_t cell) const;
  void count(Row row, const Set* set, std::uint32_t cell);

  std::vector<Axis> axes_;
  std::vector<Set> sets_;  ///< those of them with several values a row
  std::vector<std::uint32_t> cells_;
};

}  // namespace ts::frames
