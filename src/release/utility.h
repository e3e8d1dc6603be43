#pragma once

#include "release/marginals.h"

/// How much of the data a release still tells.
namespace ts::release {

/// Total variation distance of tables of shares: half the sum of absolute differences, 0 to 1.
struct MarginalDistance {
  double mean = 0;
  double most = 0;
};
/// Over all tables of `length` (1 to 3) attributes.
MarginalDistance marginal_distance(const Records& real, const Records& released, Sizes sizes,
                                   std::size_t length);

}  // namespace ts::release
