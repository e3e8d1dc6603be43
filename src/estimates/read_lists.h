#pragma once

#include <string>

#include "estimate/table.h"

/// Tables of lists from CSV, and results of a study as JSON, CSV and HTML.
namespace ts::estimates {

/// From a CSV with one column of 0 and 1 a list. With a column "count" (or "people") each line is a
/// history and how many people have it; without one each line is a person, and a column "id" or "person"
/// is passed over. `Failure{invalid}` as `formats::read_csv` and `estimate::table_of_histories`, and
/// "estimate.bad_table" with "estimate.no_lists", "estimate.not_a_mark", "estimate.not_whole".
estimate::CaptureTable read_histories(std::string csv);

/// From a CSV with the columns list, other, people: a line with one list is its size, with two their
/// overlap, with none the number of different people. `Failure{invalid}` as above and as
/// `estimate::table_of_overlaps`; "estimate.pairs_header", "estimate.missing_figure",
/// "estimate.same_figure_twice".
estimate::CaptureTable read_overlaps(std::string csv);

}  // namespace ts::estimates
