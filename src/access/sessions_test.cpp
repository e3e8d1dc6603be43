#include "access/sessions.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <set>

#include "db/trial_place.h"

namespace ts::access {
namespace {

using namespace std::chrono_literals;

enum class Kept { in_memory, in_database };

class SessionsTest : public testing::TestWithParam<Kept> {
 protected:
  SessionsTest() {
    crypto::start();
    if (GetParam() == Kept::in_memory) return;
    std::filesystem::create_directory(directory_);
    shared_ = db::Database::open(db::trial::place_in(directory_),
                                 db::built_in_migrations("schema_shared"));
    sessions_ = another();
  }
  ~SessionsTest() override {
    sessions_.reset();
    shared_.reset();
    std::filesystem::remove_all(directory_);
  }
  /// As another process on the same database has them.
  std::unique_ptr<Sessions> another(const crypto::Secret* key = nullptr) {
    return std::make_unique<Sessions>(clock_, Sessions::Limits{}, *shared_, key ? *key : node_key_);
  }

  std::filesystem::path directory_ =
      std::filesystem::temp_directory_path() / ("sessions-" + OrgId::random().text());
  ManualClock clock_{{1'772'000'000'000}};
  crypto::Secret node_key_ = crypto::Secret::random();
  std::unique_ptr<db::Database> shared_;
  std::unique_ptr<Sessions> sessions_ = std::make_unique<Sessions>(clock_);
  AccountId account_ = AccountId::random();
  OrgId org_ = OrgId::random();
};

TEST_P(SessionsTest, found_by_its_cookie) {
  const auto tokens = sessions_->begin(account_, org_);
  const auto session = sessions_->find(tokens.cookie);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->account, account_);
  EXPECT_EQ(session->org, org_);
  EXPECT_EQ(session->csrf, tokens.csrf);
  EXPECT_EQ(session->expires_at, clock_.now() + 30min);
}

TEST_P(SessionsTest, tokens_are32_bytes_and_never_the_same) {
  std::set<std::string> seen;
  for (int i = 0; i < 50; ++i) {
    const auto tokens = sessions_->begin(account_, org_);
    for (const auto& token : {tokens.cookie, tokens.csrf}) {
      const auto bytes = from_hex(token);
      ASSERT_TRUE(bytes);
      EXPECT_EQ(bytes->size(), 32U);
      EXPECT_TRUE(seen.insert(token).second);
    }
  }
}

TEST_P(SessionsTest, other_cookies_find_nothing) {
  const auto tokens = sessions_->begin(account_, org_);
  auto other = tokens.cookie;
  other.front() = other.front() == '0' ? '1' : '0';
  for (const auto& cookie : {std::string{}, std::string{"x"}, other, tokens.csrf,
                             tokens.cookie + "00", tokens.cookie.substr(2), std::string(64, 'g')})
    EXPECT_FALSE(sessions_->find(cookie)) << cookie;
}

TEST_P(SessionsTest, ends_when_idle) {
  const auto tokens = sessions_->begin(account_, org_);
  for (int i = 0; i < 4; ++i) {
    clock_.forward(30min - 1ms);
    EXPECT_TRUE(sessions_->find(tokens.cookie));
  }
  clock_.forward(30min);
  EXPECT_FALSE(sessions_->find(tokens.cookie));
}

TEST_P(SessionsTest, ends_after_twelve_hours_however_busy) {
  const auto tokens = sessions_->begin(account_, org_);
  const auto end = clock_.now() + 12h;
  while (clock_.now() + 20min < end) {
    clock_.forward(20min);
    const auto session = sessions_->find(tokens.cookie);
    ASSERT_TRUE(session);
    EXPECT_LE(session->expires_at, end);
  }
  clock_.forward(20min);
  EXPECT_FALSE(sessions_->find(tokens.cookie));
}

TEST_P(SessionsTest, ended_is_gone) {
  const auto ended = sessions_->begin(account_, org_);
  const auto kept = sessions_->begin(account_, org_);
  sessions_->end(ended.cookie);
  sessions_->end("nothing of the kind");
  EXPECT_FALSE(sessions_->find(ended.cookie));
  EXPECT_TRUE(sessions_->find(kept.cookie));
}

TEST_P(SessionsTest, ends_everywhere_for_one_account) {
  const auto first = sessions_->begin(account_, org_);
  const auto second = sessions_->begin(account_, org_);
  const auto other = sessions_->begin(AccountId::random(), org_);
  sessions_->end_all_of(account_);
  EXPECT_FALSE(sessions_->find(first.cookie));
  EXPECT_FALSE(sessions_->find(second.cookie));
  EXPECT_TRUE(sessions_->find(other.cookie));
}

TEST_P(SessionsTest, the_oldest_gives_way) {
  const auto other = sessions_->begin(AccountId::random(), org_);
  std::vector<SessionTokens> tokens;
  for (int i = 0; i < 11; ++i) tokens.push_back(sessions_->begin(account_, org_));
  EXPECT_FALSE(sessions_->find(tokens[0].cookie));
  for (std::size_t i = 1; i < tokens.size(); ++i) EXPECT_TRUE(sessions_->find(tokens[i].cookie));
  EXPECT_TRUE(sessions_->find(other.cookie));
}

TEST_P(SessionsTest, reasons_stay_with_their_session) {
  const auto tokens = sessions_->begin(account_, org_);
  const auto other = sessions_->begin(account_, org_);
  const auto case_id = CaseId::random();
  sessions_->add_reason(tokens.cookie, case_id, FieldClass::health);
  sessions_->add_reason(tokens.cookie, case_id, FieldClass::health);
  sessions_->add_reason("nobody's", case_id, FieldClass::legal);
  const auto session = sessions_->find(tokens.cookie);
  ASSERT_EQ(session->reasons.size(), 1U);
  EXPECT_EQ(session->reasons[0], std::pair(case_id, FieldClass::health));
  EXPECT_TRUE(sessions_->find(other.cookie)->reasons.empty());
}

TEST_P(SessionsTest, are_listed_to_their_owner_newest_first_and_to_the_hour) {
  const auto first = sessions_->begin(account_, org_, {.browser = "firefox", .system = "linux"});
  clock_.forward(20min);
  const auto second = sessions_->begin(account_, org_);
  sessions_->begin(AccountId::random(), org_);
  sessions_->find(first.cookie);
  const auto list = sessions_->of(account_);
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].id, Sessions::id_of(second.cookie));
  EXPECT_EQ(list[1].id, Sessions::id_of(first.cookie));
  EXPECT_EQ(list[1].since, clock_.now() + -20min);
  EXPECT_EQ(list[1].used, hour_of(clock_.now()));
  EXPECT_EQ(list[1].device, (Device{.browser = "firefox", .system = "linux"}));
  EXPECT_EQ(list[0].device, Device{});
  clock_.forward(30min);
  EXPECT_TRUE(sessions_->of(account_).empty());  // ended, though nobody cleared them away
  EXPECT_FALSE(Sessions::id_of("no cookie"));
}

