#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "dhis2/figures.h"

namespace ts::dhis2 {

/// A period as DHIS2 names it: "2025", "2025S1", "2025Q1", "202501", "2025W5", "20250131",
/// "2025April" (a financial year). As ADX does: "2025-01-01/P3M"; nothing when it is no period.
std::optional<std::string> adx_period(std::string_view period);

/// What one figure is called on the other side, and which rows of the table make it.
struct Place {
  std::map<std::string, std::string> where;  ///< column to value; every one must be so
  std::string data_element, category_option_combo;
  std::map<std::string, std::string> categories;  ///< of ADX: code of a category to its option
  std::string org_unit, period;
};

struct Mapping {
  std::string data_set, scheme = "code", figures = "people", tables;
  std::vector<Place> places;
};

/// What the file leaves open: for places that do not say.
struct Usual {
  std::string org_unit, period;
};

/// docs/formats/crosswalk.md; `Failure{invalid, "mapping.malformed"}` with the place as the field.
Mapping read_mapping(std::string_view json, const Usual& usual);

struct Value {
  Place place;
  std::uint64_t figure = 0;
};

struct Values {
  std::vector<Value> told;
  std::vector<Place> held_back;  ///< a part of them is small
  std::vector<Place> no_row;     ///< the table says nothing of them
};

/// The sum of the rows of each place; `Failure{invalid, "dhis2.no_column"}`.
Values values_of(const Mapping& mapping, const Figures& figures);

/// The body of POST /api/dataValueSets.
std::string json_of(const Mapping& mapping, const Values& values);
/// ADX (IHE QRPH). Where a place names categories, these and not its combination of options.
std::string adx_of(const Mapping& mapping, const Values& values, Instant exported);

/// What the server says of it.
struct Summary {
  std::string status;
  std::int64_t imported = 0, updated = 0, ignored = 0, deleted = 0;
  std::vector<std::pair<std::string, std::string>> conflicts;  ///< of what, and why
};
/// Nothing when it is no summary.
std::optional<Summary> summary_of(std::string_view body);

}  // namespace ts::dhis2
