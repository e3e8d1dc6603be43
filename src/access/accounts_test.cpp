#include "access/accounts.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <latch>
#include <memory>
#include <thread>

#include "base/trial.h"
#include "db/db.h"
#include "db/trial_place.h"

namespace ts::access {
namespace {

namespace fs = std::filesystem;
using ts::trial::key_of;

constexpr crypto::Cost cheap{.memory_bytes = 8192, .passes = 1};

crypto::SecretText secret(std::string text = "kettle hills 9 lanterns") {
  return crypto::SecretText{std::move(text)};
}

/// field: message, for each problem.
template <class F>
std::vector<std::string> problems_of(F&& body) {
  std::vector<std::string> out;
  try {
    body();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.fault(), Fault::invalid);
    for (const auto& problem : failure.problems())
      out.push_back(problem.field + ": " + std::string{problem.message.text()});
  }
  return out;
}

/// One organisation on disk with an administrator, gone after the test.
class AccountsTest : public testing::Test {
 protected:
  AccountsTest() {
    crypto::start();
    fs::create_directory(directory_);
    database_ = db::Database::open(db::trial::place_in(directory_), db::built_in_migrations());
    database_->write([&](db::Writer& tx) { vault::Keyring::create(tx, node_key_, org_); });
    keyring_.emplace(*database_, node_key_, org_);
    journal_.emplace(*database_, clock_, keyring_->audit_key());
    accounts_.emplace(*database_, *journal_, *keyring_, cheap);
    accounts_->found({.id = org_, .name = "Harbour Light", .country = "PT"});
    team_ = accounts_->make_team_at_console("Quay Team");
    first_ = accounts_->make_at_console(wanted("first.admin", Role::administrator), secret());
  }
  ~AccountsTest() override {
    accounts_.reset();
    journal_.reset();
    database_.reset();
    fs::remove_all(directory_);
  }

  static NewAccount wanted(std::string login, Role role = Role::caseworker) {
    return {.login = std::move(login), .name = "Zubeida Quintanar", .role = role, .team = {}};
  }
  Caller caller(AccountId account, Role role = Role::administrator) const {
    return {.account = account, .org = org_, .role = role, .team = {}, .reasons = {}};
  }
  Grant<Action::account_change> may_change(AccountId account) const {
    return Policy::built_in().require<Action::account_change>(caller(account));
  }
  Grant<Action::account_change> may_change() const { return may_change(first_); }
  Account account(AccountId id) const { return accounts_->find(id).value(); }
  Account change(AccountId id, const AccountChange& by_what) {
    return accounts_->change(may_change(), id, account(id).revision, by_what);
  }
  /// What another program would read.
  Accounts read_again() { return Accounts{*database_, *journal_, *keyring_, cheap}; }
  template <class... A>
  void tamper(std::string_view sql, const A&... args) {
    database_->write([&](db::Writer& tx) { EXPECT_GT(tx.run(sql, args...), 0); });
  }
  audit::Entry last_entry() {
    return database_->read([](db::Latest& tx) { return audit::newest(tx, 0, 1); }).at(0);
  }
  std::size_t findings() {
    return database_->read([](db::Reader& tx) { return check_accounts(tx); }).size();
  }

  fs::path directory_ = fs::temp_directory_path() / ("access-" + OrgId::random().text());
  ManualClock clock_{{1'772'000'000'000}};
  crypto::Secret node_key_ = crypto::Secret::random();
  OrgId org_ = OrgId::random();
  std::unique_ptr<db::Database> database_;
  std::optional<vault::Keyring> keyring_;
  std::optional<audit::Journal> journal_;
  std::optional<Accounts> accounts_;
  TeamId team_;
  AccountId first_;
};

void expect_same(const Account& a, const Account& b) {
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.login, b.login);
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.role, b.role);
  EXPECT_EQ(a.team, b.team);
  EXPECT_EQ(a.language, b.language);
  EXPECT_EQ(a.disabled, b.disabled);
  EXPECT_EQ(a.revision, b.revision);
}

