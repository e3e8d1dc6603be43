#pragma once

#include <memory>
#include <vector>

#include "rules/pack.h"
#include "rules/vocabulary.h"

namespace ts::rules {

/// What a library holds.
struct Library::Content {
  Vocabulary vocabulary;
  std::vector<std::shared_ptr<const Pack>> all;     ///< every text that was ever taken
  std::vector<std::shared_ptr<const Pack>> in_use;  ///< by name
  std::vector<std::shared_ptr<const Pack>> laws;    ///< those in use, by jurisdiction and time
};

}  // namespace ts::rules
