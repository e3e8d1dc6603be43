#pragma once

#include <string>
#include <vector>

#include "release/attacks.h"
#include "release/dp_aggregates.h"
#include "release/utility.h"
#include "releases/package.h"

namespace ts::releases {

/// What people are told beside the figures.
struct Told {
  std::string title;
  std::string purpose = {};
  std::string language = "en";
  std::string accepted_because = {};  ///< why a second person let a failing release go out
};

/// The pages that go with a release, and whether it may go out: `verdict.passed`, or somebody
/// accepted why not.
struct Pages {
  Files files;  ///< report.html and explorer.html
  std::vector<release::AttackResult> attacks;
  release::Verdict verdict;
};

/// Attacks what `k_safe` makes of one half of the data, and writes the pages.
Pages pages_of(const Source& source, const Wish& wish, const Result& result, const Told& told,
               const Progress& progress = {});

/// What is asked of a release under differential privacy.
struct PrivateWish {
  release::EpsilonDelta within;
  std::size_t length = 3;
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

/// The same for `privately`. `bits` also makes the noise of the releases that are attacked.
Pages pages_of(const Source& source, const PrivateWish& wish, const PrivateResult& result,
               const Told& told, release::BitSource& bits, const Progress& progress = {});

}  // namespace ts::releases
