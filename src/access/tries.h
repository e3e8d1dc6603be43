#pragma once

#include <list>
#include <unordered_map>

#include "base/time.h"
#include "crypto/crypto.h"

namespace ts::access {

/// How often each of something failed, and when last. Keys are keyed hashes. At most `capacity` are
/// remembered, the longest unheard-of goes first; each is forgotten an hour after its last failure.
class Tries {
 public:
  static constexpr std::size_t capacity = 10'000;
  static constexpr std::chrono::hours memory{1};

  struct Failed {
    int times = 0;
    Instant last;
  };

  Failed of(const crypto::Digest& key, Instant now);
  void add(const crypto::Digest& key, Instant now);
  void forget(const crypto::Digest& key);
  std::size_t size() const { return places_.size(); }

 private:
  struct Hash {
    std::size_t operator()(const crypto::Digest& key) const noexcept;
  };
  using Order = std::list<std::pair<crypto::Digest, Failed>>;  // the latest last
  void forget_old(Instant now);
  Order order_;
  std::unordered_map<crypto::Digest, Order::iterator, Hash> places_;
};

}  // namespace ts::access
