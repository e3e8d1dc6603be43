#pragma once

#include <string>

#include "estimate/strata.h"
#include "estimates/results.h"

/// What a study of strata leaves behind: the sum over them, and each on its own.
namespace ts::estimates {

/// estimate.json: the sums, and for each stratum what `to_json` says of its study.
std::string to_json(const estimate::StrataStudy& study, const Disclosure& disclosure,
                    const Provenance& provenance);
/// answers.csv: as of one study, with the stratum in front; the sums have none.
std::string answers_csv(const estimate::StrataStudy& study, const Disclosure& disclosure);
/// report.html: the sum and a summary of each stratum, whose own report is `stratum-N.html`.
std::string report_html(const estimate::StrataStudy& study, const Disclosure& disclosure,
                        const Provenance& provenance, const report::Words& words);

}  // namespace ts::estimates
