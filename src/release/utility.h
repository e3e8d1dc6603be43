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
  /// Averaged over those of the data that at least `shared` people have and all others that were
  /// released; 1 for what only one of the two has. So the Synthetic Data Showcase counts.
  double error_of_shared = 0;
  double suppressed = 0;  ///< the share of those of the data that were not released
  double fabricated = 0;  ///< the share of those released that are not in the data
};
/// By length; `[0]` is of length 1.
std::vector<CombinationErrors> combination_errors(const Combinations& real,
                                                  const Combinations& released,
                                                  std::uint32_t shared = 10);

/// How far apart two columns are from independence: Cramer's V (1946), 0 to 1; 0 when either is
/// constant. Of attributes, all pairs (a, b) with a < b in order.
std::vector<double> associations(const CodedRows& rows, Sizes sizes);
/// The mean and the greatest difference of the associations of two data sets.
MarginalDistance association_distance(const CodedRows& real, const CodedRows& released,
                                      Sizes sizes);

/// How well a release tells of the people who share one value of one attribute.
struct GroupError {
  std::uint32_t value;
  std::uint64_t real;      ///< rows of the data in the group
  std::uint64_t released;  ///< and of the release
  /// Mean total variation distance of all other attributes within the group; 1 when only one of the
  /// two has anybody in it.
  double distance;
};
/// For every value of `attribute` that the data have.
std::vector<GroupError> group_errors(const CodedRows& real, const CodedRows& released, Sizes sizes,
                                     std::uint32_t attribute);

}  // namespace ts::release
