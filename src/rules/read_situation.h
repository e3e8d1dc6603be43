#pragma once

#include <vector>

#include "base/failure.h"
#include "rules/lines.h"
#include "rules/situation.h"

namespace ts::rules {

/// `on`, `facts` and `held` of an object that may have more members.
Situation situation_of(Members& members, const Library& library, Date on_if_absent,
                       Findings& findings, std::vector<Problem>& problems);

}  // namespace ts::rules
