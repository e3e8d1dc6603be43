#include "crypto/base64.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ts::crypto {
namespace {

TEST(Base64, is_that_of_the_standard) {  // RFC 4648, section 10
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64(""), "");
  for (const auto* wrong : {"Zm9vYmE", "Zm9v YmE=", "Zm9v*mE="}) EXPECT_FALSE(from_base64(wrong));
}

RC_GTEST_PROP(Base64, givesBackWhatWentIn, (const std::string& bytes)) {
  RC_ASSERT(from_base64(base64(bytes)) == bytes);
}

}  // namespace
}  // namespace ts::crypto
