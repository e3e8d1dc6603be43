#include "stats/random.h"

namespace ts::stats {
namespace {

// The constants of the paper: multipliers, and Weyl increments of the key.
constexpr std::uint64_t multiplier_0 = 0xD2511F53, multiplier_1 = 0xCD9E8D57;
constexpr std::uint32_t weyl_0 = 0x9E3779B9, weyl_1 = 0xBB67AE85;
constexpr int rounds = 10;

constexpr std::uint32_t high(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }
constexpr std::uint32_t low(std::uint64_t x) { return static_cast<std::uint32_t>(x); }

}  // namespace

Random::Random(std::uint64_t seed, std::uint64_t stream)
    : key_{low(seed), high(seed)}, stream_{low(stream), high(stream)} {}

void Random::refill() {
  std::array<std::array<std::uint32_t, together>, 4> word{};
  for (std::size_t i = 0; i < together; ++i) {
    word[0][i] = low(position_ + i);
    word[1][i] = high(position_ + i);
    word[2][i] = stream_[0];
    word[3][i] = stream_[1];
  }
  auto key = key_;
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < together; ++i) {
      const auto product_0 = multiplier_0 * word[0][i];
      const auto product_1 = multiplier_1 * word[2][i];
      word[0][i] = high(product_1) ^ word[1][i] ^ key[0];
      word[1][i] = low(product_1);
      word[2][i] = high(product_0) ^ word[3][i] ^ key[1];
      word[3][i] = low(product_0);
    }
    key[0] += weyl_0;
    key[1] += weyl_1;
  }
  for (std::size_t i = 0; i < block_.size(); ++i) block_[i] = word[i % 4][i / 4];
  position_ += together;
  next_ = 0;
}

std::uint32_t Random::below(std::uint32_t bound) {
  auto product = std::uint64_t{u32()} * bound;
  if (low(product) < bound) {
    const std::uint32_t least = (0U - bound) % bound;
    while (low(product) < least) product = std::uint64_t{u32()} * bound;
  }
  return high(product);
}

std::uint64_t Random::below64(std::uint64_t bound) {
  const std::uint64_t least = (0ULL - bound) % bound;
  auto out = u64();
  while (out < least) out = u64();
  return out % bound;
}

}  // namespace ts::stats
