#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "linkage/linkage.h"
#include "report/words.h"

namespace ts::linkages {

/// What records are called, for the files: the column that names them, or their line numbers.
struct Names {
  std::vector<std::string> a, b;
};
Names names_of(const linkage::Table& a, const linkage::Table* b,
               const std::optional<std::string>& record);

/// How a run went.
struct Run {
  double seconds = 0;
  double peak_mb = 0;
  std::string spec_digest, program;
};

/// pairs.csv: the chosen pairs, the most probable first, with the level of every field.
std::string pairs_csv(const linkage::Linkage& linkage, const Names& names);
/// clusters.csv: one line a record that is in a group.
std::string clusters_csv(const linkage::Linkage& linkage, const Names& names);
/// model.json: the spec and what was learned. `docs/formats/linkage.md` has the shape.
std::string model_json(const linkage::Linkage& linkage, const Run& run);
/// What `--json` prints: counts, quality where the truth is known, seconds, memory.
std::string summary_json(const linkage::Linkage& linkage,
                         const std::optional<linkage::Evaluation>& evaluation, const Run& run);
/// report.html: no value of any record stands in it.
std::string report_html(const linkage::Linkage& linkage,
                        const std::optional<linkage::Evaluation>& evaluation, const Run& run,
                        const report::Words& words);

}  // namespace ts::linkages
