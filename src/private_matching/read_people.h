#pragma once

#include <string>
#include <vector>

#include "private_matching/normal.h"

namespace ts::private_matching {

/// Which column of a list is what; what is empty is looked for by the usual headers.
struct Columns {
  std::string id, given_name, family_name, birth_date, place;
};

struct PeopleRead {
  std::vector<Person> people;
  std::vector<std::string> ids;  ///< what stands in the column of ids, else the line
  Columns columns;               ///< as they were found; empty where there is none
  std::size_t without_date = 0;  ///< rows whose date is missing or written otherwise
};

/// A list as CSV. `Failure{invalid}` as `formats::read_csv`; "psi.no_names" when no column of names
/// is found; "psi.no_column" with the wanted column when a header that was named is not there.
PeopleRead read_people(std::string csv, const Columns& wanted = {});

}  // namespace ts::private_matching
