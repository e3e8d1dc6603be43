#pragma once

#include <string>
#include <string_view>
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
  /// What came of attacks that were run elsewhere: against an earlier release of the same data.
  std::vector<release::AttackResult> also = {};
};

/// The pages that go with a release, and whether it may go out: `verdict.passed`, or a second
/// person signs why it may (`accept`).
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

/// Puts the reason of a second person, who lets a package go out although an attack on it
/// succeeded, into its report, which is in `language`, and into its proof.
void accept(Files& package, std::string_view because, std::string_view language);

}  // namespace ts::releases