TEST_P(SessionsTest, one_is_ended_by_its_owner_only) {
  const auto mine = sessions_->begin(account_, org_);
  const auto other = sessions_->begin(account_, org_);
  const auto id = Sessions::id_of(other.cookie).value();
  EXPECT_FALSE(sessions_->end_one(AccountId::random(), id));
  EXPECT_TRUE(sessions_->find(other.cookie));
  EXPECT_TRUE(sessions_->end_one(account_, id));
  EXPECT_FALSE(sessions_->end_one(account_, id));
  EXPECT_FALSE(sessions_->find(other.cookie));
  EXPECT_TRUE(sessions_->find(mine.cookie));
}

INSTANTIATE_TEST_SUITE_P(Kept, SessionsTest, testing::Values(Kept::in_memory, Kept::in_database),
                         [](const auto& test) {
                           return std::string{test.param == Kept::in_memory ? "in_memory"
                                                                            : "in_database"};
                         });

class SharedSessionsTest : public SessionsTest {};
INSTANTIATE_TEST_SUITE_P(Kept, SharedSessionsTest, testing::Values(Kept::in_database));

TEST_P(SharedSessionsTest, are_known_and_ended_in_every_process) {
  const auto there = another();
  const auto tokens = sessions_->begin(account_, org_);
  const auto session = there->find(tokens.cookie);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->account, account_);
  EXPECT_EQ(session->org, org_);
  EXPECT_EQ(session->csrf, tokens.csrf);
  const auto case_id = CaseId::random();
  there->add_reason(tokens.cookie, case_id, FieldClass::health);
  EXPECT_EQ(sessions_->find(tokens.cookie)->reasons.at(0), std::pair(case_id, FieldClass::health));
  ASSERT_EQ(there->of(account_).size(), 1U);
  EXPECT_EQ(there->of(account_)[0].id, Sessions::id_of(tokens.cookie));
  // Used at one, alive at the other.
  clock_.forward(25min);
  EXPECT_TRUE(sessions_->find(tokens.cookie));
  clock_.forward(25min);
  EXPECT_TRUE(there->find(tokens.cookie));
  there->end_all_of(account_);
  EXPECT_FALSE(sessions_->find(tokens.cookie));
}

TEST_P(SharedSessionsTest, that_another_node_sealed_or_somebody_moved_are_none) {
  const auto tokens = sessions_->begin(account_, org_);
  const auto other = crypto::Secret::random();
  EXPECT_FALSE(another(&other)->find(tokens.cookie));
  const auto second = sessions_->begin(AccountId::random(), org_);
  shared_->write([](db::Writer& tx) {
    const auto rows = tx.all("SELECT token, sealed FROM session ORDER BY number");
    tx.run("UPDATE session SET sealed = ? WHERE token = ?", rows[0].bytes(1), rows[1].bytes(0));
  });
  EXPECT_TRUE(sessions_->find(tokens.cookie));
  EXPECT_FALSE(sessions_->find(second.cookie));
  sessions_->add_reason(second.cookie, CaseId::random(), FieldClass::legal);
}

