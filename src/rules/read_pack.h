#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "rules/lines.h"
#include "rules/pack.h"
#include "rules/read_condition.h"
#include "rules/vocabulary.h"

namespace ts::rules {

/// A pack from its file; `hash` is what its stamp says. Null when there is a finding.
std::shared_ptr<const Pack> read_pack(const File& file, std::string hash,
                                      const Vocabulary& vocabulary, Findings& findings);

/// Parts of it, each in a file of its own.
Status read_status(const Json& value, const Pack& pack, Conditions& conditions,
                   const Vocabulary& vocabulary, Findings& findings);
ClockRule read_clock(const Json& value, Conditions& conditions, Findings& findings);
std::vector<Source> read_sources(Members& members, Findings& findings);
Validity read_validity(Members& members, Findings& findings);
/// "1.0.0": three numbers.
bool version_like(std::string_view text);
/// What a file or an address can be named by: small letters, digits, hyphens and underscores.
bool name_like(std::string_view text);
/// Finds a label that neither the program nor the pack has a text for.
void need_label(const std::string& key, int line, const Pack& pack, const Vocabulary& vocabulary,
                Findings& findings);
/// Finds what leads nowhere or in a circle, and conditions that grow without bound.
void check_paths(const Pack& pack, const Json& document, Findings& findings);

}  // namespace ts::rules
