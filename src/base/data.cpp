#include "base/data.h"

#include <algorithm>

#include "base/failure.h"

namespace ts::data {

std::string_view file(std::string_view name) {
  const auto all = files();
  const auto found = std::lower_bound(all.begin(), all.end(), name,
                                      [](const File& f, std::string_view n) { return f.name < n; });
  ensure(found != all.end() && found->name == name);
  return found->content;
}

}  // namespace ts::data
