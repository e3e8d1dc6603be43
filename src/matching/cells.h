#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "linkage/spec.h"
#include "records/records.h"

/// Who is perhaps the same person: among the people of one organisation.
namespace ts::matching {

/// What a person is compared by, as text in columns; empty: not known.
inline constexpr std::size_t columns = 13;
using Cells = std::array<std::string, columns>;

/// How the columns are compared. The names of the comparisons are those of the API and the page.
const linkage::Spec& spec();
linkage::Table table_of(const std::vector<const Cells*>& people);

/// A person among the records of a case, as far as these are there to read.
Cells cells_of(const records::Record& person, const std::vector<records::Record>& records);
/// A person of whom nothing is kept yet.
Cells cells_of(const catalogue::Fields& person);
/// Whoever a search is for: their name as it is remembered, places, and who seeks them.
Cells cells_of_sought(const records::Record& tracing, const std::vector<records::Record>& records);

}  // namespace ts::matching
