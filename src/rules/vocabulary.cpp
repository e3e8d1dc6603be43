#include "rules/vocabulary.h"

#include <algorithm>

#include "base/failure.h"
#include "rules/lines.h"
#include "rules/names.h"

namespace ts::rules {

Vocabulary Vocabulary::read(std::string_view facts_json, std::string_view benefits_json,
                            std::vector<std::string> labels) {
  Findings findings{"facts.json"};
  const auto facts = read_json(facts_json, findings);
  const auto benefits = read_json(benefits_json, findings);
  ensure(findings.empty());
  Vocabulary out;
  for (const auto& each : Members{*facts, findings}.list("facts")) {
    Members members{each, findings};
    Fact fact{members.text("name"), members.choice<Fact::Type>("type", names::fact_type),
              members.texts("values")};
    members.done();
    out.facts.push_back(std::move(fact));
  }
  out.benefits = Members{*benefits, findings}.texts("benefits");
  ensure(findings.empty());
  const auto by_name = [](const Fact& a, const Fact& b) { return a.name < b.name; };
  std::sort(out.facts.begin(), out.facts.end(), by_name);
  out.labels = std::move(labels);
  std::sort(out.labels.begin(), out.labels.end());
  return out;
}

}  // namespace ts::rules
