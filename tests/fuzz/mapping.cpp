// Mapping files, tables of figures, and what a DHIS2 server answers.
#include "crosswalk/mapping.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/failure.h"
#include "dhis2/values.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ts;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  try {
    ensure(!crosswalk::read_mapping(text, catalogue::Catalogue::built_in()).columns.empty());
  } catch (const Failure&) {
    // Refused, and said so.
  }
  try {
    const auto mapping = dhis2::read_mapping(text, {.org_unit = "here", .period = "2025"});
    for (const auto& place : mapping.places) ensure(dhis2::adx_period(place.period).has_value());
  } catch (const Failure&) {
    // The same.
  }
  try {
    const auto figures = dhis2::read_figures(std::string{text}, "people", "");
    ensure(figures.told.size() == figures.rows.size());
  } catch (const Failure&) {
    // The same.
  }
  dhis2::adx_period(text);
  dhis2::summary_of(text);
  return 0;
}
