#include "packets/matter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>
#include <set>

#include "packets/standing.h"

namespace ts::packets {
namespace {

/// Chance that is the same on every machine.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_{seed} {}
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  std::uint64_t below(std::uint64_t n) { return engine_() % n; }

 private:
  std::mt19937_64 engine_;
};

StepId step_id(std::uint64_t number) {
  IdBytes bytes{};
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
  return StepId{bytes};
}

crypto::SigningKey key_of(std::uint8_t number) {
  return crypto::SigningKey{crypto::Secret::from(Bytes(32, number)).value()};
}

const crypto::SigningKey& key_a() {
  static const auto key = key_of(1);
  return key;
}
const crypto::SigningKey& key_b() {
  static const auto key = key_of(2);
  return key;
}

Content saying(std::uint64_t number) {
  Content out;
  out.note = std::to_string(number);
  return out;
}

/// One side with its database, backups of it, and its clock.
struct Side {
  const crypto::SigningKey& key;
  Matter now;
  Bytes backup;
  Instant clock;

  Side(const crypto::SigningKey& mine, const crypto::SigningKey& theirs, Instant at)
      : key{mine},
        now{MatterId{}, mine.verify_key(), theirs.verify_key()},
        backup{now.encode()},
        clock{at} {}
};

/// Two sides and a line between them that loses, delays, turns and doubles what it carries.
class World {
 public:
  explicit World(std::uint64_t seed)
      : chance_{seed},
        a_{key_a(), key_b(), {1'000'000'000'000}},
        b_{key_b(), key_a(), {1'000'000'000'000 + 11 * 3'600'000}} {}

  void run(int turns) {
    write(a_, What::refer);
    for (int i = 0; i < turns; ++i) turn(chance_.one_in(2) ? a_ : b_);
    settle();
  }

  void expect_agreement() {
    EXPECT_EQ(a_.now.own(), b_.now.other());
    EXPECT_EQ(b_.now.own(), a_.now.other());
    EXPECT_EQ(standing_of(a_.now), standing_of(b_.now));
    EXPECT_FALSE(a_.now.owes() || b_.now.owes());
    expect_whole(a_.now.own());
    expect_whole(b_.now.own());
    EXPECT_EQ(forged_, 0U);
  }

 private:
  void write(Side& side, What what) {
    ++written_;
    side.now.write(side.key, step_id(written_), side.clock, what, saying(written_));
  }

  void turn(Side& side) {
    auto& line = &side == &a_ ? to_b_ : to_a_;
    side.clock = side.clock + std::chrono::seconds{chance_.below(100'000)};
    switch (chance_.below(8)) {
      case 0:
        write(side, static_cast<What>(chance_.below(17)));
        break;
      case 1:
        side.backup = side.now.encode();
        break;
      case 2:  // a restart, and sometimes with an old database
        if (chance_.one_in(2))
          side.now = Matter::decode(side.backup).value();
        else
          side.now = Matter::decode(side.now.encode()).value();
        side.now.greet();
        break;
      case 3:
      case 4:
        send(side, line);
        break;
      default:
        deliver(side, &side == &a_ ? to_a_ : to_b_);
    }
  }

  void send(Side& side, std::deque<Message>& line) {
    const auto message = side.now.message();
    side.now.sent();
    if (chance_.one_in(3)) return;  // lost
    line.push_back(message);
    if (chance_.one_in(4)) line.push_back(message);
  }

  void deliver(Side& side, std::deque<Message>& line) {
    if (line.empty()) return;
    const auto at = line.begin() + static_cast<std::ptrdiff_t>(chance_.below(line.size()));
    const auto message = *at;
    line.erase(at);
    forged_ += side.now.take(message, side.key).forged;
  }

  /// The line holds at last: what is under way arrives, then each says what it owes.
  void settle() {
    while (!to_a_.empty()) deliver(a_, to_a_);
    while (!to_b_.empty()) deliver(b_, to_b_);
    a_.now.greet();
    const auto before = everything();
    int rounds = 0;
    while ((a_.now.owes() || b_.now.owes()) && ++rounds < 12) {
      for (auto* side : {&a_, &b_}) {
        if (!side->now.owes()) continue;
        auto& other = side == &a_ ? b_ : a_;
        const auto message = side->now.message();
        side->now.sent();
        forged_ += other.now.take(message, other.key).forged;
      }
    }
    EXPECT_LT(rounds, 12);
    const auto after = everything();  // what had come too early is part of it only now
    EXPECT_TRUE(std::includes(after.begin(), after.end(), before.begin(), before.end()));
  }

  /// The steps that at least one of the two holds.
  std::set<StepId> everything() const {
    std::set<StepId> out;
    for (const auto* half : {&a_.now.own(), &a_.now.other(), &b_.now.own(), &b_.now.other()})
      for (const auto& entry : *half) out.insert(entry.step.id);
    return out;
  }

  /// Every step signed and tied to the one before, and none there twice.
  void expect_whole(const std::vector<Entry>& half) {
    Reach before;
    for (const auto& entry : half) {
      EXPECT_EQ(entry.step.before, before);
      EXPECT_TRUE(is_signed(entry.step));
      before = {.count = before.count + 1, .digest = digest_of(entry.step)};
    }
    for (std::size_t i = 0; i < half.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) EXPECT_NE(half[i].step.id, half[j].step.id);
  }

  Chance chance_;
  Side a_;
  Side b_;
  std::deque<Message> to_a_, to_b_;
  std::uint64_t written_ = 0;
  std::size_t forged_ = 0;
};

TEST(Matter, comes_to_the_same_log_on_both_sides_whatever_the_line_and_the_databases_do) {
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    World world{seed};
    world.run(40);
    world.expect_agreement();
    if (::testing::Test::HasFailure()) FAIL() << "seed " << seed;
  }
}

/// Steps of both sides, one after another, each handed over.
class Talk {
 public:
  void asker(What what) { say(a_, b_, what); }
  void helper(What what) { say(b_, a_, what); }
  Standing standing() const {
    EXPECT_EQ(standing_of(a_.now), standing_of(b_.now));
    return standing_of(a_.now);
  }

