#include "care/age.h"

#include <algorithm>

namespace ts::care {

using catalogue::text_in;

namespace {

/// The latest day that it may be.
Date latest(const PartialDate& date) {
  // "About" a year may be a year later.
  const std::chrono::year year{date.year + (date.about ? 1 : 0)};
  if (date.month == 0) return year / std::chrono::December / 31;
  if (date.day == 0) return Date{year / static_cast<int>(date.month) / std::chrono::last};
  return year / static_cast<int>(date.month) / static_cast<int>(date.day);
}

/// Whole years on that day of somebody who was born on the latest day that it may be.
int least_years(const PartialDate& born, Date on) {
  const auto day = latest(born);
  const auto years = static_cast<int>(on.year()) - static_cast<int>(day.year());
  return on.month() / on.day() < day.month() / day.day() ? years - 1 : years;
}

}  // namespace

bool perhaps_under_age(const PartialDate& born, Date day) {
  return least_years(born, day) < of_age;
}

std::optional<int> least_age(const std::vector<records::Record>& records, Date today) {
  const auto person =
      std::ranges::find_if(records, [](const auto& record) { return record.kind == "person"; });
  if (person == records.end()) return std::nullopt;
  std::optional<int> out;
  if (const auto born = parse_partial_date(text_in(person->fields, "prs_Birthdate")))
    out = least_years(*born, today);
  for (const auto& record : records) {
    const auto low = record.fields.find("tsn_AgeLow");
    const auto whose = text_in(record.fields, "tsn_AgePerson");
    if (record.kind != "age" || low == record.fields.end() ||
        (!whose.empty() && whose != person->id.text()))
      continue;
    const auto years = static_cast<int>(std::get<std::int64_t>(low->second));
    out = std::min(out.value_or(years), years);
  }
  return out;
}

bool treated_as_child(const std::vector<records::Record>& records, Date today) {
  const auto age = least_age(records, today);
  return age && *age < of_age;
}

}  // namespace ts::care
