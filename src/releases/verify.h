#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/failure.h"
#include "releases/package.h"

namespace ts::releases {

/// What came of holding a package against its proof.
struct Verified {
  std::vector<Problem> problems;  ///< each with the name of the file
  /// What was checked, for people: a message of the family "release", with its figures.
  std::string said;
  std::vector<std::pair<std::string, std::uint64_t>> figures;
};

/// Holds published files against their proof, without the data that they were made from. What is
/// wrong:
/// - "release.verify.file": missing, not named in the proof, or not what was published;
/// - "release.verify.count": a count that is no multiple of k, below k, or larger than a part's;
///   with cell keys, one that is too small to be told;
/// - "release.verify.combination": a synthetic record has a combination that is not told to be
///   shared by k people (not asked under differential privacy, where k is taken as 1);
/// - "release.verify.people": another number of records than the proof says;
/// - "release.verify.alike": rows of microdata that too few others are like, or whose sensitive
///   values are too few or too much their own.
/// `Failure{invalid, "release.not_a_package"}` when there is no proof that can be read.
Verified verify(const Files& files);

}  // namespace ts::releases
