#pragma once

#include <string>
#include <vector>

#include "catalogue/catalogue.h"
#include "records/records.h"

namespace ts::care {

enum class AgeThen { child, adult, unknown };
std::string_view text(AgeThen age);

/// A person who was helped in a year, as the yearly report counts people. The same person is there
/// once for each such year.
struct Served {
  int year = 0;
  std::string gender;  ///< the value of prs_Gender; empty: not recorded
  AgeThen age = AgeThen::unknown;
  friend bool operator==(const Served&, const Served&) = default;
};

/// Who of a case was helped, by the dates that say so (`helps` in data/catalogue/kinds.json): the
/// main person, those who are exploited or dependant, and each dependant who is no person of the
/// case. Not witnesses, carers, nor whoever is alleged to exploit. Age is that of the first such
/// day of the year; in doubt a child, as everywhere (care/age.h). By year, then by the order of
/// people.
std::vector<Served> served_in(const catalogue::Catalogue& catalogue,
                              const std::vector<records::Record>& records);

}  // namespace ts::care
