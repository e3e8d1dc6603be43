#include "release/flat_rows.h"

#include <limits>

namespace ts::release {

FlatRows::FlatRows(const Table& table) {
  for (const auto& column : table.columns) width_ += column.multi_valued() ? column.largest() : 1;
  codes_.resize(width_ * table.rows());
  std::size_t first = 0;
  for (const auto& column : table.columns) {
    for (std::size_t row = 0; row < table.rows(); ++row) {
      auto* cell = codes_.data() + row * width_ + first;
      if (column.multi_valued())
        column.each_code(row, [&](Code code) { cell[code - 1] = 1; });
      else
        *cell = column.code(row);
    }
    first += column.multi_valued() ? column.largest() : 1;
  }
}

Nearest nearest(std::span<const Code> row, const FlatRows& among, std::size_t skip) {
  Nearest found{std::numeric_limits<std::uint32_t>::max(), {}};
  for (std::uint32_t r = 0; r < among.size(); ++r) {
    const auto other = among[r];
    std::uint32_t distance = 0;
    for (std::size_t i = 0; i < row.size() && distance <= found.distance; ++i)
      distance += i != skip && row[i] != other[i] ? 1 : 0;
    if (distance > found.distance) continue;
    if (distance < found.distance) found = {distance, {}};
    found.rows.push_back(r);
  }
  return found;
}

Table rows_of(const Table& table, std::span<const std::uint32_t> rows) {
  Table some;
  std::vector<Code> codes;
  for (const auto& column : table.columns) {
    auto& copy = some.columns.emplace_back(column.name(), column.kind(), column.domain());
    copy.domain_is_public = column.domain_is_public;
    copy.hierarchy = column.hierarchy;
    for (const auto row : rows) {
      if (!column.multi_valued()) {
        copy.add(column.code(row));
        continue;
      }
      codes.clear();
      column.each_code(row, [&](Code code) { codes.push_back(code); });
      copy.add(codes);
    }
  }
  return some;
}

}  // namespace ts::release
