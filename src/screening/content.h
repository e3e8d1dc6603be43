#pragma once

#include <algorithm>

#include "rules/lines.h"
#include "screening/screening.h"

namespace ts::screening {

/// What a library holds.
struct Library::Content {
  Method method;
  std::vector<std::string> facts;  ///< in the order of regimes.json
  std::vector<FieldFact> field_facts;
  std::vector<Regime> regimes;
  std::vector<std::shared_ptr<const Instrument>> instruments;

  bool knows(std::string_view fact) const {
    return std::find(facts.begin(), facts.end(), fact) != facts.end();
  }
};

/// Each reads one file; what is wrong is found with its line.
Method read_method(const rules::File& file, rules::Findings& findings);
void read_regimes(const rules::File& file, Library::Content& content, rules::Findings& findings);
/// `content` has the method and the regimes already.
Instrument read_instrument(const rules::File& file, const Library::Content& content,
                           rules::Findings& findings);

/// Finds facts that no regime asks for.
void need_facts(const std::vector<std::string>& facts, int line, const Library::Content& content,
                rules::Findings& findings);
/// Finds a key without a text.
void need_text(const std::string& key, int line, rules::Findings& findings);

}  // namespace ts::screening
