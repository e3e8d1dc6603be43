#pragma once

#include <vector>

#include "releases/release_report.h"
#include "report/picture.h"
#include "report/words.h"

namespace ts::releases {

/// For each value the published count above the synthetic records; the largest twelve values.
report::Picture bars_picture(const report::Words& words, const ReportFacts::Chart& chart);

/// Mean error and share left out for each length.
report::Picture errors_picture(const report::Words& words,
                               const std::vector<release::CombinationErrors>& errors);

}  // namespace ts::releases
