#pragma once

#include <string>
#include <vector>

#include "formats/csv.h"
#include "release/columns.h"
#include "releases/spec.h"

namespace ts::releases {

/// What is there to release, and what the columns were taken for.
struct Source {
  release::Table table;
  std::vector<ColumnSpec> columns;    ///< as they were read; one for each of the table
  std::vector<std::string> left_out;  ///< headers that look like names or numbers of people
  std::vector<std::string> people =
      {};  ///< who each row is, where the subject is named; inside only
};

/// The columns that `spec` names; with none named, all, as their contents look: dates are rounded
/// to years, numbers of many values go into bands of ten, the rest is categorical, and what is
/// different in most rows is left out.
///
/// With a subject column, the rows of a person become one: a multi-valued column has all that any
/// of them says, another has the value on which they agree, or `several`.
///
/// `Failure{invalid, "release.unreadable"}` with a problem for each column (line for a row):
/// "release.column_absent", "release.value_not_listed", "release.not_a_number",
/// "release.not_a_date", "release.value_has_semicolon", "release.group_missing",
/// "release.subject_missing"; and "release.no_rows", "release.no_columns".
Source read_source(const formats::CsvTable& csv, const Spec& spec);

/// The value of people whose rows do not agree.
inline constexpr std::string_view several = "several";

}  // namespace ts::releases