TEST_F(AccountsTest, are_there_after_reading_again) {
  NewAccount account{.login = "Zubeida", .name = "  Zubeida Quintañar ", .language = "pt"};
  account.role = Role::supervisor;
  account.team = team_;
  const auto id = accounts_->make(may_change(), account, secret());
  const auto other = accounts_->make(may_change(), wanted("other"), secret());
  change(other, {.language = "ar", .disabled = true});

  const auto again = read_again();
  EXPECT_EQ(again.organisation().name, "Harbour Light");
  EXPECT_EQ(again.organisation().country, "PT");
  EXPECT_EQ(again.organisation().id, org_);
  EXPECT_EQ(again.team(team_).value().name, "Quay Team");
  EXPECT_EQ(again.find(id).value().login, "zubeida");
  EXPECT_EQ(again.find(id).value().name, "Zubeida Quintañar");
  for (const auto each : {first_, id, other})
    expect_same(again.find(each).value(), accounts_->find(each).value());
  EXPECT_TRUE(again.passphrase_matches(id, secret()));
  EXPECT_EQ(again.all().size(), 3U);
}

TEST_F(AccountsTest, are_found_by_login_however_written) {
  EXPECT_EQ(accounts_->find_login("First.Admin").value().id, first_);
  EXPECT_FALSE(accounts_->find_login("first"));
  EXPECT_FALSE(accounts_->find_login("not a login"));
  EXPECT_FALSE(accounts_->find(AccountId::random()));
  EXPECT_FALSE(accounts_->team(TeamId::random()));
}

TEST_F(AccountsTest, are_listed_by_name) {
  for (const auto* name : {"élodie", "Dora", "Femi"}) {
    auto account = wanted("login." + std::to_string(accounts_->all().size()));
    account.name = name;
    accounts_->make(may_change(), account, secret());
  }
  std::vector<std::string> names;
  for (const auto& account : accounts_->all()) names.push_back(account.name);
  EXPECT_EQ(names, (std::vector<std::string>{"Dora", "élodie", "Femi", "Zubeida Quintanar"}));
}

TEST_F(AccountsTest, taken_logins_and_team_names_are_refused) {
  EXPECT_EQ(key_of([&] { accounts_->make(may_change(), wanted("FIRST.admin"), secret()); }),
            "account.login_taken");
  EXPECT_EQ(key_of([&] { accounts_->make_team_at_console("quay  team"); }), "team.name_taken");
  EXPECT_EQ(accounts_->all().size(), 1U);
  EXPECT_EQ(accounts_->teams().size(), 1U);
}

