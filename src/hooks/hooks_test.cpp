#include "hooks/hooks.h"

#include <gtest/gtest.h>

namespace ts::hooks {
namespace {

TEST(Hooks, sign_as_their_page_says) {
  Bytes key;
  for (std::uint8_t i = 0; i < crypto::Secret::size; ++i) key.push_back(i);
  EXPECT_EQ(signature_of(*crypto::Secret::from(key), Instant{1772357400000}, R"({"changed":[]})"),
            "t=1772357400000,v1="
            "80874eab38a15be6793050df19b62aa25aca5c411264785968b9da42c7e84aae");
}

}  // namespace
}  // namespace ts::hooks
