#include "care/served.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "care/age.h"

namespace ts::care {
namespace {

using catalogue::text_in;
using records::Record;

/// The first day of each year on which help was given.
std::map<int, Date> days_of_help(const catalogue::Catalogue& catalogue,
                                 const std::vector<Record>& records) {
  std::map<int, Date> out;
  for (const auto& record : records) {
    const auto* kind = catalogue.kind(record.kind);
    if (!kind || kind->helps.empty()) continue;
    const auto date = parse_partial_date(text_in(record.fields, kind->helps));
    if (!date) continue;
    const auto day = date->earliest();
    const auto [known, fresh] = out.try_emplace(static_cast<int>(day.year()), day);
    if (!fresh) known->second = std::min(known->second, day);
  }
  return out;
}

/// People who are here to be helped: the first one, and whoever is exploited or dependant.
std::vector<const Record*> people_of(const std::vector<Record>& records) {
  std::set<std::string> helped;
  for (const auto& record : records) {
    const auto role = text_in(record.fields, "tsn_RoleKind");
    if (record.kind == "role" && (role == "exploited" || role == "dependant"))
      helped.emplace(text_in(record.fields, "tsn_RolePerson"));
    if (record.kind == "dependant") helped.emplace(text_in(record.fields, "tsn_DependantPerson"));
  }
  std::vector<const Record*> out;
  for (const auto& record : records)
    if (record.kind == "person" && (out.empty() || helped.contains(record.id.text())))
      out.push_back(&record);
  return out;
}

AgeThen age_on(std::string_view born, Date day) {
  const auto date = parse_partial_date(born);
  if (!date) return AgeThen::unknown;
  return perhaps_under_age(*date, day) ? AgeThen::child : AgeThen::adult;
}

/// An age that somebody estimated to be as low as a child's counts, as where a child is treated as
/// one.
AgeThen age_of(const Record& person, const std::vector<Record>& records, bool main, Date day) {
  for (const auto& record : records) {
    const auto whose = text_in(record.fields, "tsn_AgePerson");
    const auto low = record.fields.find("tsn_AgeLow");
    if (record.kind == "age" && low != record.fields.end() &&
        (whose == person.id.text() || (whose.empty() && main)) &&
        std::get<std::int64_t>(low->second) < of_age)
      return AgeThen::child;
  }
  return age_on(text_in(person.fields, "prs_Birthdate"), day);
}

}  // namespace

std::string_view text(AgeThen age) {
  switch (age) {
    case AgeThen::child:
      return "child";
    case AgeThen::adult:
      return "adult";
    case AgeThen::unknown:
      break;
  }
  return "unknown";
}

std::vector<Served> served_in(const catalogue::Catalogue& catalogue,
                              const std::vector<Record>& records) {
  const auto people = people_of(records);
  std::vector<Served> out;
  for (const auto& [year, day] : days_of_help(catalogue, records)) {
    for (const auto* person : people)
      out.push_back({.year = year,
                     .gender = std::string{text_in(person->fields, "prs_Gender")},
                     .age = age_of(*person, records, person == people.front(), day)});
    for (const auto& record : records)
      if (record.kind == "dependant" && text_in(record.fields, "tsn_DependantPerson").empty())
        out.push_back({.year = year,
                       .gender = {},
                       .age = age_on(text_in(record.fields, "tsn_DependantBorn"), day)});
  }
  return out;
}

}  // namespace ts::care
