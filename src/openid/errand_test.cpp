#include "openid/errand.h"

#include <gtest/gtest.h>

namespace ts::openid {
namespace {

struct Desk {
  Desk() { crypto::start(); }
  ManualClock clock{{1'772'000'000'000}};
  Errands errands{crypto::Secret::random(), clock};
};

TEST(AnErrand, comes_back_as_it_went_and_once) {
  Desk desk;
  auto errand = desk.errands.begin();
  errand.invitation = "an invitation";
  errand.bind = AccountId::random();
  const auto cookie = desk.errands.carried(errand);
  EXPECT_EQ(cookie.find(errand.state), cookie.npos);
  EXPECT_FALSE(desk.errands.take(cookie, "another").has_value());
  const auto back = desk.errands.take(cookie, errand.state);
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->nonce, errand.nonce);
  EXPECT_EQ(back->verifier, errand.verifier);
  EXPECT_EQ(back->begun, errand.begun);
  EXPECT_EQ(back->invitation, errand.invitation);
  EXPECT_EQ(back->bind, errand.bind);
  EXPECT_FALSE(desk.errands.take(cookie, errand.state).has_value());
}

TEST(AnErrand, is_one_of_this_node_and_not_older_than_ten_minutes) {
  Desk desk;
  const auto errand = desk.errands.begin();
  const auto cookie = desk.errands.carried(errand);
  EXPECT_FALSE(Desk{}.errands.take(cookie, errand.state).has_value());
  for (const auto* other : {"", "00", "no hex"})
    EXPECT_FALSE(desk.errands.take(other, errand.state).has_value()) << other;
  EXPECT_FALSE(desk.errands.proved(cookie).has_value());
  desk.clock.forward(Errands::longest);
  EXPECT_FALSE(desk.errands.take(cookie, errand.state).has_value());
}

TEST(WhoWasProved, may_mistype_a_code_and_not_wait_forever) {
  Desk desk;
  const auto cookie =
      desk.errands.carried(Proved{.subject = "24f", .at = desk.clock.now(), .invitation = "x"});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(desk.errands.proved(cookie).value().subject, "24f");
  EXPECT_EQ(desk.errands.proved(cookie).value().invitation, "x");
  EXPECT_FALSE(desk.errands.take(cookie, "").has_value());
  desk.clock.forward(Errands::longest);
  EXPECT_FALSE(desk.errands.proved(cookie).has_value());
}

}  // namespace
}  // namespace ts::openid
