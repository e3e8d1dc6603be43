#pragma once

#include <string>
#include <vector>

#include "rules/rules.h"

namespace ts::rules {

/// Worked examples lie beside a pack ("no-2008.tests.json" beside "no-2008.json"): situations, and
/// what must be answered. docs/rules.md describes them.
struct Examples {
  std::size_t count = 0;
  std::vector<Refusal> differences;  ///< where an answer is another, or the file cannot be read
  std::vector<std::string> opened;   ///< statuses that some example finds open
};
Examples try_examples(const File& file, const Pack& pack, const Library& library);

}  // namespace ts::rules
