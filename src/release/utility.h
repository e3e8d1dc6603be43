#pragma once

#include <vector>

#include "release/combinations.h"
#include "release/marginals.h"

/// How much of the data a release still tells.
namespace ts::release {

/// Total variation distance of tables of shares: half the sum of absolute differences, 0 to 1.
struct MarginalDistance {
  double mean = 0;
  double most = 0;
};
/// Over all tables of `length` (1 to 3) attributes.
MarginalDistance marginal_distance(const CodedRows& real, const CodedRows& released, Sizes sizes,
                                   std::size_t length);

/// Of all combinations of one length.
struct CombinationErrors {
  std::uint64_t real = 0;      ///< different ones in the data
  std::uint64_t released = 0;  ///< different ones in the release
  /// |released - real| / real, averaged over those of the data; what is not released counts as 1.
  double error = 0;
  /// The same, averaged over those of the data that were released.
  double error_of_released = 0;
  double suppressed = 0;  ///< the share of those of the data that were not released
  double fabricated = 0;  ///< the share of those released that are not in the data
};
/// By length; `[0]` is of length 1.
std::vector<CombinationErrors> combination_errors(const Combinations& real,
                                                  const Combinations& released);

}  // namespace ts::release
