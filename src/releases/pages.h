#pragma once

#include <string>
#include <vector>

#include "release/attacks.h"
#include "releases/package.h"
#include "releases/privately.h"

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

/// The same for `privately`. `bits` also makes the noise of the releases that are attacked.
Pages pages_of(const Source& source, const PrivateWish& wish, const PrivateResult& result,
               const Told& told, release::BitSource& bits, const Progress& progress = {});

}  // namespace ts::releases
