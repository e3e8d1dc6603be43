#pragma once

#include <memory>
#include <vector>

#include "rules/evaluate.h"

namespace ts::rules {

/// Outcome only.
Outcome judge(const Status& status, const Facing& facing);

/// What holds beside the pack: the benefits by name, and the floors that bind its country.
struct Beside {
  const std::vector<std::string>& benefits;
  const std::vector<std::shared_ptr<const Pack>>& floors;
  const std::vector<Held>& held;
};
Answer answer_of(const Status& status, const Facing& facing, const Beside& beside);

}  // namespace ts::rules
