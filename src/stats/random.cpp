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
    : key_{low(seed), high(seed)}, counter_{0, 0, low(stream), high(stream)} {}

void Random::refill() {
  auto key = key_;
  block_ = counter_;
  for (int round = 0; round < rounds; ++round) {
    const auto product_0 = multiplier_0 * block_[0];
    const auto product_1 = multiplier_1 * block_[2];
    block_ = {high(product_1) ^ block_[1] ^ key[0], low(product_1),
              high(product_0) ^ block_[3] ^ key[1], low(product_0)};
    key[0] += weyl_0;
    key[1] += weyl_1;
  }
  if (++counter_[0] == 0) ++counter_[1];
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
