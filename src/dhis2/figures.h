#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "release/small_cells.h"

/// Figures of a table for a DHIS2 server, or another that takes ADX.
namespace ts::dhis2 {

/// A table of figures that may leave: one column of figures, the others say of whom.
struct Figures {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<release::Told> told;  ///< one for each row; nothing: held back

  /// Where the column of this name stands. `Failure{invalid, "dhis2.no_column"}`.
  std::size_t place_of(std::string_view column) const;
};

/// Reads CSV, passing over a row of HXL tags, and holds back what is small: the rows that are equal
/// in the column `tables` (empty: all) go through `release::safe_counts` together. An empty figure
/// was held back before. `Failure{invalid, "dhis2.no_column"}`, `{invalid, "dhis2.not_a_figure"}`
/// with the line; those of `formats::read_csv`.
Figures read_figures(std::string csv, std::string_view figures, std::string_view tables);

}  // namespace ts::dhis2
