#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "release/combinations.h"

namespace ts::release {

/// A set of items as one number: the sum of its items' numbers, so that it does not matter in which
/// order they are put together, and what differs by one item differs by one addition.
using Key = std::uint64_t;
constexpr Key key_of(Item item) {
  // The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
  Key key = (Key{item} + 1) * 0x9e3779b97f4a7c15U;
  key = (key ^ key >> 30U) * 0xbf58476d1ce4e5b9U;
  key = (key ^ key >> 27U) * 0x94d049bb133111ebU;
  return key ^ key >> 31U;
}

/// For every safe combination: how many more rows ought to have it.
class Balance {
 public:
  struct Entry {
    Key key = 0;  ///< 0: free
    std::int32_t wanted = 0;
    /// What a row too many or too few costs: a share of the combination's count, so that small
    /// groups matter as much as large ones, and every length the same in all.
    float cost = 0;
  };

  /// Wants the counts of `safe`.
  explicit Balance(const Combinations& safe);

  /// Nothing when it is not safe.
  const Entry* find(Key key) const {
    const auto* entries = entries_.data();  // the mask keeps to it, so nothing is checked again
    auto at = key & mask_;
    while (entries[at].key != key) {
      if (entries[at].key == 0) return nullptr;
      at = (at + 1) & mask_;
    }
    return entries + at;
  }
  Entry* find(Key key) { return const_cast<Entry*>(std::as_const(*this).find(key)); }  // NOLINT

 private:
  std::vector<Entry> entries_;
  Key mask_ = 0;
};

/// The keys of all subsets of up to `largest` of some items: of none first, then those of one, of
/// two and so on.
class Subsets {
 public:
  explicit Subsets(std::size_t largest) : largest_{largest} { assign({}); }
  void assign(std::span<const Item> items);
  std::span<const Key> keys() const { return std::span{keys_}.first(size_); }

 private:
  std::size_t largest_;
  std::size_t size_ = 0;
  std::vector<Key> keys_;            // the first `size_`; the rest is room
  std::vector<std::uint32_t> next_;  // of each subset, the first place behind its last item
  std::vector<Key> singles_;         // of each item
};

}  // namespace ts::release
