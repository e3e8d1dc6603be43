#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "release/accountant.h"
#include "release/attacks.h"
#include "release/utility.h"

/// The report that goes with a release: what was done, what was lost, what is risky.
namespace ts::releases {

enum class Protection { k_anonymous, differentially_private };

/// The shortest text of a number, as it stands in the proof: "1e-06".
std::string exact(double value);

/// What a report tells. It is published with the release, so nothing in it may come from the data
/// but rounded figures of errors and attacks.
struct ReportFacts {
  std::string title;         ///< of the data, in words for the public
  std::string purpose = {};  ///< may be empty
  Protection protection = Protection::k_anonymous;
  std::uint32_t k = 0;
  std::size_t length = 0;
  release::EpsilonDelta budget{0, 0};  ///< of `differentially_private`
  std::uint64_t people = 0;            ///< in the data, as it may be told
  std::uint64_t records = 0;           ///< synthetic ones
  std::vector<release::CombinationErrors> errors = {};
  std::vector<release::AttackResult> attacks = {};

  /// Published counts and synthetic records of one column's values.
  struct Chart {
    struct Bar {
      std::string value;
      std::uint64_t counted;
      std::uint64_t synthetic;
    };
    std::string column;
    std::vector<Bar> bars;
  };
  std::vector<Chart> charts = {};
  std::vector<std::pair<std::string, std::string>> parameters = {};  ///< as in the proof
};

/// One chart a column from what is published.
std::vector<ReportFacts::Chart> charts_of(const release::Combinations& told,
                                          const release::Table& synthetic);

/// Puts into a report of a release that failed an attack, in place of the warning, why a second
/// person let it go out all the same. `language` is the report's.
void accept_in_report(std::string& html, std::string_view because, std::string_view language);

/// The report in one of the spoken languages, as one HTML file.
std::string report_html(const ReportFacts& facts, std::string_view language);

}  // namespace ts::releases
