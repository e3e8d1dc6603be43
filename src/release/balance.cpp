#include "release/balance.h"

#include <algorithm>
#include <bit>

#include "base/failure.h"

namespace ts::release {

// Three quarters stay free, so that most keys are found, or found absent, where they are looked
// for.
Balance::Balance(const Combinations& safe)
    : entries_(std::bit_ceil(std::max<std::size_t>(16, safe.size() * 4))),
      mask_{entries_.size() - 1} {
  for (std::size_t length = 1; length <= safe.length(); ++length)
    for (std::size_t i = 0; i < safe.size(length); ++i) {
      Key key = 0;
      for (const auto item : safe.items(length, i)) key += key_of(item);
      auto at = key & mask_;
      while (entries_[at].key != 0) {
        ensure(entries_[at].key != key);
        at = (at + 1) & mask_;
      }
      const auto count = safe.count(length, i);
      entries_[at] = {key, static_cast<std::int32_t>(count),
                      1000 / (static_cast<float>(safe.size(length)) * static_cast<float>(count))};
    }
}

void Subsets::assign(std::span<const Item> items) {
  singles_.clear();
  for (const auto item : items) singles_.push_back(key_of(item));
  const auto sizes = std::min(largest_, items.size());
  size_ = 1;
  for (std::size_t size = 1, ways = 1; size <= sizes; ++size) {
    ways = ways * (items.size() - size + 1) / size;
    size_ += ways;
  }
  if (keys_.size() < size_) {
    keys_.resize(size_);
    next_.resize(size_);
  }
  const auto count = static_cast<std::uint32_t>(items.size());
  auto* keys = keys_.data();
  auto* next = next_.data();
  std::size_t begin = 0;  // of the subsets that have one item less
  std::size_t end = 1;
  for (std::size_t size = 1, to = 1; size <= sizes; ++size) {
    for (auto from = begin; from < end; ++from)
      for (auto more = next[from]; more < count; ++more, ++to) {
        keys[to] = keys[from] + singles_[more];
        next[to] = more + 1;
      }
    begin = end;
    end = to;
  }
}

}  // namespace ts::release
