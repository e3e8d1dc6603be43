#pragma once

#include <optional>
#include <string_view>

#include "rules/rules.h"

namespace ts::rules {

/// A situation as JSON:
///   {"on": "2008-06-01", "facts": {"intends_to_break": true, "age": 17},
///    "held": [{"status": "asylum_claim", "benefits": ["housing"]}]}
/// `on` and `held` may be left out; without `on` the situation is of the day `on_if_absent`.
/// `Failure{invalid, "rules.situation_malformed"}` with every problem: "rules.no_such_fact",
/// "rules.fact_of_other_type", "rules.no_such_benefit", "date.malformed".
Situation read_situation(std::string_view json, const Library& library, Date on_if_absent);

}  // namespace ts::rules