TEST_F(AccountsTest, of_many_at_once_one_gets_the_login) {
  constexpr int many = 8;
  std::latch start{many};
  std::atomic<int> made = 0;
  std::atomic<int> refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < many; ++i)
    threads.emplace_back([&] {
      start.arrive_and_wait();
      const auto key = key_of([&] { accounts_->make_at_console(wanted("wanted"), secret()); });
      if (key.empty()) ++made;
      if (key == "account.login_taken") ++refused;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(made, 1);
  EXPECT_EQ(refused, many - 1);
  EXPECT_EQ(read_again().all().size(), 2U);
}

TEST_F(AccountsTest, everything_wrong_is_said_at_once) {
  const NewAccount bad{.login = "no login",
                       .name = " ",
                       .language = "xx",
                       .role = Role::analyst,
                       .team = TeamId::random()};
  EXPECT_EQ(problems_of([&] { accounts_->make(may_change(), bad, secret("short")); }),
            (std::vector<std::string>{"login: account.login_malformed", "name: name.missing",
                                      "language: language.unknown", "team: team.absent",
                                      "passphrase: passphrase.short"}));
  EXPECT_EQ(problems_of([&] {
              change(first_, {.name = std::string(121, 'n'), .language = "", .team = TeamId{}});
            }),
            (std::vector<std::string>{"name: name.too_long", "language: language.unknown",
                                      "team: team.absent"}));
  EXPECT_EQ(problems_of([&] { accounts_->make_team_at_console("\xff"); }),
            (std::vector<std::string>{"name: name.missing"}));
  EXPECT_EQ(account(first_).revision, 1);
}

TEST_F(AccountsTest, change_names_the_revision_it_was_made_on) {
  const auto id = accounts_->make(may_change(), wanted("zubeida"), secret());
  const auto changed =
      accounts_->change(may_change(), id, 1, {.role = Role::supervisor, .team = team_});
  EXPECT_EQ(changed.revision, 2);
  EXPECT_EQ(changed.role, Role::supervisor);
  EXPECT_EQ(changed.team, team_);
  EXPECT_EQ(changed.name, "Zubeida Quintanar");
  EXPECT_EQ(key_of([&] { accounts_->change(may_change(), id, 1, {.name = "Other"}); }),
            "store.changed_meanwhile");
  EXPECT_EQ(key_of([&] { accounts_->change(may_change(), AccountId::random(), 1, {}); }),
            "account.absent");
  expect_same(account(id), changed);
  expect_same(read_again().find(id).value(), changed);
}

TEST_F(AccountsTest, nobody_changes_their_own_role_or_disables_themselves) {
  accounts_->make(may_change(), wanted("second", Role::administrator), secret());
  EXPECT_EQ(key_of([&] { change(first_, {.role = Role::auditor}); }), "account.own_role");
  EXPECT_EQ(key_of([&] { change(first_, {.disabled = true}); }), "account.own_role");
  EXPECT_EQ(change(first_, {.name = "New Name", .role = Role::administrator}).name, "New Name");
}

TEST_F(AccountsTest, the_last_administrator_stays) {
  const auto second =
      accounts_->make(may_change(), wanted("second", Role::administrator), secret());
  const auto grant_of_second = may_change(second);
  change(second, {.disabled = true});
  // A grant given before may still be used; the organisation must not lose its last administrator.
  for (const AccountChange& losing :
       {AccountChange{.role = Role::auditor}, AccountChange{.disabled = true}})
    EXPECT_EQ(key_of([&] { accounts_->change(grant_of_second, first_, 1, losing); }),
              "account.last_administrator");
  change(second, {.disabled = false});
  accounts_->change(grant_of_second, first_, 1, {.disabled = true});
  EXPECT_TRUE(account(first_).disabled);
}

TEST_F(AccountsTest, passphrases_are_changed) {
  const auto id = accounts_->make(may_change(), wanted("zubeida"), secret());
  EXPECT_TRUE(accounts_->passphrase_matches(id, secret()));
  EXPECT_FALSE(accounts_->passphrase_matches(id, secret("kettle hills 9 lantern")));
  EXPECT_FALSE(accounts_->passphrase_matches(std::nullopt, secret()));
  EXPECT_FALSE(accounts_->passphrase_matches(AccountId::random(), secret()));

  accounts_->set_passphrase(may_change(), id, secret("four grey geese and a bell"));
  EXPECT_EQ(account(id).revision, 2);
  EXPECT_FALSE(accounts_->passphrase_matches(id, secret()));
  accounts_->set_passphrase_at_console(id, secret("rust on the garden gate"));
  EXPECT_TRUE(read_again().passphrase_matches(id, secret("rust on the garden gate")));

  EXPECT_EQ(
      problems_of([&] { accounts_->set_passphrase(may_change(), id, secret("Zubeida 2026!!")); }),
      (std::vector<std::string>{"passphrase: passphrase.common"}));
  EXPECT_EQ(key_of([&] { accounts_->set_passphrase_at_console(AccountId::random(), secret()); }),
            "account.absent");
  EXPECT_TRUE(accounts_->passphrase_matches(id, secret("rust on the garden gate")));
}

TEST_F(AccountsTest, ones_own_passphrase_needs_the_one_before) {
  const auto id = accounts_->make(may_change(), wanted("zubeida"), secret());
  const auto own = Policy::built_in().require<Action::account_self>(caller(id, Role::caseworker));
  EXPECT_EQ(key_of([&] {
              accounts_->change_own_passphrase(own, secret("a guess that is wrong"),
                                               secret("four grey geese and a bell"));
            }),
            "session.wrong");
  EXPECT_EQ(problems_of([&] { accounts_->change_own_passphrase(own, secret(), secret("short")); }),
            (std::vector<std::string>{"new: passphrase.short"}));
  EXPECT_TRUE(accounts_->passphrase_matches(id, secret()));
  accounts_->change_own_passphrase(own, secret(), secret("four grey geese and a bell"));
  EXPECT_TRUE(accounts_->passphrase_matches(id, secret("four grey geese and a bell")));
  EXPECT_EQ(last_entry().by, id);
}

TEST_F(AccountsTest, every_change_is_in_the_journal) {
  EXPECT_EQ(last_entry().event.what, audit::What::account_made);
  EXPECT_EQ(last_entry().by, std::nullopt);  // at the console
  EXPECT_EQ(last_entry().event.about, first_);
  const auto id = accounts_->make(may_change(), wanted("zubeida"), secret());
  EXPECT_EQ(last_entry().by, first_);
  EXPECT_EQ(last_entry().event.about, id);
  change(id, {.disabled = true});
  EXPECT_EQ(last_entry().event.what, audit::What::account_changed);
  EXPECT_EQ(last_entry().event.revision, 2);
  accounts_->set_passphrase(may_change(), id, secret("four grey geese and a bell"));
  EXPECT_EQ(last_entry().event.what, audit::What::passphrase_changed);
  accounts_->make_team(Policy::built_in().require<Action::team_change>(caller(first_)),
                       "Hill Team");
  EXPECT_EQ(last_entry().event.what, audit::What::team_made);
  EXPECT_TRUE(database_->read([](db::Reader& tx) { return audit::verify_chain(tx, {}); }).ok());
}

TEST_F(AccountsTest, grant_of_another_organisation_is_a_bug) {
  auto foreign = caller(first_);
  foreign.org = OrgId::random();
  const auto grant = Policy::built_in().require<Action::account_change>(foreign);
  EXPECT_THROW(accounts_->make(grant, wanted("zubeida"), secret()), Bug);
  EXPECT_THROW(accounts_->change(grant, first_, 1, {}), Bug);
}

TEST_F(AccountsTest, organisation_is_founded_once_and_properly) {
  EXPECT_THROW(accounts_->found({.id = org_, .name = "Again", .country = "PT"}), Bug);
  EXPECT_EQ(problems_of([&] { accounts_->found({.id = org_, .name = "", .country = "pt"}); }),
            (std::vector<std::string>{"name: name.missing", "country: country.unknown"}));
}

TEST_F(AccountsTest, rows_that_were_moved_or_altered_do_not_open) {
  const auto a = accounts_->make(may_change(), wanted("aaa"), secret());
  const auto b = accounts_->make(may_change(), wanted("bbb"), secret());
  const auto copy = [&](std::string_view column) {
    return database_->read([&](db::Reader& tx) {
      return tx.one("SELECT " + std::string{column} + " FROM account WHERE id = ?", a)->bytes(0);
    });
  };
  const auto sealed = copy("sealed");
  const auto restore = [&] { tamper("UPDATE account SET sealed = ? WHERE id = ?", sealed, a); };
  const auto opens = [&] { return key_of([&] { read_again(); }); };
  EXPECT_EQ(opens(), "");

  tamper("UPDATE account SET sealed = (SELECT sealed FROM account WHERE id = ?) WHERE id = ?", b,
         a);
  EXPECT_EQ(opens(), "store.damaged");
  restore();
  tamper("UPDATE account SET revision = 2 WHERE id = ?", a);
  EXPECT_EQ(opens(), "store.damaged");
  tamper("UPDATE account SET revision = 1 WHERE id = ?", a);
  auto flipped = sealed;
  flipped[flipped.size() / 2] ^= 1;
  tamper("UPDATE account SET sealed = ? WHERE id = ?", flipped, a);
  EXPECT_EQ(opens(), "store.damaged");
  restore();
  tamper("UPDATE account SET login_tag = ? WHERE id = ?", Bytes(32, 7), a);
  EXPECT_EQ(opens(), "store.damaged");
  tamper("UPDATE account SET login_tag = ? WHERE id = ?", BytesView{keyring_->tag("login", "aaa")},
         a);
  EXPECT_EQ(opens(), "");
  tamper("UPDATE account SET id = 'no id' WHERE id = ?", a);
  EXPECT_EQ(opens(), "store.damaged");
  tamper("UPDATE account SET id = ? WHERE id = 'no id'", a);
  tamper("UPDATE team SET revision = 2");
  EXPECT_EQ(opens(), "store.damaged");
}

TEST_F(AccountsTest, older_or_missing_rows_are_found_by_the_journal) {
  const auto id = accounts_->make(may_change(), wanted("zubeida"), secret());
  const auto old = database_->read([&](db::Reader& tx) {
    return tx.one("SELECT sealed FROM account WHERE id = ?", id)->bytes(0);
  });
  change(id, {.disabled = true});
  const auto seq = last_entry().seq;
  EXPECT_EQ(findings(), 0U);

  tamper("UPDATE account SET revision = 1, sealed = ? WHERE id = ?", old, id);
  EXPECT_EQ(key_of([&] { read_again(); }), "");  // sealed by us, only not the newest
  const auto found = database_->read([](db::Reader& tx) { return check_accounts(tx); });
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].seq, seq);
  EXPECT_EQ(found[0].key, MessageKey{"store.account_altered"});
  tamper("DELETE FROM account WHERE id = ?", id);
  EXPECT_EQ(findings(), 1U);
}

