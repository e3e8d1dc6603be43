#pragma once

#include <string>
#include <utility>
#include <vector>

#include "estimates/results.h"
#include "report/page.h"

/// What the report of a study and that of strata both say.
namespace ts::estimates {

using Figures = std::vector<std::pair<std::string, std::string>>;

/// The range over all methods, large behind `seen`, in a sentence, and what none of them can know.
void put_range(report::Page& page, const report::Words& words, const Disclosure& shown,
               Figures seen, const estimate::Interval& totals, const estimate::Interval& range);
/// "8,510 – 26,200".
std::string interval_text(const report::Words& words, const Disclosure& shown,
                          const estimate::Interval& interval);
/// A list, if there is anything to warn of.
void put_warnings(report::Page& page, const report::Words& words, const estimate::Study& study);
/// What must be true, in a section of its own.
void put_assumptions(report::Page& page, const report::Words& words);
/// Whether figures are exact, or how they are made less so.
void put_disclosure(report::Page& page, const report::Words& words, const Disclosure& shown);
/// How an interval was made, and whether to rely on it.
std::string kind_of(const report::Words& words, const estimate::Limits& limits);

}  // namespace ts::estimates
