#include "crypto/ristretto.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace ts::crypto {
namespace {

Point point(std::string_view digits) {
  Point out{};
  std::ranges::copy(*from_hex(digits), out.begin());
  return out;
}

Scalar small(std::uint8_t number) {
  Bytes bytes(32);
  bytes[0] = number;
  return *Scalar::from(bytes);
}

class Ristretto : public testing::Test {
 protected:
  static void SetUpTestSuite() { start(); }
};

// RFC 9496, A.1: multiples of the generator.
constexpr auto generator = "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76";
constexpr auto twice = "6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919";
constexpr auto five_times = "e882b131016b52c1d3337080187cf768423efccbb517bb495ab812c4160ff44e";

TEST_F(Ristretto, multiplies_as_published) {
  EXPECT_EQ(multiplied(small(2), point(generator)), point(twice));
  EXPECT_EQ(multiplied(small(5), point(generator)), point(five_times));
}

TEST_F(Ristretto, two_secrets_give_the_same_in_either_order) {
  const auto key = Secret::random();
  const auto a = Scalar::derived(key, "one"), b = Scalar::derived(key, "other");
  const auto x = point_of(Secret::random(), bytes_of("somebody"));
  EXPECT_EQ(multiplied(a, *multiplied(b, x)), multiplied(b, *multiplied(a, x)));
  EXPECT_NE(multiplied(a, x), multiplied(b, x));
}

TEST_F(Ristretto, refuses_what_is_no_element_of_the_group) {
  const auto a = Scalar::derived(Secret::random(), "any");
  // RFC 9496, A.3: not canonical, negative, not square; A.1: the identity. Below them the points of
  // small order of the curve beneath, as they are written for Ed25519 and X25519.
  for (const auto* bad : {
           "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
           "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
           "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
           "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
           "0100000000000000000000000000000000000000000000000000000000000000",
           "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
           "ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20",
           "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
           "0000000000000000000000000000000000000000000000000000000000000000",
           "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
           "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
           "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
           "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
           "0000000000000000000000000000000000000000000000000000000000000080",
       })
    EXPECT_FALSE(multiplied(a, point(bad))) << bad;
}

TEST_F(Ristretto, takes_secrets_below_the_order_only) {
  EXPECT_FALSE(Scalar::from(Bytes(32)));
  EXPECT_FALSE(Scalar::from(Bytes(31, 1)));
  EXPECT_FALSE(Scalar::from(
      *from_hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")));  // the order
  EXPECT_TRUE(
      Scalar::from(*from_hex("ecd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")));
}

}  // namespace
}  // namespace ts::crypto
