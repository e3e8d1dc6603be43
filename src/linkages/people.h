#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/csv.h"
#include "linkage/spec.h"

/// The files of a linkage: people in, pairs and a report out.
namespace ts::linkages {

/// The columns of a file. Cells without white space at their ends; views into `csv`.
linkage::Table table_of(const formats::CsvTable& csv);

/// What columns of both files are, by their headers and by what stands in them: what names the
/// record, and what is compared how. `besides` (the truth) is not compared. Columns that say
/// nothing of a person (numbers of records, notes) are left out.
struct Guess {
  linkage::Spec spec;
  std::optional<std::string> record;  ///< the column that names the record
};
/// `b` may be null. `Failure{invalid, "linkage.nothing_to_compare"}` when no column is known.
Guess guess(const linkage::Table& a, const linkage::Table* b,
            const std::vector<std::string>& besides);

}  // namespace ts::linkages
