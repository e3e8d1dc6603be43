#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "releases/spec.h"

/// Dates as they may be told: never a day.
namespace ts::releases {

/// "2024", "2024-Q1" or "2024-03" of "2024-03-09", "2024-03" or "2024" (a "~" at the end, for about
/// then, is passed over). What is not known so exactly is told as its year; nothing for what is no
/// date.
std::optional<std::string> rounded_date(std::string_view text, Rounding rounding);

/// All that `rounded_date` can give of dates in these years, both included, in order; the year
/// itself comes before its parts.
std::vector<std::string> dates_between(int from_year, int to_year, Rounding rounding);

}  // namespace ts::releases
