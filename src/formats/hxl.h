#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "formats/csv.h"

/// The row of hashtags below the header of a table (Humanitarian Exchange Language, HXL 1.1).
namespace ts::formats {

/// "#affected+ind+f", in letters of any case, with blanks before a plus.
bool is_hxl_tag(std::string_view cell);

/// Whether cells are the row of hashtags: at least one is, and every other is empty. Readers of a
/// table pass over it.
template <class Cells>
bool is_hxl_row(const Cells& cells) {
  return std::ranges::any_of(cells, [](const auto& cell) { return is_hxl_tag(cell); }) &&
         std::ranges::all_of(cells, [](const auto& cell) {
           const std::string_view text{cell};
           return text.find_first_not_of(" \t\r\n") == text.npos || is_hxl_tag(text);
         });
}

/// A table that somebody else made: `read_csv` without the row of hashtags, if there is one.
CsvTable read_tagged_csv(std::string text, const CsvLimits& limits = {});

/// The hashtag of a column that holds this field (data/formats/hxl.csv); of one that is not there
/// one of its own, "#meta+name".
std::string hxl_tag_of(std::string_view field);

}  // namespace ts::formats
