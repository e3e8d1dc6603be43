#include "crypto/short_hash.h"

#include <sodium.h>

#include <algorithm>

namespace ts::crypto {

static_assert(crypto_shorthash_siphash24_KEYBYTES == 16 &&
              crypto_shorthash_siphashx24_KEYBYTES == 16 &&
              crypto_shorthash_siphashx24_BYTES == 16 && crypto_shorthash_siphash24_BYTES == 8);

ShortHash::ShortHash(const Secret& key) {
  std::copy_n(key.reveal().begin(), key_.size(), key_.begin());
}

ShortHash::~ShortHash() { wipe(key_); }

std::uint64_t ShortHash::of(BytesView bytes) const {
  std::array<std::uint8_t, 8> digest{};
  crypto_shorthash_siphash24(digest.data(), bytes.data(), bytes.size(), key_.data());
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < digest.size(); ++i) out |= std::uint64_t{digest[i]} << (8 * i);
  return out;
}

std::uint64_t ShortHash::of(std::uint64_t number) const {
  std::array<std::uint8_t, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
  return of(bytes);
}

ShortHash ShortHash::under(BytesView bytes) const {
  Key key{};
  crypto_shorthash_siphashx24(key.data(), bytes.data(), bytes.size(), key_.data());
  return ShortHash{key};
}

}  // namespace ts::crypto
