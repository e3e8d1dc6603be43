#pragma once

#include <vector>

#include "base/failure.h"
#include "releases/package.h"

namespace ts::releases {

/// Holds published files against their proof, without the data that they were made from. What is
/// wrong, each with the name of the file:
/// - "release.verify.file": missing, not named in the proof, or not what was published;
/// - "release.verify.count": a count that is no multiple of k, below k, or larger than a part's;
/// - "release.verify.combination": a synthetic record has a combination that is not told to be
///   shared by k people (not asked under differential privacy, where k is taken as 1);
/// - "release.verify.people": another number of records than the proof says.
/// `Failure{invalid, "release.not_a_package"}` when there is no proof that can be read.
std::vector<Problem> verify(const Files& files);

}  // namespace ts::releases
