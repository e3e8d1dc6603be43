#include "crypto/sha256.h"

#include <gtest/gtest.h>

namespace ts::crypto {
namespace {

TEST(Sha256, gives_the_digests_of_the_standard) {  // FIPS 180-4's examples, in base64
  EXPECT_EQ(sha256_base64("abc"), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  EXPECT_EQ(sha256_base64(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

}  // namespace
}  // namespace ts::crypto