TEST_F(AccountsTest, what_was_not_written_is_not_remembered) {
  const auto id = accounts_->make(may_change(), wanted("zubeida"), secret());
  tamper("UPDATE account SET revision = 7 WHERE id = ?", id);  // as if by another program
  EXPECT_EQ(key_of([&] { change(id, {.name = "Other"}); }), "store.changed_meanwhile");
  EXPECT_EQ(account(id).name, "Zubeida Quintanar");
  EXPECT_EQ(account(id).revision, 1);
}

TEST_F(AccountsTest, files_tell_no_names) {
  auto account = wanted("xylophone.login");
  account.team = team_;
  accounts_->make(may_change(), account, secret());
  if (db::trial::server())  // the same rows, in files
    database_->backup({.store = directory_ / "store.db", .keys = directory_ / "keys.db"});
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator{directory_}) {
    std::ifstream in{entry.path(), std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    files += !bytes.empty();
    for (const auto* name : {"xylophone", "Zubeida", "Quintanar", "first.admin", "Harbour", "Quay",
                             "administrator", "caseworker", "argon2", "kettle"})
      EXPECT_EQ(bytes.find(name), std::string::npos) << name << " in " << entry.path();
  }
  EXPECT_GE(files, 2U);
}

// ---- Several processes --------------------------------------------------------------------------

