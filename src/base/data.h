#pragma once

#include <span>
#include <string_view>

namespace ts::data {

/// A file of `data/` (or of the built page, under "page/"), as it was when the program was built.
struct File {
  std::string_view name;     ///< "catalogue/fields.json"
  std::string_view content;  ///< the bytes
};

/// Every embedded file, by name in ascending order.
std::span<const File> files();

/// The content of an embedded file; a name that is not there is a bug.
std::string_view file(std::string_view name);

}  // namespace ts::data