 private:
  void say(Side& from, Side& to, What what) {
    ++said_;
    from.now.write(from.key, step_id(said_), from.clock, what, saying(said_));
    to.now.take(from.now.message(), to.key);
    from.now.take(to.now.message(), from.key);
  }
  Side a_{key_a(), key_b(), {0}};
  Side b_{key_b(), key_a(), {0}};
  std::uint64_t said_ = 0;
};

TEST(Standing, of_a_referral_that_is_asked_about_accepted_and_done) {
  Talk talk;
  talk.asker(What::refer);
  talk.helper(What::received);
  talk.helper(What::asked);
  EXPECT_TRUE(talk.standing().question);
  talk.asker(What::answered);
  talk.helper(What::accepted);
  talk.helper(What::done);
  const auto now = talk.standing();
  EXPECT_EQ(now.progress, Standing::Progress::done);
  EXPECT_FALSE(now.question);
  EXPECT_EQ(now.asker, key_a().verify_key());
  EXPECT_EQ(now.out_of_place, 0U);
}

TEST(Standing, of_consent_that_is_taken_back_while_the_other_accepts) {
  Talk talk;
  talk.asker(What::refer);
  talk.asker(What::withdraw);
  talk.helper(What::accepted);  // comes too late
  auto now = talk.standing();
  EXPECT_EQ(now.progress, Standing::Progress::sent);
  EXPECT_EQ(now.out_of_place, 1U);
  EXPECT_EQ(now.withdrawal, Standing::Duty::asked);
  talk.asker(What::reminded);  // changes nothing
  talk.helper(What::withdrawn);
  talk.asker(What::erase);
  talk.helper(What::erased);
  now = talk.standing();
  EXPECT_EQ(now.withdrawal, Standing::Duty::carried_out);
  EXPECT_EQ(now.erasure, Standing::Duty::carried_out);
}

TEST(Standing, changes_by_the_one_whose_turn_it_is) {
  Talk talk;
  talk.helper(What::accepted);  // nothing was asked
  EXPECT_EQ(talk.standing().progress, Standing::Progress::none);
  talk.asker(What::refer);
  for (const auto what : {What::accepted, What::declined, What::done, What::withdrawn, What::refer})
    talk.asker(what);
  for (const auto what : {What::withdraw, What::erase, What::answered, What::done})
    talk.helper(what);
  const auto now = talk.standing();
  EXPECT_EQ(now.progress, Standing::Progress::sent);
  EXPECT_EQ(now.out_of_place, 10U);
}

TEST(Matter, takes_no_step_that_is_not_signed_by_whom_it_names) {
  Side a{key_a(), key_b(), {0}};
  Side b{key_b(), key_a(), {0}};
  a.now.write(a.key, step_id(1), a.clock, What::refer, saying(1));
  auto message = a.now.message();
  const auto refused = [&](const Message& altered) {
    return b.now.take(altered, b.key).forged == 1 && b.now.other().empty();
  };
  auto forged = message;
  forged.entries[0].step.at.ms += 1;
  EXPECT_TRUE(refused(forged));
  forged = message;
  forged.entries[0].content->note = "another";
  EXPECT_TRUE(refused(forged));
  forged = message;
  forged.entries[0].step.matter = MatterId::random();
  EXPECT_TRUE(refused(forged));
  forged = message;
  std::swap(forged.entries[0].step.author, forged.entries[0].step.reader);
  EXPECT_TRUE(refused(forged));
  EXPECT_EQ(b.now.take(message, b.key).fresh.size(), 1U);
  EXPECT_EQ(b.now.take(message, b.key).known, 1U);
}

TEST(Matter, keeps_that_something_was_said_when_what_was_said_is_destroyed) {
  Side a{key_a(), key_b(), {0}};
  Side b{key_b(), key_a(), {0}};
  a.now.write(a.key, step_id(1), a.clock, What::refer, saying(1));
  EXPECT_FALSE(a.now.holds_parts());
  auto of_a_person = saying(2);
  of_a_person.parts.push_back({.id = {}, .kind = "person", .fields = {1}});
  a.now.write(a.key, step_id(2), a.clock, What::asked, of_a_person);
  EXPECT_TRUE(a.now.holds_parts());
  a.now.destroy_contents();
  EXPECT_FALSE(a.now.holds_parts());
  auto again = Matter::decode(a.now.encode());
  ASSERT_TRUE(again);
  b.now.take(again->message(), b.key);
  ASSERT_EQ(b.now.other().size(), 2U);
  EXPECT_FALSE(b.now.other()[0].content);
  auto cut = a.now.encode();
  cut.pop_back();
  EXPECT_FALSE(Matter::decode(cut));
}

}  // namespace
}  // namespace ts::packets
