#pragma once

#include "crypto/crypto.h"
#include "release/cell_keys.h"
#include "releases/package.h"

/// Tables with cell-key noise: asked for again and again, by other columns, years later, the same
/// people have the same noise.
namespace ts::releases {

struct CellTablesWish {
  std::size_t length = 3;  ///< of the longest combinations
  release::Perturbation perturbation = {};
};

/// aggregates.csv with perturbed counts, perturbation.csv (how often which noise), and proof.json.
/// `secret` stays inside and is to be kept: with another, the same people have another noise.
/// `Failure{invalid}`: "release.length_range", "release.needs_subject" (the specification does not
/// say whose row is whose).
Files cell_tables(const Source& source, const CellTablesWish& wish, const crypto::Secret& secret,
                  const Origin& origin);

}  // namespace ts::releases
