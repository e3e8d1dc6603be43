#include "release/balance.h"

#include <bit>

#include "base/failure.h"

namespace ts::release {

Balance::Balance(const Combinations& safe)
    : entries_(std::bit_ceil(std::max<std::size_t>(16, safe.size() * 2))),
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

void Subsets::clear() {
  keys_.assign(1, 0);
  sizes_.assign(1, 0);
}

void Subsets::add(Item item) {
  if (largest_ == 0) return;
  const auto key = key_of(item);
  for (std::size_t i = 0, end = keys_.size(); i < end; ++i) {
    if (sizes_[i] == largest_) continue;
    keys_.push_back(keys_[i] + key);
    sizes_.push_back(static_cast<std::uint8_t>(sizes_[i] + 1));
  }
}

void Subsets::assign(std::span<const Item> items) {
  clear();
  for (const auto item : items) add(item);
}

}  // namespace ts::release
