#include "crypto/crypto.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <type_traits>

namespace ts::crypto {
namespace {

class Crypto : public testing::Test {
 protected:
  static void SetUpTestSuite() { start(); }
};

TEST_F(Crypto, opens_what_it_sealed_and_nothing_else) {
  const auto key = Secret::random();
  const auto other = Secret::random();
  EXPECT_TRUE(rc::check([&](const Bytes& bound, const Bytes& text, const Bytes& noise) {
    const auto sealed = seal(key, bound, text);
    RC_ASSERT(open(key, bound, sealed) == text);
    RC_ASSERT(!open(other, bound, sealed));
    RC_ASSERT(!open(key, bound, noise));
    auto bound_too = bound;
    bound_too.push_back(0);
    RC_ASSERT(!open(key, bound_too, sealed));
    auto flipped = sealed;
    flipped[*rc::gen::inRange<std::size_t>(0, flipped.size())] ^= 1;
    RC_ASSERT(!open(key, bound, flipped));
    auto cut = sealed;
    cut.resize(*rc::gen::inRange<std::size_t>(0, cut.size()));
    RC_ASSERT(!open(key, bound, cut));
  }));
}

TEST_F(Crypto, sizes_tell_only_the_block) {
  const auto key = Secret::random();
  EXPECT_EQ(seal(key, {}, bytes_of("a")).size(),
            seal(key, {}, bytes_of(std::string(63, 'a'))).size());
  EXPECT_NE(seal(key, {}, bytes_of("a")), seal(key, {}, bytes_of("a")));  // a nonce of its own
}

TEST_F(Crypto, derives_one_key_for_each_purpose) {
  const auto key = Secret::random();
  EXPECT_TRUE(derive(key, "a").equals(derive(key, "a")));
  EXPECT_FALSE(derive(key, "a").equals(derive(key, "b")));
  EXPECT_FALSE(derive(key, "a", bytes_of("b")).equals(derive(key, "ab")));
}

TEST_F(Crypto, passphrase_is_known_again) {
  const Cost cheap{.memory_bytes = 8192, .passes = 1};
  const auto hash = passphrase_hash(SecretText{"correct horse"}, cheap);
  EXPECT_TRUE(passphrase_matches(hash, SecretText{"correct horse"}));
  EXPECT_FALSE(passphrase_matches(hash, SecretText{"correct horses"}));
  EXPECT_FALSE(passphrase_matches("", SecretText{""}));
  EXPECT_FALSE(passphrase_matches("$argon2id$nonsense", SecretText{""}));
}

TEST_F(Crypto, signature_is_of_these_bytes_by_this_key) {
  const SigningKey key{Secret::random()};
  const auto signature = key.sign(bytes_of("head"));
  EXPECT_TRUE(verify(key.verify_key(), bytes_of("head"), signature));
  EXPECT_FALSE(verify(key.verify_key(), bytes_of("heads"), signature));
  EXPECT_FALSE(verify(key.verify_key(), bytes_of("head"), {}));
  const SigningKey other{Secret::random()};
  EXPECT_FALSE(verify(other.verify_key(), bytes_of("head"), signature));
}

TEST_F(Crypto, secrets_move_and_never_copy) {
  static_assert(!std::is_copy_constructible_v<Secret>);
  static_assert(!std::is_copy_constructible_v<SecretText>);
  auto key = Secret::random();
  const auto copy = key.copy();
  const auto moved = std::move(key);
  EXPECT_TRUE(moved.equals(copy));
  EXPECT_FALSE(Secret::from(Bytes(31)));
}

}  // namespace
}  // namespace ts::crypto
