#pragma once

#include <cstdint>
#include <string_view>

#include "linkage/spec.h"

namespace ts::linkage {

/// A date as files have it.
struct DateValue {
  enum class Known : std::uint8_t { nothing, text, years, whole };
  Known known = Known::nothing;
  bool about = false;        ///< estimated, or taken from an age
  std::int16_t first = 0;    ///< the year; of an age the earlier of two
  std::int16_t last = 0;     ///< the year; of an age the later of two
  std::uint8_t month = 0;    ///< 0: not known
  std::uint8_t day = 0;      ///< 0: not known
  std::uint32_t digits = 0;  ///< yyyymmdd, four bits a digit, where it is whole; else a hash
};

/// "2008-03-01", "20080301", "2008-03", "2008", "01.03.2008", "3/14/2008", each with "~" behind it
/// for about. 1 January is what offices write who know the year only: it counts as the year.
/// Without a date, an age and the day it was told make two years. Text that is none is kept, to be
/// compared as it is.
DateValue date_value(std::string_view date, std::string_view age = {}, std::string_view told = {});

/// Equal; alike: one keystroke away, or day and month swapped; close: two parts agree, or two
/// keystrokes; near: the year; weak: a year beside it; little: two. Circumstance: one of them is
/// known in part.
Outcome compare(const DateValue& a, const DateValue& b);

}  // namespace ts::linkage
