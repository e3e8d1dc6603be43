#pragma once

#include "base/progress.h"
#include "documents/documents.h"
#include "publishing/release.h"
#include "release/columns.h"
#include "releases/reading.h"

/// A package under differential privacy: every figure in it comes from noisy measurements.
namespace ts::publishing {

struct DpPackage {
  release::Table synthetic;
  documents::Files files;  ///< aggregates.csv, synthetic.csv, codebook.csv, proof.json
};

/// Half of the budget goes to the synthetic records, the rest to the counts. `Failure{invalid,
/// "release.domain_not_public"}` when a column's values were not named beforehand.
DpPackage make_dp(const releases::Source& source, const Parameters& parameters,
                  const Progress& progress);

/// Only the records, for the attacks.
release::Table dp_records(const release::Table& table, const Parameters& parameters);

}  // namespace ts::publishing
