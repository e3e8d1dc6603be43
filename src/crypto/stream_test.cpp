#include "crypto/stream.h"

#include <gtest/gtest.h>

#include "crypto/agreement.h"

namespace ts::crypto {
namespace {

Bytes of(std::string_view text) { return {text.begin(), text.end()}; }

TEST(Agreement, comes_to_the_published_secret) {
  // RFC 7748, section 5.2, after one iteration: the scalar is the base point's own number.
  const AgreementKey nine{Secret::from(from_hex("09" + std::string(62, '0')).value()).value()};
  EXPECT_EQ(hex(nine.public_key()),
            "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
}

TEST(Agreement, is_the_same_for_both_sides) {
  const AgreementKey one{Secret::random()};
  const AgreementKey other{Secret::random()};
  EXPECT_TRUE(one.agree(other.public_key())->equals(*other.agree(one.public_key())));
  EXPECT_FALSE(one.agree(AgreementPublic{}));  // gives zero to everybody
}

TEST(Stream, opens_whole_and_in_order_only) {
  const auto key = Secret::random();
  StreamSealer sealer{key, of("place")};
  Bytes first, second;
  sealer.seal(bytes_of("one"), false, first);
  sealer.seal(bytes_of("two"), true, second);
  Bytes text;
  StreamOpener opener{key, sealer.header(), of("place")};
  EXPECT_EQ(opener.open(first, text), false);
  EXPECT_EQ(text_of(text), "one");
  EXPECT_EQ(opener.open(second, text), true);
  EXPECT_EQ(text_of(text), "two");
  StreamOpener turned{key, sealer.header(), of("place")};
  EXPECT_FALSE(turned.open(second, text));
  StreamOpener elsewhere{key, sealer.header(), of("another place")};
  EXPECT_FALSE(elsewhere.open(first, text));
  EXPECT_FALSE(elsewhere.open(Bytes(3), text));
}

}  // namespace
}  // namespace ts::crypto
