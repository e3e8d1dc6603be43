#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace ts::formats {

struct CalendarEntry {
  std::string uid;  ///< stays the same for the same thing
  Date date;
  std::string time;  ///< "09:30", wherever the reader is; empty: the whole day
  std::string summary;
};

/// A calendar as RFC 5545 writes it, entries in their order; `stamp` is when it was made. Text is
/// escaped and lines are folded, never within a character.
std::string icalendar(std::string_view name, const std::vector<CalendarEntry>& entries,
                      Instant stamp);

}  // namespace ts::formats
