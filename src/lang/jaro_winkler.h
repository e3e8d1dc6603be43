#pragma once

#include <string_view>

namespace ts::lang {

/// Jaro's similarity (1989) with Winkler's bonus for a common beginning (1990; prefix of up to 4,
/// scale 0.1, given always). From 0 to 1; 0 when one of them is empty. Compares code points; only
/// the first 64 count.
double jaro_winkler(std::string_view a, std::string_view b);

}  // namespace ts::lang
