#include "access/tries.h"

#include <cstring>
#include <limits>

namespace ts::access {

std::size_t Tries::Hash::operator()(const crypto::Digest& key) const noexcept {
  std::size_t out = 0;
  std::memcpy(&out, key.data(), sizeof out);  // a hash already
  return out;
}

void Tries::forget_old(Instant now) {
  while (!order_.empty() &&
         (order_.size() > capacity || now - order_.front().second.last >= memory)) {
    places_.erase(order_.front().first);
    order_.pop_front();
  }
}

Tries::Failed Tries::of(const crypto::Digest& key, Instant now) {
  forget_old(now);
  const auto found = places_.find(key);
  return found == places_.end() ? Failed{} : found->second->second;
}

void Tries::add(const crypto::Digest& key, Instant now) {
  const auto [place, fresh] = places_.try_emplace(key);
  if (fresh)
    place->second = order_.emplace(order_.end(), key, Failed{});
  else
    order_.splice(order_.end(), order_, place->second);
  auto& failed = place->second->second;
  failed.last = now;
  if (failed.times < std::numeric_limits<int>::max()) ++failed.times;
  forget_old(now);
}

void Tries::forget(const crypto::Digest& key) {
  const auto found = places_.find(key);
  if (found == places_.end()) return;
  order_.erase(found->second);
  places_.erase(found);
}

}  // namespace ts::access
