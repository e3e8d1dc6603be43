#include "access/one_time_code.h"
#include "node/trial.h"

namespace ts::node::trial {
namespace {

using access::Action;
using std::chrono::seconds;

Bytes from_base32(std::string_view text) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  Bytes out;
  std::uint32_t pending = 0;
  unsigned bits = 0;
  for (const char c : text) {
    pending = pending << 5U | static_cast<std::uint32_t>(letters.find(c));
    if ((bits += 5) >= 8) out.push_back(static_cast<std::uint8_t>(pending >> (bits -= 8)));
  }
  return out;
}

class ASecondFactor : public NodeTest {
 protected:
  ASecondFactor() : org_{found()} {
    chief_ = person(org_, "chief", Role::administrator);
    amal_ = person(org_, "amal");
  }

  access::Accounts& accounts() { return node_->organisation(org_).accounts(); }
  static auto self(const Caller& caller) {
    return access::Policy::built_in().require<Action::account_self>(caller);
  }
  auto may_change() { return access::Policy::built_in().require<Action::account_change>(chief_); }
  std::string beginning(std::string_view text = "kettle hills 9 lanterns") {
    return key_of([&] {
      app_ = from_base32(node_->begin_second_factor(self(amal_), secret(text), address).secret);
    });
  }
  void switch_on() {
    EXPECT_EQ(beginning(), "");
    recovery_ = accounts().confirm_second_factor(self(amal_), code());
    clock_.forward(seconds{30});
  }
  /// What the app shows, `steps` from now.
  std::string code(std::int64_t steps = 0) const {
    return access::code_of_step(app_, access::step_of(clock_.now()) + steps);
  }
  std::string signing_in(const std::optional<std::string>& code,
                         std::string_view text = "kettle hills 9 lanterns") {
    return key_of([&] { node_->sign_in("amal", secret(text), address, code); });
  }
  std::string ending(const std::string& code, std::string_view text = "kettle hills 9 lanterns") {
    return key_of([&] { node_->end_second_factor(self(amal_), secret(text), code, address); });
  }
  std::vector<std::string> newest(std::size_t count) {
    std::vector<std::string> out;
    for (const auto& entry : node_->organisation(org_).database().read(
             [&](db::Latest& tx) { return audit::newest(tx, 0, count); }))
      out.emplace_back(text(entry.event.what));
    return out;
  }

  static constexpr std::string_view address = "192.0.2.1";
  OrgId org_;
  Caller chief_, amal_;
  Bytes app_;
  std::vector<std::string> recovery_;
};

TEST_F(ASecondFactor, counts_once_the_app_has_shown_that_it_has_it) {
  EXPECT_EQ(beginning("a wrong guess"), "form.incomplete");
  EXPECT_EQ(beginning(), "");
  EXPECT_EQ(app_.size(), access::one_time_secret_size);
  EXPECT_EQ(signing_in({}), "");
  EXPECT_EQ(key_of([&] { accounts().confirm_second_factor(self(amal_), code(5)); }),
            "form.incomplete");
  EXPECT_FALSE(accounts().second_factor(self(amal_)).on);
  const auto first = app_;
  EXPECT_EQ(beginning(), "");  // begun anew: another secret
  EXPECT_NE(app_, first);
  switch_on();
  const auto state = accounts().second_factor(self(amal_));
  EXPECT_TRUE(state.on);
  EXPECT_FALSE(state.required);
  EXPECT_EQ(state.recovery_left, access::recovery_code_count);
  EXPECT_EQ(beginning(), "second_factor.on");
  EXPECT_EQ(key_of([&] { accounts().confirm_second_factor(self(amal_), code()); }),
            "second_factor.not_begun");
}

TEST_F(ASecondFactor, is_asked_for_only_after_the_passphrase_was_right) {
  switch_on();
  EXPECT_EQ(signing_in({}, "a wrong guess"), "session.wrong");
  EXPECT_EQ(signing_in(code(), "a wrong guess"), "session.wrong");
  EXPECT_EQ(signing_in({}), "session.needs_code");
  EXPECT_EQ(newest(1), (std::vector<std::string>{"code_asked"}));
  EXPECT_EQ(signing_in("000"), "session.wrong_code");
  EXPECT_EQ(newest(1), (std::vector<std::string>{"sign_in_refused"}));
  EXPECT_EQ(signing_in(code()), "");
  EXPECT_EQ(newest(2), (std::vector<std::string>{"signed_in", "code_used"}));
}

TEST_F(ASecondFactor, takes_a_code_once_also_after_a_restart) {
  switch_on();
  const auto seen = code();
  EXPECT_EQ(signing_in(seen), "");
  EXPECT_EQ(signing_in(seen), "session.wrong_code");
  start();
  EXPECT_EQ(signing_in(seen), "session.wrong_code");
  EXPECT_EQ(signing_in(code(1)), "");  // the clock of the phone is fast
  EXPECT_EQ(signing_in(code(0)), "session.wrong_code");
  clock_.forward(seconds{90});
  EXPECT_EQ(signing_in(code(-1).insert(3, " ")), "");  // it is slow; and apps show a gap
}

TEST_F(ASecondFactor, is_replaced_by_each_recovery_code_once) {
  switch_on();
  ASSERT_EQ(recovery_.size(), access::recovery_code_count);
  for (const auto& code : recovery_) EXPECT_EQ(signing_in(code), "");
  EXPECT_EQ(newest(2), (std::vector<std::string>{"signed_in", "recovery_code_used"}));
  EXPECT_EQ(signing_in(recovery_[3]), "session.wrong_code");
  EXPECT_EQ(accounts().second_factor(self(amal_)).recovery_left, 0U);
  EXPECT_EQ(signing_in(code()), "");
}

TEST_F(ASecondFactor, takes_recovery_codes_as_people_type_them) {
  switch_on();
  auto typed = recovery_[0];
  for (auto& c : typed) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  std::erase(typed, '-');
  EXPECT_EQ(signing_in(typed), "");
  start();
  EXPECT_EQ(signing_in(recovery_[0]), "session.wrong_code");
  EXPECT_EQ(signing_in(recovery_[1]), "");
}

TEST_F(ASecondFactor, is_guessed_no_faster_than_a_passphrase) {
  switch_on();
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(signing_in({}), "session.needs_code");  // does not begin the count anew
    EXPECT_EQ(signing_in("000000"), "session.wrong_code");
  }
  EXPECT_EQ(signing_in(code()), "session.wait");
  clock_.forward(seconds{1});
  EXPECT_EQ(signing_in(code()), "");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ending("000000"), "form.incomplete");
  EXPECT_EQ(ending(code()), "session.wait");
}

