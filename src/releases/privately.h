#pragma once

#include <cstdint>
#include <vector>

#include "release/dp_aggregates.h"
#include "release/utility.h"
#include "releases/package.h"

/// Releases under differential privacy: docs/release-privacy.md.
namespace ts::releases {

/// What is asked of a release under differential privacy.
struct PrivateWish {
  release::EpsilonDelta within;
  std::size_t length = 3;
  bool hxl = false;  ///< a row of HXL tags below the header of synthetic.csv
  bool seed_is_given =
      false;  ///< the noise can be repeated, so it protects nobody; the proof says so
};

struct PrivateResult {
  release::DpRelease made;
  /// Against the data, so not covered by the guarantee; by length.
  std::vector<release::CombinationErrors> errors;
};

/// A delta that is usual when none is asked for: 1 / (n ln n), and never above 1e-6. `people` is a
/// number that may be known, such as how many there are thought to be.
double usual_delta(std::uint64_t people);

/// `Failure{invalid}`: "release.epsilon_range" (above 0 and up to 20; delta above 0 and below
/// 0.001), "release.length_range", and those of `release::Attributes`.
PrivateResult privately(const Source& source, const PrivateWish& wish, release::BitSource& bits);

/// The files of such a release; counts are as they were estimated, not multiples of anything.
Files package_of(const Source& source, const PrivateWish& wish, const PrivateResult& result,
                 const Origin& origin, Files more = {});

}  // namespace ts::releases
