#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/progress.h"
#include "release/records.h"

namespace ts::release {

/// The longest combinations that are counted.
inline constexpr std::size_t longest = 5;

/// Combinations of items with how many people have all of each.
class Combinations {
 public:
  /// How many are of this length, from 1 on.
  std::size_t size(std::size_t length) const {
    return length > lengths_.size() ? 0 : lengths_[length - 1].counts.size();
  }
  std::size_t size() const;
  std::size_t length() const { return lengths_.size(); }
  /// Ascending items. Combinations of one length are in the order of their items.
  std::span<const Item> items(std::size_t length, std::size_t index) const {
    return std::span{lengths_[length - 1].items}.subspan(index * length, length);
  }
  std::uint32_t count(std::size_t length, std::size_t index) const {
    return lengths_[length - 1].counts[index];
  }
  /// The count of ascending items; 0 when they are not here.
  std::uint32_t count_of(std::span<const Item> items) const;
  std::size_t bytes() const;

  explicit Combinations(std::size_t length = 0) : lengths_(length) {}
  /// At the end of its length.
  void add(std::span<const Item> items, std::uint32_t count) {
    auto& to = lengths_[items.size() - 1];
    to.items.insert(to.items.end(), items.begin(), items.end());
    to.counts.push_back(count);
  }
  void append(const Combinations& more);

 private:
  struct Length {
    std::vector<Item> items;
    std::vector<std::uint32_t> counts;
  };
  std::vector<Length> lengths_;
};

struct Counting {
  std::size_t length = 3;      ///< of the longest combinations, 1 to `longest`
  std::uint32_t at_least = 1;  ///< people; rarer combinations are left out
  unsigned threads = 1;        ///< 0: one a processor; the result is the same
};

/// Every combination of up to `length` items that `at_least` people have. Depth first over records
/// that are alike, each step within the people who have the items so far (as Eclat does: Zaki,
/// "Scalable algorithms for association mining", 2000), and never beyond a combination that is too
/// rare, for nothing that holds it can be more frequent. So memory is that of the result.
Combinations count_combinations(const Records& records, const Counting& how,
                                const Progress& progress = {});

/// How many different combinations of each length there are, and how many of them fewer than
/// `threshold` people have. `[0]` is of length 1.
struct Variety {
  std::uint64_t different = 0;
  std::uint64_t rare = 0;
};
std::vector<Variety> variety(const Records& records, std::size_t length, std::uint32_t threshold,
                             unsigned threads = 1, const Progress& progress = {});

/// A count as it may be told: down to a multiple of `base`. What is contained in another never
/// comes out larger.
constexpr std::uint64_t rounded_down(std::uint64_t count, std::uint64_t base) {
  return count / base * base;
}

}  // namespace ts::release
