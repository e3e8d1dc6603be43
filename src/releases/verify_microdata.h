#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "formats/csv.h"

namespace ts::releases {

/// What microdata promise.
struct MicrodataPromise {
  std::uint64_t k = 2, l = 1;
  double t = 1;
  std::vector<std::string> known;  ///< quasi-identifiers
  std::string sensitive;           ///< empty: none
};

/// Is everybody like k people at least in the quasi-identifiers, with l sensitive values among them
/// whose distance from those of everybody is t at most? Worked out from the rows alone, with
/// nothing of what made them. `ordered`: the sensitive values in their order, if the distance is
/// over that; else empty. False, too, when a column is not there.
bool keeps(const formats::CsvTable& rows, const MicrodataPromise& promise,
           const std::vector<std::string>& ordered);

}  // namespace ts::releases
