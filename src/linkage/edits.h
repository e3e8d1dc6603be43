#pragma once

#include <string_view>

namespace ts::linkage {

/// Optimal string alignment distance of bytes: insertions, deletions, substitutions and swaps of
/// neighbours, where no part is edited twice (the restricted Damerau distance; Boytsov, "Indexing
/// methods for approximate dictionary searching", JEA 2011, section 2.1). `most` + 1 when there are
/// more than `most`; only the first 64 bytes count.
unsigned edits(std::string_view a, std::string_view b, unsigned most);

}  // namespace ts::linkage
