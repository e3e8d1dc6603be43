#include "matters/trial.h"

namespace ts::matters {
namespace {

using packets::Standing;
using packets::What;
using trial::MattersTest;
using trial::Side;
using ts::trial::key_of;

TEST_F(MattersTest, keys_are_renewed_and_whoever_knows_us_hears_of_it_with_the_next_packet) {
  const auto before = sent();
  const auto late = a.matters->packet(a.worker, before.id);  // on its way
  const auto old_number = a.peers().all(a.worker).at(0).comparison;
  a.clock().forward(std::chrono::seconds{1});
  const auto fresh = a.peers().renew_keys(a.supervisor);
  EXPECT_NE(a.peers().all(a.worker).at(0).comparison, old_number);
  // What was sealed before opens, and is answered to keys that still open.
  EXPECT_EQ(b.matters->take_in(b.worker, late).standing.progress, Standing::Progress::received);
  EXPECT_EQ(carry(b, a, before.id).standing.progress, Standing::Progress::received);
  // A new request is signed with the new key, of which they hear by it.
  const auto after = a.matters->send(a.worker, file.file.id, a.draft(file, a_knows_b));
  EXPECT_EQ(carry(a, b, after.id).standing.progress, Standing::Progress::received);
  EXPECT_EQ(b.peers().all(b.worker).at(0).card.signs, fresh.signs);
  EXPECT_EQ(b.peers().all(b.worker).at(0).comparison, a.peers().all(a.worker).at(0).comparison);
  // What was begun goes on, in both directions.
  b.matters->say(b.worker, before.id, What::declined, "No bed is free.");
  EXPECT_EQ(carry(b, a, before.id).standing.progress, Standing::Progress::declined);
  // Twice, while they heard of neither.
  for (int i = 0; i < 2; ++i) {
    a.clock().forward(std::chrono::seconds{1});
    a.peers().renew_keys(a.supervisor);
  }
  const auto last = a.matters->send(a.worker, file.file.id, a.draft(file, a_knows_b));
  carry(a, b, last.id);
  EXPECT_EQ(b.peers().all(b.worker).at(0).comparison, a.peers().all(a.worker).at(0).comparison);
  EXPECT_EQ(key_of([&] { a.peers().renew_keys(a.worker); }), "access.not_your_role");
  EXPECT_TRUE(a.findings().empty() && b.findings().empty());
}

TEST_F(MattersTest, a_key_that_was_replaced_begins_nothing_new_for_ever) {
  a.knows(b);
  const auto matter = sent();
  const auto old = a.matters->packet(a.worker, matter.id);
  a.clock().forward(std::chrono::seconds{1});
  a.peers().renew_keys(a.supervisor);
  const auto other = a.matters->send(a.worker, file.file.id, a.draft(file, a_knows_b));
  carry(a, b, other.id);
  b.clock().forward(Mailroom::packet_lasts + std::chrono::hours{24});
  EXPECT_EQ(key_of([&] { b.matters->take_in(b.worker, old); }), "packet.stranger");
}

}  // namespace
}  // namespace ts::matters
