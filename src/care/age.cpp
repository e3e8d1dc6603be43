#include "care/age.h"

namespace ts::care {
namespace {

/// The latest day that it may be.
Date latest(const PartialDate& date) {
  // "About" a year may be a year later.
  const std::chrono::year year{date.year + (date.about ? 1 : 0)};
  if (date.month == 0) return year / std::chrono::December / 31;
  if (date.day == 0) return Date{year / static_cast<int>(date.month) / std::chrono::last};
  return year / static_cast<int>(date.month) / static_cast<int>(date.day);
}

template <class Held>
const Held* held(const records::Record& record, std::string_view field) {
  const auto found = record.fields.find(field);
  return found == record.fields.end() ? nullptr : std::get_if<Held>(&found->second);
}

}  // namespace

bool perhaps_under_age(const PartialDate& born, Date on) {
  const auto day = latest(born);
  const auto birthday = Date{day.year() + std::chrono::years{of_age}, day.month(), day.day()};
  return on < birthday;
}

bool treated_as_child(const std::vector<records::Record>& records, Date today) {
  const records::Record* person = nullptr;
  for (const auto& record : records) {
    if (record.kind == "person" && !person) person = &record;
    if (record.kind != "age" || !person) continue;
    const auto* of = held<std::string>(record, "tsn_AgePerson");
    const auto* low = held<std::int64_t>(record, "tsn_AgeLow");
    if (low && *low < of_age && (!of || *of == person->id.text())) return true;
  }
  const auto* text = person ? held<std::string>(*person, "prs_Birthdate") : nullptr;
  const auto born = text ? parse_partial_date(*text) : std::nullopt;
  return born && perhaps_under_age(*born, today);
}

}  // namespace ts::care
