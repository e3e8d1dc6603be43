#include "rules/situation.h"

#include <algorithm>

#include "base/failure.h"
#include "rules/read_situation.h"

namespace ts::rules {
namespace {

using Kind = Json::Kind;

/// Nothing when the value is not of the fact's type.
std::optional<Value> value_of(const Json& value, const Fact& fact) {
  switch (fact.type) {
    case Fact::Type::boolean:
      if (value.kind == Kind::boolean) return value.truth;
      return std::nullopt;
    case Fact::Type::number:
      if (value.kind == Kind::number) return value.number;
      return std::nullopt;
    case Fact::Type::date:
      if (value.kind != Kind::text) return std::nullopt;
      if (const auto date = parse_date(value.text)) return *date;
      if (const auto moment = parse_instant(value.text)) return *moment;
      return std::nullopt;
    case Fact::Type::choice:
      if (value.kind == Kind::text &&
          std::find(fact.values.begin(), fact.values.end(), value.text) != fact.values.end())
        return value.text;
      return std::nullopt;
  }
  return std::nullopt;
}

/// null counts as not recorded, which is what a form sends for an empty box.
void read_facts(const Json& object, const Library& library, Situation& out,
                std::vector<Problem>& problems) {
  const auto known = library.facts();
  for (const auto& [name, value] : object.members) {
    const auto fact = std::find_if(known.begin(), known.end(),
                                   [&](const Fact& each) { return each.name == name; });
    if (fact == known.end())
      problems.push_back({name, "rules.no_such_fact"});
    else if (value.kind == Kind::null)
      continue;
    else if (const auto held = value_of(value, *fact))
      out.facts.emplace(name, *held);
    else
      problems.push_back({name, "rules.fact_of_other_type"});
  }
}

void read_held(Members& members, const Library& library, Findings& findings, Situation& out,
               std::vector<Problem>& problems) {
  const auto& known = library.benefits();
  for (const auto& each : members.list("held")) {
    Members held{each, findings};
    out.held.push_back({held.text("status"), held.texts("benefits")});
    held.done();
    for (const auto& benefit : out.held.back().benefits)
      if (std::find(known.begin(), known.end(), benefit) == known.end())
        problems.push_back({"held", "rules.no_such_benefit"});
  }
}

}  // namespace

Situation situation_of(Members& members, const Library& library, Date on_if_absent,
                       Findings& findings, std::vector<Problem>& problems) {
  Situation out;
  out.on = members.date_if("on").value_or(on_if_absent);
  const auto* facts = members.find("facts");
  if (facts && facts->kind == Kind::object)
    read_facts(*facts, library, out, problems);
  else if (facts)
    problems.push_back({"facts", "rules.not_an_object"});
  read_held(members, library, findings, out, problems);
  return out;
}

Situation read_situation(std::string_view json, const Library& library, Date on_if_absent) {
  Findings findings{""};
  std::vector<Problem> problems;
  Situation out;
  if (const auto document = read_json(json, findings)) {
    Members members{*document, findings};
    out = situation_of(members, library, on_if_absent, findings, problems);
    members.done();
  }
  if (!findings.empty() || !problems.empty())
    throw Failure{Fault::invalid, "rules.situation_malformed", std::move(problems)};
  return out;
}

}  // namespace ts::rules
