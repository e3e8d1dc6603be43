#pragma once

#include <string>
#include <vector>

#include "release/bits.h"
#include "release/columns.h"
#include "release/noise.h"

/// Invented people for the tests of differential privacy.
namespace ts::release::trial {

inline std::vector<std::string> values(std::size_t count) {
  std::vector<std::string> domain;
  for (std::size_t v = 1; v <= count; ++v) domain.push_back("v" + std::to_string(v));
  return domain;
}

/// Six columns that depend on a hidden kind of person: of 4 values, of 2, 2, 2 and 3, and one that
/// takes several of 3. All domains are public.
inline Table people(std::size_t rows, std::uint64_t seed) {
  Table table;
  for (const std::size_t size : {4U, 2U, 2U, 2U, 3U})
    table.columns.emplace_back("c" + std::to_string(table.columns.size()), Kind::categorical,
                               values(size));
  table.columns.emplace_back("several", Kind::multi_valued, values(3));
  for (auto& column : table.columns) column.domain_is_public = true;
  SeededBits source{seed};
  for (std::size_t row = 0; row < rows; ++row) {
    const auto kind = uniform_below(source, 3);
    for (std::size_t c = 0; c < 5; ++c) {
      const auto size = table.columns[c].largest();
      const bool typical = uniform_below(source, 10) < 7;
      const auto code = typical ? (kind + c) % size + 1 : uniform_below(source, size + 1);
      table.columns[c].add(static_cast<Code>(code));
    }
    std::vector<Code> several;
    for (Code value = 1; value <= 3; ++value)
      if (uniform_below(source, 4) < 1 + kind) several.push_back(value);
    table.columns[5].add(several);
  }
  return table;
}

}  // namespace ts::release::trial
