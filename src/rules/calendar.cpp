#include "rules/calendar.h"

#include <algorithm>
#include <charconv>

namespace ts::rules {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

/// Takes up to four digits off the front; nothing when there is none.
std::optional<int> take_number(std::string_view& rest) {
  const auto length = std::min(rest.find_first_not_of("0123456789"), rest.size());
  if (length == 0 || length > 4) return std::nullopt;
  int value = 0;
  std::from_chars(rest.data(), rest.data() + length, value);
  rest.remove_prefix(length);
  return value;
}

/// Monday 1 … Sunday 7.
unsigned weekday_of(sys_days day) { return std::chrono::weekday{day}.iso_encoding(); }

bool falls_on(const Holidays::Weekday& rule, Date date) {
  using namespace std::chrono;
  if (rule.month != static_cast<unsigned>(date.month())) return false;
  const weekday wanted{rule.weekday % 7};
  if (rule.which > 0)
    return sys_days{date.year() / date.month() /
                    weekday_indexed{wanted, static_cast<unsigned>(rule.which)}} == sys_days{date};
  return sys_days{date.year() / date.month() / weekday_last{wanted}} == sys_days{date};
}

/// A holiday of itself, before anything stands in for a day at the weekend.
bool holiday_itself(Date date, const Holidays& holidays) {
  const auto since_easter =
      (sys_days{date} - sys_days{easter(static_cast<int>(date.year()))}).count();
  return std::find(holidays.extra.begin(), holidays.extra.end(), date) != holidays.extra.end() ||
         std::find(holidays.easter.begin(), holidays.easter.end(), since_easter) !=
             holidays.easter.end() ||
         std::any_of(holidays.fixed.begin(), holidays.fixed.end(),
                     [&](const Holidays::Fixed& each) {
                       return each.month == static_cast<unsigned>(date.month()) &&
                              each.day == static_cast<unsigned>(date.day());
                     }) ||
         std::any_of(holidays.weekdays.begin(), holidays.weekdays.end(),
                     [&](const Holidays::Weekday& each) { return falls_on(each, date); });
}

bool moves(sys_days day, const Holidays& holidays) {
  const Date date{day};
  return weekday_of(day) > 5 &&
         std::any_of(holidays.fixed.begin(), holidays.fixed.end(), [&](const auto& each) {
           return each.substitute && each.month == static_cast<unsigned>(date.month()) &&
                  each.day == static_cast<unsigned>(date.day());
         });
}

/// Whether the day stands in for a holiday on the Saturday or Sunday before it. Two at one weekend
/// (Christmas) take the two next days, hence the count.
bool stands_in(sys_days day, const Holidays& holidays) {
  int owed = 0;
  for (sys_days each = day - days{4}; each < day; each += days{1}) {
    const bool free = weekday_of(each) > 5 || holiday_itself(Date{each}, holidays);
    if (moves(each, holidays))
      ++owed;
    else if (!free && owed > 0)
      --owed;
  }
  return owed > 0;
}

/// The day of the same number, or the last of the month.
Date plus_months(Date start, int months) {
  const auto month =
      std::chrono::year_month{start.year(), start.month()} + std::chrono::months{months};
  const Date last{month / std::chrono::last};
  return month / std::min(start.day(), last.day());
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  if (!text.starts_with('P')) return std::nullopt;
  text.remove_prefix(1);
  Duration out;
  std::string_view units = "YMWD";
  while (!text.empty()) {
    const auto number = take_number(text);
    if (!number || text.empty()) return std::nullopt;
    const auto unit = units.find(text.front());
    if (unit == std::string_view::npos) return std::nullopt;
    switch (text.front()) {
      case 'Y':
        out.years = *number;
        break;
      case 'M':
        out.months = *number;
        break;
      case 'W':
        out.days = *number * 7;
        break;
      default:
        out.days += *number;
        break;
    }
    units.remove_prefix(unit + 1);
    text.remove_prefix(1);
  }
  if (out == Duration{}) return std::nullopt;
  return out;
}

std::string iso_text(const Duration& duration) {
  if (duration.working_days > 0) return std::to_string(duration.working_days) + " working days";
  std::string out = "P";
  if (duration.years > 0) out += std::to_string(duration.years) + 'Y';
  if (duration.months > 0) out += std::to_string(duration.months) + 'M';
  if (duration.days > 0) out += std::to_string(duration.days) + 'D';
  return out;
}

Date easter(int year) {
  const int a = year % 19;
  const int b = year / 100;
  const int c = year % 100;
  const int d = (19 * a + b - b / 4 - ((b - (b + 8) / 25 + 1) / 3) + 15) % 30;
  const int e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - (c % 4)) % 7;
  const int f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
  return std::chrono::year{year} / (f / 31) / (f % 31 + 1);
}

bool working_day(Date date, const Holidays& holidays) {
  return weekday_of(sys_days{date}) <= 5 && !holiday_itself(date, holidays) &&
         !stands_in(sys_days{date}, holidays);
}

Date next_working_day(Date date, const Holidays& holidays) {
  sys_days day{date};
  while (!working_day(Date{day}, holidays)) day += days{1};
  return Date{day};
}

Date last_day(Date start, const Duration& length, Counting counting, const Holidays& holidays) {
  sys_days day{plus_months(start, 12 * length.years + length.months)};
  day += days{length.days};
  if (counting == Counting::same_day) day -= days{1};
  for (int left = length.working_days; left > 0; --left)
    day = sys_days{next_working_day(Date{day + days{1}}, holidays)};
  return Date{day};
}

}  // namespace ts::rules
