#include "releases/dates.h"

#include <algorithm>
#include <cstdint>

#include "base/number.h"

namespace ts::releases {
namespace {

/// Year and month of "2024-03-09", "2024-03" or "2024".
struct YearMonth {
  int year;
  int month;  ///< 0: not known
};
std::optional<YearMonth> year_month(std::string_view text) {
  if (text.ends_with('~')) text.remove_suffix(1);  // about then
  const auto year = number_of<int>(text.substr(0, 4));
  if (text.size() < 4 || !year || *year < 1) return std::nullopt;
  if (text.size() == 4) return YearMonth{*year, 0};
  const auto month = number_of<int>(text.substr(5, 2));
  if ((text.size() != 7 && text.size() != 10) || text[4] != '-' || !month || *month < 1 ||
      *month > 12)
    return std::nullopt;
  if (text.size() == 10) {
    const auto day = number_of<int>(text.substr(8, 2));
    if (text[7] != '-' || !day || *day < 1 || *day > 31) return std::nullopt;
  }
  return YearMonth{*year, *month};
}

std::string padded(int number, std::size_t width) {
  auto out = std::to_string(number);
  return std::string(width - std::min(width, out.size()), '0') + out;
}

std::string rounded(YearMonth date, Rounding rounding) {
  const auto year = padded(date.year, 4);
  if (rounding == Rounding::year || date.month == 0) return year;
  if (rounding == Rounding::month) return year + '-' + padded(date.month, 2);
  return year + "-Q" + std::to_string((date.month + 2) / 3);
}

}  // namespace

std::optional<std::string> rounded_date(std::string_view text, Rounding rounding) {
  const auto date = year_month(text);
  return date ? std::optional{rounded(*date, rounding)} : std::nullopt;
}

std::vector<std::string> dates_between(int from_year, int to_year, Rounding rounding) {
  std::vector<std::string> out;
  for (auto year = from_year; year <= to_year; ++year) {
    const auto steps = rounding == Rounding::year ? 1 : rounding == Rounding::month ? 12 : 4;
    if (steps > 1) out.push_back(padded(year, 4));  // dates of which no more is known
    for (int step = 0; step < steps; ++step)
      out.push_back(rounded({year, 1 + step * 12 / steps}, rounding));
  }
  return out;
}

}  // namespace ts::releases