/// The same organisation as another process on the same database has it open.
class AccountsElsewhere : public AccountsTest {
 protected:
  Accounts there_{*database_, *journal_, *keyring_, cheap};
  std::string making(Accounts& accounts, const std::string& login) {
    return key_of([&] { accounts.make_at_console(wanted(login, Role::caseworker), secret()); });
  }
};

TEST_F(AccountsElsewhere, follow_what_was_changed_here) {
  EXPECT_EQ(making(*accounts_, "amal"), "");
  accounts_->make_team_at_console("Hill Team");
  EXPECT_FALSE(there_.find_login("amal"));
  there_.follow();
  ASSERT_TRUE(there_.find_login("amal"));
  EXPECT_EQ(there_.teams().size(), 2U);
  accounts_->set_passphrase_at_console(accounts_->find_login("amal")->id,
                                       secret("twelve boats past the light"));
  there_.follow();
  EXPECT_TRUE(there_.passphrase_matches(there_.find_login("amal")->id,
                                        secret("twelve boats past the light")));
}

TEST_F(AccountsElsewhere, change_nothing_on_what_is_out_of_date) {
  EXPECT_EQ(making(*accounts_, "amal"), "");
  EXPECT_EQ(making(there_, "amal"), "store.changed_meanwhile");
  EXPECT_EQ(making(there_, "bilal"), "store.changed_meanwhile");
  EXPECT_EQ(key_of([&] { there_.make_team_at_console("Quay Team Two"); }),
            "store.changed_meanwhile");
  there_.follow();
  EXPECT_EQ(making(there_, "amal"), "account.login_taken");
  EXPECT_EQ(making(there_, "bilal"), "");
  there_.follow();  // nothing of others
  EXPECT_EQ(making(there_, "carla"), "");
}

}  // namespace
}  // namespace ts::access
