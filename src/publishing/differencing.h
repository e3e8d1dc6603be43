#pragma once

#include <cstdint>
#include <string_view>

/// What two k-safe releases of one source tell together: the attack that takes one from the other.
namespace ts::publishing {

struct Difference {
  std::uint64_t compared = 0;  ///< combinations that either of the two tells
  std::uint64_t changed = 0;   ///< that are told differently
  /// Combinations of which the two together say that at least one and fewer than `few` people left
  /// or came. One is too many.
  std::uint64_t singled_out = 0;
};

/// A release as it was published.
struct Published {
  std::string_view aggregates;  ///< the content of aggregates.csv
  std::int64_t k = 1;
};

/// A count that is told stands for that many people or up to k - 1 more; one that is not told for
/// k - 1 at most. From that follows how many at least, and at most, have left or come. As long as
/// `few` is no more than the larger k, none is singled out: whoever knows that one left cannot know
/// that it were fewer than that. So one that is means that counts are not what they are said to be.
Difference difference_of(const Published& earlier, const Published& later, std::int64_t few);

}  // namespace ts::publishing
