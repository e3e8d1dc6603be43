#include "crypto/for_browsers.h"

#include <gtest/gtest.h>

namespace ts::crypto {
namespace {

Secret key(std::uint8_t fill) { return Secret::from(Bytes(32, fill)).value(); }

TEST(a_code_becomes_keys, as_published) {
  // RFC 7914, section 11.
  EXPECT_EQ(hex(pbkdf2_sha256("passwd", bytes_of("salt"), 1, 64)),
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
            "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
}

TEST(what_a_browser_opens, opens_again_for_the_same_bound_only) {
  const auto text = bytes_of("a bed for three nights");
  const auto sealed = gcm_seal(key(1), bytes_of("matter"), text);
  const auto opened = gcm_open(key(1), bytes_of("matter"), sealed);
  ASSERT_TRUE(opened);
  EXPECT_EQ(*opened, Bytes(text.begin(), text.end()));
  EXPECT_NE(sealed, gcm_seal(key(1), bytes_of("matter"), text));
  EXPECT_FALSE(gcm_open(key(2), bytes_of("matter"), sealed));
  EXPECT_FALSE(gcm_open(key(1), bytes_of("other"), sealed));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto altered = sealed;
    altered[i] ^= 1;
    EXPECT_FALSE(gcm_open(key(1), bytes_of("matter"), altered));
    EXPECT_FALSE(gcm_open(key(1), bytes_of("matter"), BytesView{sealed}.first(i)));
  }
}

TEST(what_a_browser_opens, is_as_published) {
  // Test case 13 of "The Galois/Counter Mode of Operation" (McGrew and Viega): nothing, under
  // zeros.
  auto sealed = *from_hex("000000000000000000000000530f8afbc74536b9a963b4f1c4cb738b");
  const auto opened = gcm_open(key(0), {}, sealed);
  ASSERT_TRUE(opened);
  EXPECT_TRUE(opened->empty());
}

}  // namespace
}  // namespace ts::crypto
