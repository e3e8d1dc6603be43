#include "base/time.h"

#include "base/number.h"

namespace ts {
namespace {

/// Exactly `text.size()` digits, nothing else.
std::optional<int> digits(std::string_view text) {
  return text.starts_with('-') ? std::nullopt : number_of<int>(text);
}

/// Appends a number that is not negative, with zeros before it up to so many digits.
void put(std::string& out, long number, std::size_t width) {
  char digits[24];
  char* const end = digits + sizeof digits;
  char* at = end;
  for (; number > 0 || at == end; number /= 10) *--at = static_cast<char>('0' + number % 10);
  const auto size = static_cast<std::size_t>(end - at);
  if (size < width) out.append(width - size, '0');
  out.append(at, size);
}

}  // namespace

Date PartialDate::earliest() const {
  return std::chrono::year{year} / std::chrono::month{month ? month : 1} /
         std::chrono::day{day ? day : 1};
}

std::string to_text(Date date) {
  std::string out;
  put(out, static_cast<int>(date.year()), 4);
  put(out += '-', static_cast<unsigned>(date.month()), 2);
  put(out += '-', static_cast<unsigned>(date.day()), 2);
  return out;
}

std::optional<Date> parse_date(std::string_view text) {
  const auto date = parse_partial_date(text);
  if (!date || date->day == 0 || date->about) return std::nullopt;
  return date->earliest();
}

std::string to_text(PartialDate date) {
  std::string out;
  put(out, date.year, 4);
  if (date.month) put(out += '-', date.month, 2);
  if (date.day) put(out += '-', date.day, 2);
  if (date.about) out += '~';
  return out;
}

std::optional<PartialDate> parse_partial_date(std::string_view text) {
  PartialDate out;
  if (text.ends_with('~')) {
    out.about = true;
    text.remove_suffix(1);
  }
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  if (!year || *year == 0) return std::nullopt;
  out.year = *year;
  if (text.size() >= 7) {
    const auto month = digits(text.substr(5, 2));
    if (text[4] != '-' || !month || *month < 1 || *month > 12) return std::nullopt;
    out.month = static_cast<unsigned>(*month);
  }
  if (text.size() == 10) {
    const auto day = digits(text.substr(8, 2));
    if (text[7] != '-' || !day) return std::nullopt;
    out.day = static_cast<unsigned>(*day);
    if (out.day == 0 || !out.earliest().ok()) return std::nullopt;
  }
  return out;
}

std::string to_text(Instant instant) {
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds{instant.ms}};
  const auto day = floor<days>(time);
  const hh_mm_ss clock{time - day};
  auto out = to_text(Date{day});
  put(out += 'T', clock.hours().count(), 2);
  put(out += ':', clock.minutes().count(), 2);
  put(out += ':', clock.seconds().count(), 2);
  put(out += '.', clock.subseconds().count(), 3);
  return out += 'Z';
}

std::optional<Instant> parse_instant(std::string_view text) {
  using namespace std::chrono;
  // YYYY-MM-DDTHH:MM[:SS[.mmm]]Z
  if (text.size() < 17 || text[10] != 'T' || !text.ends_with('Z') || text[13] != ':')
    return std::nullopt;
  const auto date = parse_date(text.substr(0, 10));
  const auto hour = digits(text.substr(11, 2));
  const auto minute = digits(text.substr(14, 2));
  std::optional<int> second = 0;
  std::optional<int> milli = 0;
  if (text.size() == 20 || text.size() == 24) {
    if (text[16] != ':') return std::nullopt;
    second = digits(text.substr(17, 2));
    if (text.size() == 24) {
      if (text[19] != '.') return std::nullopt;
      milli = digits(text.substr(20, 3));
    }
  } else if (text.size() != 17) {
    return std::nullopt;
  }
  if (!date || !hour || !minute || !second || !milli || *hour > 23 || *minute > 59 || *second > 59)
    return std::nullopt;
  const auto at =
      sys_days{*date} + hours{*hour} + minutes{*minute} + seconds{*second} + milliseconds{*milli};
  return Instant{at.time_since_epoch().count()};
}

Date months_after(Date from, int months) {
  const auto moved = from + std::chrono::months{months};
  return moved.ok() ? moved : Date{moved.year() / moved.month() / std::chrono::last};
}

Date date_of(Instant instant) {
  using namespace std::chrono;
  return Date{floor<days>(sys_time<milliseconds>{milliseconds{instant.ms}})};
}

std::int64_t days_of(Date date) { return std::chrono::sys_days{date}.time_since_epoch().count(); }

Instant hour_of(Instant instant) {
  constexpr std::int64_t hour = 3'600'000;
  const auto rest = ((instant.ms % hour) + hour) % hour;
  return {instant.ms - rest};
}

Instant SystemClock::now() const {
  using namespace std::chrono;
  return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

}  // namespace ts
