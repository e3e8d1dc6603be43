#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "release/columns.h"

/// How a file about people is to be read: docs/formats/release-spec.md.
namespace ts::releases {

using release::Kind;

/// What a date is told to the nearest of.
enum class Rounding { year, quarter, month };

std::string_view text(Rounding rounding);
std::optional<Rounding> rounding_of(std::string_view text);

struct ColumnSpec {
  std::string name;
  Kind kind = Kind::categorical;
  /// The values that there can be. Empty: those that are in the file.
  std::vector<std::string> values;
  /// Of numbers: where each band begins, ascending; the last has no end.
  std::vector<std::int64_t> bands;
  Rounding rounding = Rounding::year;
  int from_year = 0, to_year = 0;    ///< of dates: those that there can be; 0: those in the file
  char separator = ';';              ///< between several values
  std::vector<std::string> missing;  ///< texts that say nothing, beside the empty one
  /// Coarser and coarser groups: for each level, the group of each value.
  std::vector<std::map<std::string, std::string, std::less<>>> groups;
  bool quasi_identifier = false;  ///< others may know it: recoded by the methods for microdata
  bool sensitive = false;         ///< to be protected within groups that are alike
  std::string hxl;                ///< its HXL tag
};

struct Spec {
  std::string subject;  ///< the column that says whose row it is; empty: each row is another person
  bool zero_is_missing = false;  ///< as in sparse data, where 0 says "not reported"
  std::vector<ColumnSpec> columns;
};

/// Reads a specification in JSON. `Failure{invalid, "release.spec_malformed"}` with the place of
/// every problem.
Spec parse_spec(std::string_view json);

}  // namespace ts::releases
