#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

/// The arithmetic of legal time: lengths as a law states them, added to civil dates.
namespace ts::rules {

/// A length as the law states it: "six months" is not "180 days". ISO 8601 has no working days; a
/// pack writes them {"working_days": 5}.
struct Duration {
  int years = 0;
  int months = 0;
  int days = 0;
  int working_days = 0;
  friend bool operator==(const Duration&, const Duration&) = default;
};

/// "P6M", "P1Y", "P90D", "P2W" (kept as 14 days), "P1Y6M". No times of day, no signs, no fractions,
/// nothing of length nought, at most 4 digits each.
std::optional<Duration> parse_duration(std::string_view text);
std::string iso_text(const Duration& duration);  ///< "P1Y6M", working days "5 working days"

/// Which day is the first of a period.
enum class Counting : std::uint8_t {
  day_after,  ///< the day of the event is not counted: Regulation (EEC, Euratom) 1182/71, Art. 3(1)
  same_day    ///< the day of the event is day one
};

/// When nobody works, as data of a pack. Whether public holidays are known at all is another
/// question: see `Pack::holidays`.
struct Holidays {
  struct Fixed {
    unsigned month, day;
    bool substitute;  ///< the next weekday that is no holiday stands in for a Saturday or Sunday
  };
  struct Weekday {
    unsigned month;
    unsigned weekday;  ///< 1 Monday … 7 Sunday (ISO 8601)
    int which;         ///< 1 the first of the month … -1 the last
  };
  std::vector<Fixed> fixed;
  std::vector<int> easter;  ///< days after Easter Sunday (Gregorian): -2 is Good Friday
  std::vector<Weekday> weekdays;
  std::vector<Date> extra;  ///< once only
};

/// Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher).
Date easter(int year);
bool working_day(Date date, const Holidays& holidays);
/// The date itself, or the first working day after it.
Date next_working_day(Date date, const Holidays& holidays);

/// The last day of a period of `length` that begins with an event on `start`. Years and months come
/// first: the day of the same number, or the last day of the month when it has none (Regulation
/// 1182/71, Art. 3(2)(c)), so that six months from 31 August end on the last day of February. Then
/// days, then working days. Counted from the same day, it ends one day earlier.
Date last_day(Date start, const Duration& length, Counting counting, const Holidays& holidays);

}  // namespace ts::rules
