#pragma once

#include <cstdint>
#include <vector>

#include "release/columns.h"

namespace ts::release {

/// A table as differential privacy sees it: every attribute has one value of a public, finite
/// domain in every row. A column that takes one value is one attribute, with `missing` as a value
/// like any other; a multi-valued column is one attribute of yes and no for each of its values.
class Attributes {
 public:
  struct Origin {
    std::uint32_t column;
    Code value;  ///< of a multi-valued column, the value that this is yes or no to; else `missing`
  };

  /// `Failure{invalid, "release.domain_not_public"}` with the columns whose domain was read from
  /// the data: what can be there at all would then tell of somebody.
  explicit Attributes(const Table& table);

  std::size_t count() const { return origins_.size(); }
  std::size_t rows() const { return rows_; }
  /// How many values attribute `a` has: codes 0 to size - 1.
  std::uint32_t size(std::size_t a) const { return sizes_[a]; }
  const std::vector<std::uint32_t>& sizes() const { return sizes_; }
  const std::vector<Origin>& origins() const { return origins_; }
  const std::vector<std::uint16_t>& codes(std::size_t a) const { return codes_[a]; }
  /// One column of codes an attribute.
  const std::vector<std::vector<std::uint16_t>>& all() const { return codes_; }

 private:
  std::size_t rows_;
  std::vector<Origin> origins_;
  std::vector<std::uint32_t> sizes_;
  std::vector<std::vector<std::uint16_t>> codes_;
};

/// The rows that are written so: columns named and typed as those of `like`, without its rows.
Table table_of(const std::vector<std::vector<std::uint16_t>>& codes,
               const std::vector<Attributes::Origin>& origins, const Table& like);

}  // namespace ts::release
