#include <array>

#include "base/number.h"
#include "dhis2/values.h"

namespace ts::dhis2 {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};

std::string from(Date first, std::string_view length) {
  return to_text(first) + '/' + std::string{length};
}

/// The Monday of the week that holds 4 January (ISO 8601), and so many weeks on.
std::optional<std::string> week(int of_year, int number) {
  const sys_days fourth{year{of_year} / January / 4};
  const auto first = fourth - (weekday{fourth} - Monday);
  const auto monday = first + days{7} * (number - 1);
  const sys_days next{year{of_year + 1} / January / 4};
  if (number < 1 || monday >= next - (weekday{next} - Monday)) return std::nullopt;
  return from(Date{monday}, "P7D");
}

}  // namespace

std::optional<std::string> adx_period(std::string_view period) {
  constexpr std::size_t of_year = 4;
  const auto whole = number_of<int>(period.substr(0, of_year));
  if (!whole || *whole < 1000) return std::nullopt;
  const year y{*whole};
  const auto rest = period.substr(of_year);
  if (rest.empty()) return from(y / January / 1, "P1Y");
  for (unsigned i = 0; i < months.size(); ++i)
    if (rest == months[i]) return from(y / month{i + 1} / 1, "P1Y");
  const bool digits = rest.front() >= '0' && rest.front() <= '9';
  const auto number = number_of<unsigned>(digits ? rest : rest.substr(1));
  if (!number) return std::nullopt;
  const bool one_digit = rest.size() == 2 && !digits;
  if (rest.front() == 'Q' && one_digit && *number >= 1 && *number <= 4)
    return from(y / month{*number * 3 - 2} / 1, "P3M");
  if (rest.front() == 'S' && one_digit && *number >= 1 && *number <= 2)
    return from(y / month{*number * 6 - 5} / 1, "P6M");
  if (rest.front() == 'W' && *number <= 53) return week(*whole, static_cast<int>(*number));
  if (rest.size() == 2 && digits && *number >= 1 && *number <= 12)
    return from(y / month{*number} / 1, "P1M");
  const Date day = y / month{*number / 100} / std::chrono::day{*number % 100};
  if (rest.size() == 4 && digits && day.ok()) return from(day, "P1D");
  return std::nullopt;
}

}  // namespace ts::dhis2
