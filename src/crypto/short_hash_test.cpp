#include "crypto/short_hash.h"

#include <gtest/gtest.h>

namespace ts::crypto {
namespace {

/// 0, 1, 2 ...
Bytes counting(std::uint8_t count) {
  Bytes out;
  for (std::uint8_t i = 0; i < count; ++i) out.push_back(i);
  return out;
}

// The vector of the appendix of the paper, and the first of its reference implementation.
TEST(ShortHash, is_siphash_2_4) {
  const ShortHash hash{*Secret::from(counting(32))};
  EXPECT_EQ(hash.of(counting(0)), 0x726fdb47dd0e0e31U);
  EXPECT_EQ(hash.of(counting(15)), 0xa129ca6149be45e5U);
  EXPECT_EQ(hash.of(0x0706050403020100U), hash.of(counting(8)));
}

TEST(ShortHash, is_another_function_for_each_salt_and_key) {
  const ShortHash hash{*Secret::from(counting(32))}, other{Secret::random()};
  const auto salted = hash.under(bytes_of("one")).of(7);
  EXPECT_EQ(hash.under(bytes_of("one")).of(7), salted);
  EXPECT_NE(hash.under(bytes_of("two")).of(7), salted);
  EXPECT_NE(hash.of(7), salted);
  EXPECT_NE(other.under(bytes_of("one")).of(7), salted);
}

}  // namespace
}  // namespace ts::crypto