TEST_P(SharedSessionsTest, say_nothing_of_who_it_is) {
  sessions_->begin(account_, org_);
  const auto row = shared_->read(
      [](db::Reader& tx) { return *tx.one("SELECT token, account, sealed FROM session"); });
  for (std::size_t i = 0; i < 3; ++i) {
    const auto text = std::string{text_of(row.bytes(i))};
    EXPECT_EQ(text.find(text_of(account_.bytes())), std::string::npos);
    EXPECT_EQ(text.find(text_of(org_.bytes())), std::string::npos);
  }
}

class ThrottleTest : public testing::Test {
 protected:
  void fail(int times, std::string_view login = "amina", std::string_view address = "192.0.2.1") {
    for (int i = 0; i < times; ++i) throttle_.failed(login, address);
  }
  std::int64_t wait(std::string_view login = "amina", std::string_view address = "192.0.2.1") {
    return throttle_.wait(login, address).value_or(0s).count();
  }
  ManualClock clock_{{1'772'000'000'000}};
  Throttle throttle_{clock_};
};

TEST_F(ThrottleTest, first_tries_are_free) {
  EXPECT_EQ(throttle_.wait("amina", "192.0.2.1"), std::nullopt);
  fail(4);
  EXPECT_EQ(throttle_.wait("amina", "192.0.2.1"), std::nullopt);
}

TEST_F(ThrottleTest, wait_doubles_up_to_a_minute) {
  fail(4);
  for (const int expected : {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
    fail(1);
    EXPECT_EQ(wait(), expected);
    clock_.forward(std::chrono::seconds{expected} - 1ms);
    EXPECT_EQ(wait(), 1);
    clock_.forward(1ms);
    EXPECT_EQ(wait(), 0);
  }
  fail(10'000);
  EXPECT_EQ(wait(), 60);
}

TEST_F(ThrottleTest, capitals_are_the_same_login) {
  fail(3, "Amina");
  fail(3, "AMINA");
  EXPECT_EQ(wait("amina"), 2);
}

TEST_F(ThrottleTest, success_forgets) {
  fail(8);
  throttle_.succeeded("amina", "192.0.2.1");
  EXPECT_EQ(wait(), 0);
  fail(4);
  EXPECT_EQ(wait(), 0);
}

TEST_F(ThrottleTest, one_attacker_locks_nobody_else_out) {
  fail(25);
  EXPECT_EQ(wait("amina", "192.0.2.1"), 60);
  EXPECT_EQ(wait("amina", "198.51.100.7"), 0);
  EXPECT_EQ(wait("boris", "192.0.2.1"), 0);
}

TEST_F(ThrottleTest, many_addresses_cannot_guess_without_end) {
  for (int i = 0; i < 49; ++i) fail(1, "amina", "192.0.2." + std::to_string(i));
  EXPECT_EQ(wait("amina", "198.51.100.7"), 0);
  fail(1, "amina", "192.0.2.200");
  EXPECT_EQ(wait("amina", "198.51.100.7"), 1);
  EXPECT_EQ(wait("boris", "198.51.100.7"), 0);
}

TEST_F(ThrottleTest, address_that_tries_many_logins_waits) {
  for (int i = 0; i < 30; ++i) fail(1, "login" + std::to_string(i));
  EXPECT_EQ(wait("somebody.else"), 1);
  EXPECT_EQ(wait("somebody.else", "198.51.100.7"), 0);
  throttle_.succeeded("login1", "192.0.2.1");  // one's own account does not buy more guesses
  EXPECT_EQ(wait("somebody.else"), 1);
}

TEST_F(ThrottleTest, forgotten_within_the_hour) {
  fail(20);
  clock_.forward(1h);
  EXPECT_EQ(wait(), 0);
  fail(4);
  EXPECT_EQ(wait(), 0);
}

TEST(Tries, remembers_a_bounded_number_and_forgets_the_longest_unheard_of) {
  Tries tries;
  const auto key = [](std::uint64_t n) { return crypto::hash(ByteWriter{}.u64(n).bytes()); };
  const Instant now{1'772'000'000'000};
  for (std::uint64_t n = 0; n < Tries::capacity; ++n) tries.add(key(n), now);
  tries.add(key(0), now);  // heard of again
  tries.add(key(Tries::capacity), now);
  EXPECT_EQ(tries.size(), Tries::capacity);
  EXPECT_EQ(tries.of(key(0), now).times, 2);
  EXPECT_EQ(tries.of(key(1), now).times, 0);
  EXPECT_EQ(tries.of(key(2), now).times, 1);
  EXPECT_EQ(tries.of(key(2), now + 1h).times, 0);
  EXPECT_EQ(tries.size(), 0U);
}

}  // namespace
}  // namespace ts::access
