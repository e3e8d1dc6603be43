#include "linkage/dates.h"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <vector>

#include "base/number.h"
#include "linkage/edits.h"

namespace ts::linkage {
namespace {

using Known = DateValue::Known;

bool digit(char c) { return c >= '0' && c <= '9'; }

/// The numbers in a text that has nothing else but what separates them.
std::vector<std::string_view> numbers_in(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t i = 0; i < text.size();) {
    if (!digit(text[i])) {
      if (std::string_view{"-/. "}.find(text[i]) == std::string_view::npos) return {};
      ++i;
      continue;
    }
    auto end = i;
    while (end < text.size() && digit(text[end])) ++end;
    out.push_back(text.substr(i, end - i));
    i = end;
  }
  return out;
}

int number(std::string_view text) { return number_of<int>(text).value_or(0); }

/// Four bits a digit.
std::uint32_t packed(std::uint32_t number) {
  std::uint32_t out = 0;
  for (unsigned shift = 0; shift < 32; shift += 4, number /= 10) out |= number % 10 << shift;
  return out;
}

bool likely_year(int year) { return year >= 1850 && year <= 2150; }

DateValue of_parts(int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!likely_year(year) || !date.ok()) return {};
  DateValue out;
  out.first = out.last = static_cast<std::int16_t>(year);
  out.known = month == 1 && day == 1 ? Known::years : Known::whole;
  out.month = static_cast<std::uint8_t>(month);
  out.day = static_cast<std::uint8_t>(day);
  out.digits = packed(static_cast<std::uint32_t>(year * 10000 + month * 100 + day));
  return out;
}

DateValue of_year(int year, int month = 0) {
  if (!likely_year(year)) return {};
  DateValue out;
  out.known = Known::years;
  out.first = out.last = static_cast<std::int16_t>(year);
  out.month = month >= 1 && month <= 12 ? static_cast<std::uint8_t>(month) : std::uint8_t{0};
  return out;
}

/// Eight digits in a row are compared digit by digit, also where a slip made them no date.
DateValue of_digits(std::string_view text) {
  const int year = number(text.substr(0, 4)), month = number(text.substr(4, 2)),
            day = number(text.substr(6));
  auto out = of_parts(year, month, day);
  if (out.known != Known::nothing) return out;
  out.known = Known::whole;
  out.first = out.last = static_cast<std::int16_t>(year);
  out.month = static_cast<std::uint8_t>(month);
  out.day = static_cast<std::uint8_t>(day);
  out.digits = packed(static_cast<std::uint32_t>(number(text)));
  return out;
}

DateValue parsed(std::string_view text) {
  const auto parts = numbers_in(text);
  if (parts.size() == 1 && parts[0].size() == 8) return of_digits(parts[0]);
  if (parts.size() == 1 && parts[0].size() == 4) return of_year(number(parts[0]));
  if (parts.size() == 2 && parts[0].size() == 4) return of_year(number(parts[0]), number(parts[1]));
  if (parts.size() != 3) return {};
  if (parts[0].size() == 4) return of_parts(number(parts[0]), number(parts[1]), number(parts[2]));
  if (parts[2].size() != 4) return {};
  const auto day_first = of_parts(number(parts[2]), number(parts[1]), number(parts[0]));
  if (day_first.known != Known::nothing) return day_first;
  return of_parts(number(parts[2]), number(parts[0]), number(parts[1]));
}

std::uint32_t hash_of_text(std::string_view text) {
  std::uint32_t out = 2166136261U;
  for (const char c : text) out = (out ^ static_cast<unsigned char>(c)) * 16777619U;
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::array<char, 8> digits_of(const DateValue& date) {
  std::array<char, 8> out{};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<char>('0' + (date.digits >> (28 - 4 * i) & 15U));
  return out;
}

/// One digit is another, or two neighbours are swapped.
bool one_keystroke(std::uint32_t a, std::uint32_t b) {
  const std::uint32_t differ = a ^ b;
  const auto from = static_cast<unsigned>(std::countr_zero(differ)) / 4 * 4;
  const std::uint32_t rest = differ >> from;
  if (rest < 16) return true;
  return rest < 256 && (a >> from & 15U) == (b >> (from + 4) & 15U) &&
         (b >> from & 15U) == (a >> (from + 4) & 15U);
}

int years_apart(const DateValue& a, const DateValue& b) {
  return std::max({0, a.first - b.last, b.first - a.last});
}

Level of_years(int apart) {
  if (apart == 0) return Level::near;
  if (apart == 1) return Level::weak;
  return apart == 2 ? Level::little : Level::different;
}

Level whole_dates(const DateValue& a, const DateValue& b) {
  if (a.digits == b.digits) return Level::equal;
  if (a.first == b.first && a.day == b.month && a.month == b.day) return Level::alike;
  if (one_keystroke(a.digits, b.digits)) return Level::alike;
  const int parts =
      (a.first == b.first ? 1 : 0) + (a.month == b.month ? 1 : 0) + (a.day == b.day ? 1 : 0);
  if (parts == 2) return Level::close;
  if (a.first == b.first) {
    const auto first = digits_of(a), second = digits_of(b);
    if (edits({first.data(), 8}, {second.data(), 8}, 2) == 2) return Level::close;
  }
  return of_years(years_apart(a, b));
}

}  // namespace

DateValue date_value(std::string_view date, std::string_view age, std::string_view told) {
  date = trimmed(date);
  bool about = false;
  if (date.ends_with('~')) {
    about = true;
    date.remove_suffix(1);
  }
  if (!date.empty()) {
    auto out = parsed(date);
    out.about = about;
    if (out.known == Known::nothing) {
      out.known = Known::text;
      out.digits = hash_of_text(date);
    }
    return out;
  }
  const auto years = number_of<int>(trimmed(age));
  const auto day = parsed(trimmed(told));
  if (!years || *years < 0 || *years > 120 || day.first == 0) return {};
  auto out = of_year(day.first - *years);
  if (out.known == Known::nothing) return {};
  --out.first;
  out.about = true;
  return out;
}

Outcome compare(const DateValue& a, const DateValue& b) {
  if (a.known == Known::nothing || b.known == Known::nothing) return 0;
  if (a.known == Known::text || b.known == Known::text) {
    const bool same = a.known == b.known && a.digits == b.digits;
    return outcome_of(same ? Level::equal : Level::different, true);
  }
  if (a.known == Known::whole && b.known == Known::whole)
    return outcome_of(whole_dates(a, b), false);
  const bool same = a.first == a.last && a.first == b.first && a.last == b.last;
  const bool both = a.known == b.known && !a.about && !b.about;
  return outcome_of(same && both ? Level::equal : of_years(years_apart(a, b)), true);
}

}  // namespace ts::linkage
