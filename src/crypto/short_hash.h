#pragma once

#include <array>
#include <cstdint>

#include "crypto/crypto.h"

namespace ts::crypto {

/// A keyed function of many short inputs, ten times as fast as BLAKE2b: SipHash-2-4 (Aumasson and
/// Bernstein, "SipHash: a fast short-input PRF", 2012), with a key of 128 bits. Without the key its
/// values cannot be told from chance. Wiped when it goes.
class ShortHash {
 public:
  /// Under the first half of the key: give it one that serves nothing else.
  explicit ShortHash(const Secret& key);
  ShortHash(const ShortHash&) = delete;
  ShortHash& operator=(const ShortHash&) = delete;
  ~ShortHash();

  std::uint64_t of(BytesView bytes) const;
  std::uint64_t of(std::uint64_t number) const;
  /// Another function for each of these bytes: its key is what this one makes of them, in 128 bits.
  ShortHash under(BytesView bytes) const;

 private:
  using Key = std::array<std::uint8_t, 16>;
  explicit ShortHash(const Key& key) : key_{key} {}
  Key key_{};
};

}  // namespace ts::crypto
