#pragma once

#include <string>

#include "estimate/study.h"
#include "estimates/disclosure.h"

namespace ts::estimates {

/// Where a study comes from, for those who want to make it again.
struct Provenance {
  std::string program;       ///< version
  std::string input_digest;  ///< hash of the bytes that were read; may be empty
};

/// estimate.json: everything, machine-readable. Infinite numbers are null; what may not leave is null.
/// `docs/formats/estimate.md` has the shape.
std::string to_json(const estimate::Study& study, const Disclosure& disclosure,
                    const Provenance& provenance);

/// answers.csv: a line a method and interval.
std::string answers_csv(const estimate::Study& study, const Disclosure& disclosure);
/// models.csv: the best models by BIC.
std::string models_csv(const estimate::Study& study, const Disclosure& disclosure);
/// sensitivity.csv: a line each thing that was done otherwise.
std::string sensitivity_csv(const estimate::Study& study, const Disclosure& disclosure);

/// report.html: one file without script, in the language of `words` (family "estimate").
std::string report_html(const estimate::Study& study, const Disclosure& disclosure,
                        const Provenance& provenance, const report::Words& words);

}  // namespace ts::estimates