TEST_F(ASecondFactor, is_ended_by_its_owner_with_passphrase_and_code) {
  EXPECT_EQ(ending("000000"), "second_factor.off");
  switch_on();
  EXPECT_EQ(ending(code(), "a wrong guess"), "form.incomplete");
  EXPECT_EQ(ending("000000"), "form.incomplete");
  EXPECT_EQ(ending(code()), "");
  EXPECT_EQ(newest(1), (std::vector<std::string>{"second_factor_off"}));
  EXPECT_EQ(signing_in({}), "");
  EXPECT_EQ(signing_in("000000"), "");  // nobody asked for it
}

TEST_F(ASecondFactor, is_taken_off_by_an_administrator_but_not_their_own) {
  switch_on();
  EXPECT_EQ(key_of([&] { accounts().take_off_second_factor(may_change(), chief_.account); }),
            "second_factor.own");
  accounts().take_off_second_factor(may_change(), amal_.account);
  EXPECT_EQ(signing_in({}), "");
  EXPECT_EQ(key_of([&] { accounts().take_off_second_factor(may_change(), amal_.account); }),
            "second_factor.off");
  clock_.forward(seconds{30});
  switch_on();
  accounts().take_off_second_factor_at_console(amal_.account);
  EXPECT_EQ(signing_in({}), "");
  EXPECT_EQ(findings(), std::vector<std::string>{});
}

TEST_F(ASecondFactor, may_be_wanted_of_a_role) {
  EXPECT_FALSE(node_->must_set_up_second_factor(amal_));
  const auto rule = accounts().require_second_factor(
      may_change(), 1, {Role::supervisor, Role::caseworker, Role::supervisor});
  EXPECT_EQ(rule.second_factor_for, (std::vector{Role::caseworker, Role::supervisor}));
  EXPECT_EQ(key_of([&] { accounts().require_second_factor(may_change(), 1, {}); }),
            "store.changed_meanwhile");
  EXPECT_EQ(newest(1), (std::vector<std::string>{"organisation_changed"}));
  start();
  EXPECT_EQ(accounts().organisation().second_factor_for, rule.second_factor_for);
  EXPECT_TRUE(node_->must_set_up_second_factor(amal_));
  EXPECT_FALSE(node_->must_set_up_second_factor(chief_));
  EXPECT_TRUE(accounts().second_factor(self(amal_)).required);
  switch_on();
  EXPECT_FALSE(node_->must_set_up_second_factor(amal_));
  EXPECT_EQ(ending(code()), "second_factor.required");
  EXPECT_EQ(key_of([&] { accounts().end_second_factor(self(amal_)); }), "second_factor.required");
  accounts().require_second_factor(may_change(), rule.revision, {});
  EXPECT_EQ(ending(code()), "");
  EXPECT_EQ(findings(), std::vector<std::string>{});
}

TEST_F(ASecondFactor, is_kept_sealed_and_an_older_row_is_found) {
  auto& database = node_->organisation(org_).database();
  const auto sealed = [&] {
    return database.read([&](db::Reader& tx) {
      return tx.one("SELECT sealed FROM account WHERE id = ?", amal_.account)->bytes(0);
    });
  };
  const auto before = sealed();
  switch_on();
  const auto after = sealed();
  EXPECT_EQ(text_of(after).find(text_of(app_)), std::string::npos);
  for (const auto& text : {access::base32(app_), hex(app_), recovery_[0]})
    EXPECT_EQ(text_of(after).find(text), std::string::npos);
  EXPECT_EQ(findings(), std::vector<std::string>{});
  database.write([&](db::Writer& tx) {
    tx.run("UPDATE account SET sealed = ?, revision = 1 WHERE id = ?", before, amal_.account);
  });
  EXPECT_EQ(findings(), (std::vector<std::string>{"store.account_altered"}));
}

TEST_F(ASecondFactor, an_older_rule_of_the_organisation_is_found) {
  auto& database = node_->organisation(org_).database();
  const auto before = database.read(
      [&](db::Reader& tx) { return tx.one("SELECT sealed FROM organisation")->bytes(0); });
  accounts().require_second_factor(may_change(), 1, {Role::caseworker});
  database.write(
      [&](db::Writer& tx) { tx.run("UPDATE organisation SET sealed = ?, revision = 1", before); });
  EXPECT_EQ(findings(), (std::vector<std::string>{"store.team_altered"}));
  database.write([&](db::Writer& tx) { tx.run("DELETE FROM organisation"); });
  EXPECT_EQ(findings(), (std::vector<std::string>{"store.team_altered"}));
}

}  // namespace
}  // namespace ts::node::trial
