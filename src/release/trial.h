#pragma once

#include <string>
#include <vector>

#include "release/columns.h"
#include "stats/random.h"

/// Invented tables for tests.
namespace ts::release {

/// `rows` rows of `columns` columns with up to `values` values each, some missing, with some
/// dependence between neighbours; every fourth column takes several values.
inline Table invented_table(std::uint64_t seed, std::size_t rows, std::size_t columns,
                            std::uint32_t values) {
  stats::Random random{seed, 0};
  Table table;
  for (std::size_t i = 0; i < columns; ++i) {
    std::vector<std::string> domain;
    for (std::uint32_t v = 0; v < values; ++v) {
      domain.push_back("v");
      domain.back() += std::to_string(v);
    }
    std::string name{"c"};
    name += std::to_string(i);
    table.columns.emplace_back(name, i % 4 == 3 ? Kind::multi_valued : Kind::categorical, domain);
  }
  for (std::size_t row = 0; row < rows; ++row) {
    Code before = 1 + random.below(values);
    for (auto& column : table.columns) {
      // Small codes are more frequent, and often the same as the column before.
      const auto drawn = std::min(random.below(values + 1), random.below(values + 1));
      before = random.below(3) == 0 ? before : drawn;
      if (!column.multi_valued()) {
        column.add(before);
        continue;
      }
      std::vector<Code> several;
      for (Code code = 1; code <= values; ++code)
        if (random.below(values) == 0 || code == before) several.push_back(code);
      column.add(several);
    }
  }
  return table;
}

}  // namespace ts::release
