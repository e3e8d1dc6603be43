#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string_view>

namespace ts::linkage {

/// Optimal string alignment distance of bytes: insertions, deletions, substitutions and swaps of
/// neighbours, where no part is edited twice (the restricted Damerau distance; Boytsov, "Indexing
/// methods for approximate dictionary searching", JEA 2011, section 2.1). `most` + 1 when there are
/// more than `most`; only the first 64 bytes count.
unsigned edits(std::string_view a, std::string_view b, unsigned most);

/// Which letters a text has, to see that two are far apart without comparing them.
struct Letters {
  std::uint64_t set = 0;     ///< a to z, those that come a second time, digits
  std::uint8_t besides = 0;  ///< all that is not in the set
  std::uint8_t size = 0;
};
/// Of the first 64 bytes.
Letters letters_of(std::string_view text);

/// Not less than they have in common, each letter as often as in both.
inline unsigned most_in_common(const Letters& a, const Letters& b) {
  return static_cast<unsigned>(std::popcount(a.set & b.set)) + std::min(a.besides, b.besides);
}
/// False only when more than `most` edits are between them.
inline bool may_be_within(unsigned most, const Letters& a, const Letters& b) {
  return most_in_common(a, b) + most >= std::max(a.size, b.size);
}

}  // namespace ts::linkage
