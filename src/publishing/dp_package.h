#pragma once

#include "base/progress.h"
#include "documents/documents.h"
#include "publishing/release.h"
#include "release/combinations.h"
#include "releases/reading.h"

/// A package under differential privacy: every figure in it comes from noisy measurements.
namespace ts::publishing {

struct DpResult {
  release::Table synthetic;
  release::Combinations told;  ///< estimated counts
};

/// Half of the budget goes to the synthetic records, the rest to the counts. `Failure{invalid,
/// "release.domain_not_public"}` when a column's values were not named beforehand.
DpResult make_dp(const releases::Source& source, const Parameters& parameters,
                 const Progress& progress);

/// aggregates.csv, synthetic.csv, codebook.csv and, over them and `more`, proof.json.
documents::Files dp_package_of(const releases::Source& source, const Parameters& parameters,
                               const DpResult& result, documents::Files more);

/// Only the records, for the attacks.
release::Table dp_records(const release::Table& table, const Parameters& parameters);

}  // namespace ts::publishing
