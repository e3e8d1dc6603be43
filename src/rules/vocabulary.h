#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rules.h"

namespace ts::rules {

/// The words that packs are written in: data/rules/facts.json and benefits.json.
struct Vocabulary {
  std::vector<Fact> facts;            ///< sorted by name
  std::vector<std::string> benefits;  ///< in their order
  std::vector<std::string> labels;    ///< keys of the messages of this family, sorted

  /// A mistake in one of the files is a `Bug`.
  static Vocabulary read(std::string_view facts_json, std::string_view benefits_json,
                         std::vector<std::string> labels);
};

}  // namespace ts::rules
