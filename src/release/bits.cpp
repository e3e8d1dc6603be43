#include "release/bits.h"

#include <span>

#include "crypto/crypto.h"

namespace ts::release {
namespace {

std::span<std::uint8_t> bytes_of(std::array<std::uint64_t, 512>& words) {
  return {reinterpret_cast<std::uint8_t*>(words.data()), sizeof words};
}

}  // namespace

SecretBits::~SecretBits() { crypto::wipe(bytes_of(drawn_)); }

std::uint64_t SecretBits::bits() {
  if (used_ == drawn_.size()) {
    crypto::random_fill(bytes_of(drawn_));
    used_ = 0;
  }
  const auto word = drawn_[used_];
  drawn_[used_++] = 0;
  return word;
}

}  // namespace ts::release
