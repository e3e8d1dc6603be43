#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "estimate/strata.h"

/// Tables of lists from CSV, and results of a study as JSON, CSV and HTML.
namespace ts::estimates {

/// From a CSV with one column of 0 and 1 a list. With a column "count" (or "people") each line is a
/// history and how many people have it; without one each line is a person, and a column "id" or
/// "person" is passed over. `Failure{invalid}` as `formats::read_csv` and
/// `estimate::table_of_histories`, and "estimate.bad_table" with "estimate.no_lists",
/// "estimate.not_a_mark", "estimate.not_whole", and "estimate.suppressed" for a figure that
/// somebody held back ("<5", "*"): it is not zero, and an estimate moves up with some figures and
/// down with others, so that trying both ends of each would bound nothing.
estimate::CaptureTable read_histories(std::string csv);

/// More strata than this are a column that was taken for one by mistake.
inline constexpr std::size_t most_strata = 50;

/// The same, taken apart by what stands in `column`, in the order in which it first occurs; the
/// column is no list. Also "estimate.no_such_column", "estimate.no_stratum" (an empty cell),
/// "estimate.too_many_strata".
std::vector<estimate::Stratum> read_strata(std::string csv, std::string_view column);

/// From a CSV with the columns list, other, people: a line with one list is its size, with two
/// their overlap, with none the number of different people. `Failure{invalid}` as above and as
/// `estimate::table_of_overlaps`; "estimate.pairs_header", "estimate.missing_figure",
/// "estimate.same_figure_twice".
estimate::CaptureTable read_overlaps(std::string csv);

}  // namespace ts::estimates
