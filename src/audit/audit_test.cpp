#include "audit/audit.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <thread>

#include "db/trial_place.h"

namespace ts::audit {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

/// The chain of one organisation on disk. Whoever tampers opens the files without the program.
class Audit : public testing::Test {
 protected:
  Audit() {
    crypto::start();
    fs::create_directory(directory_);
    start();
  }
  ~Audit() override {
    stop();
    fs::remove_all(directory_);
  }

  void start() {
    open();
    journal_ = std::make_unique<Journal>(*database_, clock_, key_);
  }
  void stop() {
    journal_.reset();
    database_.reset();
  }
  void open() {
    stop();
    database_ = db::Database::open(db::trial::place_in(directory_), db::built_in_migrations());
  }

  void record(int count) {
    for (int i = 0; i < count; ++i) {
      clock_.forward(std::chrono::seconds{1});
      journal_->note(amal_, {.what = What::record_written,
                             .case_id = case_,
                             .record = RecordId::random(),
                             .revision = 3,
                             .about = amal_,
                             .digest = crypto::hash(bytes_of("a record"))});
    }
  }
  template <class... A>
  void tamper(std::string_view sql, const A&... args) {
    open();
    database_->write([&](db::Writer& tx) { EXPECT_GT(tx.run(sql, args...), 0) << sql; });
  }
  Verification verification(bool with_key = true) {
    return database_->read([&](db::Latest& tx) {
      return verify_chain(tx, with_key ? std::optional{key_.verify_key()} : std::nullopt);
    });
  }
  /// "altered 5" for each finding.
  Names found(bool with_key = true) {
    Names out;
    for (const auto& finding : verification(with_key).findings) {
      auto text = std::string{finding.key.text()}.substr(std::string_view{"audit."}.size());
      out.push_back(finding.seq ? text + ' ' + std::to_string(*finding.seq) : text);
    }
    return out;
  }
  std::int64_t entries() {
    return database_->read(
        [](db::Latest& tx) { return tx.one("SELECT COUNT(*) FROM audit")->integer(0); });
  }

  fs::path directory_ = fs::temp_directory_path() / ("audit-" + OrgId::random().text());
  ManualClock clock_{{1'772'000'000'000}};
  crypto::SigningKey key_{crypto::Secret::random()};
  AccountId amal_ = AccountId::random();
  CaseId case_ = CaseId::random();
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<Journal> journal_;
};

TEST_F(Audit, is_whole_when_nobody_touched_it) {
  EXPECT_EQ(found(), Names{"no_head"});  // an organisation has said something from its first moment
  record(5);
  EXPECT_EQ(found(), Names{});
  start();
  record(2);
  EXPECT_EQ(found(), Names{});
  const auto result = verification();
  EXPECT_TRUE(result.ok());
  EXPECT_EQ(result.entries, 7);
  EXPECT_EQ(result.head.seq, 7);
  EXPECT_EQ(result.head.key, key_.verify_key());
}

TEST_F(Audit, keeps_every_kind_of_entry_and_gives_it_back) {
  for (std::size_t i = 0;; ++i) {
    const auto what = static_cast<What>(i);
    clock_.forward(std::chrono::seconds{1});
    journal_->note(i % 2 == 0 ? std::optional{amal_} : std::nullopt, {.what = what});
    EXPECT_EQ(what_of(text(what)), what);
    if (what == What::release_published) break;
  }
  EXPECT_FALSE(what_of("something_else"));
  const auto all = database_->read([](db::Latest& tx) { return newest(tx, 0, 1000); });
  ASSERT_EQ(all.size(), static_cast<std::size_t>(What::release_published) + 1);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].seq, static_cast<std::int64_t>(all.size() - i));
    EXPECT_EQ(static_cast<std::size_t>(all[i].event.what), all.size() - i - 1);
    EXPECT_EQ(all[i].by.has_value(), (all.size() - i) % 2 == 1);
  }
  EXPECT_EQ(found(), Names{});
}

TEST_F(Audit, tells_of_one_case_and_page_by_page) {
  record(3);
  journal_->note(amal_, {.what = What::case_read, .case_id = CaseId::random()});
  record(1);
  const auto mine = database_->read([&](db::Latest& tx) { return about_case(tx, case_, 3); });
  ASSERT_EQ(mine.size(), 3U);
  EXPECT_EQ(mine[0].seq, 5);
  EXPECT_EQ(mine[1].seq, 3);
  EXPECT_EQ(mine[1].event.case_id, case_);
  EXPECT_EQ(mine[1].event.about, amal_);
  EXPECT_EQ(mine[1].event.digest, crypto::hash(bytes_of("a record")));
  const auto page = database_->read([&](db::Latest& tx) { return newest(tx, 4, 2); });
  ASSERT_EQ(page.size(), 2U);
  EXPECT_EQ(page[0].seq, 3);
  EXPECT_EQ(page[1].seq, 2);
}

TEST_F(Audit, undoes_a_unit_that_says_nothing) {
  record(1);
  EXPECT_THROW(journal_->write(amal_,
                               [&](Work& work) {
                                 work.tx().run("INSERT INTO change (seq, case_id) VALUES (1, ?)",
                                               case_);
                               }),
               Bug);
  EXPECT_THROW(journal_->write(amal_, [](Work&) { return 7; }), Bug);
  EXPECT_THROW(journal_->write(amal_,
                               [&](Work& work) {
                                 work.record({.what = What::case_read});
                                 throw Failure{Fault::conflict, "case.closed"};
                               }),
               Failure);
  EXPECT_EQ(entries(), 1);
  EXPECT_FALSE(database_->read([](db::Latest& tx) { return tx.one("SELECT seq FROM change"); }));
  record(1);
  EXPECT_EQ(found(), Names{});
}

TEST_F(Audit, is_one_chain_when_many_write_at_once) {
  constexpr int writers = 8, each = 25;
  std::vector<std::thread> threads;
  for (int i = 0; i < writers; ++i)
    threads.emplace_back([&, i] {
      for (int n = 0; n < each; ++n) {
        const auto write = [&] {
          journal_->write(amal_, [&](Work& work) {
            work.record({.what = What::case_read, .case_id = case_, .revision = i});
            work.record({.what = What::case_listed});
            if (n % 5 == 0)
              throw Failure{Fault::conflict, "case.closed"};  // undone with all it said
          });
        };
        if (n % 5 == 0) {
          EXPECT_THROW(write(), Failure);
        } else {
          write();
        }
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(entries(), writers * each * 2 * 4 / 5);
  EXPECT_EQ(found(), Names{});
}

TEST_F(Audit, finds_and_names_an_entry_of_which_any_column_was_altered) {
  const std::vector<std::string> changes{
      "at = at + 1",
      "at = -at",
      "by_account = NULL",
      "by_account = ''",
      "by_account = 'somebody'",
      "what = 'case_read'",
      "what = 'no_such_thing'",
      "case_id = NULL",
      "case_id = substr(case_id, 1, 25) || CASE substr(case_id, 26) WHEN 'z' THEN 'y' ELSE 'z' END",
      "record_id = about",
      "record_id = record_id || '0'",
      "revision = 4",
      "revision = NULL",
      "about = NULL",
      "about = record_id",
      "digest = NULL",
      "digest = zeroblob(32)",
      "digest = zeroblob(31)",
      "hash = zeroblob(32)",
      "hash = zeroblob(0)",
  };
  for (const auto& change : changes) {
    start();
    record(5);
    const auto seq = entries() - 2;
    const auto kept = database_->read([](db::Latest& tx) {
      return tx.all(
          "SELECT at, by_account, what, case_id, record_id, revision, about, digest, hash"
          " FROM audit ORDER BY seq DESC LIMIT 1 OFFSET 2");
    });
    tamper("UPDATE audit SET " + change + " WHERE seq = ?", seq);
    const auto names = found();
    ASSERT_FALSE(names.empty()) << change;
    EXPECT_EQ(names.front(), "altered " + std::to_string(seq)) << change;
    const auto& row = kept.at(0);
    tamper(
        "UPDATE audit SET at = ?, by_account = ?, what = ?, case_id = ?, record_id = ?,"
        " revision = ?, about = ?, digest = ?, hash = ? WHERE seq = ?",
        row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4), row.integer(5),
        row.text(6), BytesView{row.bytes(7)}, BytesView{row.bytes(8)}, seq);
    EXPECT_EQ(found(), Names{});
  }
}

TEST_F(Audit, does_not_show_what_cannot_have_been_written) {
  record(3);
  tamper("UPDATE audit SET case_id = 'nonsense' WHERE seq = 2");
  const auto showing = [&](auto&& ask) {
    try {
      database_->read([&](db::Latest& tx) { return ask(tx).size(); });
    } catch (const Failure& failure) {
      return std::string{failure.key().text()};
    }
    return std::string{};
  };
  EXPECT_EQ(showing([](db::Latest& tx) { return newest(tx, 0, 10); }), "store.damaged");
  EXPECT_EQ(showing([](db::Latest& tx) { return newest(tx, 0, 1); }), "");
  std::vector<std::int64_t> seen;
  database_->read([&](db::Latest& tx) {
    each_entry(tx, [&](const Entry& entry) { seen.push_back(entry.seq); });
    return true;
  });
  EXPECT_EQ(seen, (std::vector<std::int64_t>{1, 3}));
}

TEST_F(Audit, names_what_is_missing_in_the_middle_and_at_the_start) {
  record(9);
  tamper("DELETE FROM audit WHERE seq IN (1, 4, 6, 7)");
  EXPECT_EQ(found(), (Names{"missing 1", "missing 4", "missing 6", "missing 7"}));
}

TEST_F(Audit, names_the_first_of_what_was_cut_off_the_end) {
  record(5);
  tamper("DELETE FROM audit WHERE seq = 5");
  EXPECT_EQ(found(), Names{"cut 5"});
  tamper("DELETE FROM audit WHERE seq >= 3");
  EXPECT_EQ(found(), Names{"cut 3"});
  tamper("DELETE FROM audit");
  EXPECT_EQ(found(), Names{"cut 1"});
  tamper("DELETE FROM audit_head");
  EXPECT_EQ(found(), Names{"no_head"});
}

TEST_F(Audit, names_both_of_two_entries_that_were_swapped) {
  record(5);
  tamper("UPDATE audit SET seq = -seq WHERE seq IN (2, 3)");
  tamper("UPDATE audit SET seq = CASE seq WHEN -2 THEN 3 ELSE 2 END WHERE seq < 0");
  const auto names = found();
  EXPECT_EQ(names, (Names{"altered 2", "altered 3", "altered 4"}));
}

TEST_F(Audit, names_what_was_put_in_before_the_first_and_beyond_the_head) {
  record(4);
  const std::string copy =
      " at, by_account, what, case_id, record_id, revision, about, digest, hash FROM audit"
      " WHERE seq = 4";
  tamper("INSERT INTO audit SELECT 5, " + copy);
  EXPECT_EQ(found(), Names{"inserted 5"});
  tamper("INSERT INTO audit SELECT 9223372036854775807, " + copy);
  EXPECT_EQ(found(), (Names{"inserted 5", "inserted 9223372036854775807"}));
  tamper("INSERT INTO audit SELECT 0, " + copy);
  tamper("INSERT INTO audit SELECT -7, " + copy);
  EXPECT_EQ(found(),
            (Names{"inserted -7", "inserted 0", "inserted 5", "inserted 9223372036854775807"}));
}

TEST_F(Audit, names_the_entry_after_one_that_was_put_in_with_a_fitting_hash) {
  record(3);
  // Somebody without the key can make an entry with its hash, and put it in the place of another.
  const auto forged = [&] {
    const auto elsewhere = directory_ / "elsewhere";
    fs::create_directory(elsewhere);
    const auto made = db::Database::open(db::trial::place_in(elsewhere), db::built_in_migrations());
    const crypto::SigningKey other{crypto::Secret::random()};
    Journal{*made, clock_, other}.note(amal_, {.what = What::case_listed});
    return made->read(
        [](db::Latest& tx) { return tx.all("SELECT at, what, hash FROM audit WHERE seq = 1"); });
  }();
  const auto& row = forged.at(0);
  tamper(
      "UPDATE audit SET at = ?, what = ?, case_id = NULL, record_id = NULL, revision = 0,"
      " about = NULL, digest = NULL, hash = ? WHERE seq = 1",
      row.integer(0), row.text(1), BytesView{row.bytes(2)});
  EXPECT_EQ(found(), Names{"altered 2"});
}

TEST_F(Audit, knows_a_head_that_is_not_its_own) {
  record(3);
  const auto head = [&] {
    return database_->read(
        [](db::Latest& tx) { return tx.all("SELECT seq, hash, key, signature FROM audit_head"); });
  };
  const auto put_head = [&](const db::Row& row) {
    tamper("UPDATE audit_head SET seq = ?, hash = ?, key = ?, signature = ?", row.integer(0),
           BytesView{row.bytes(1)}, BytesView{row.bytes(2)}, BytesView{row.bytes(3)});
  };
  const auto older = head();
  record(2);
  const auto newest = head();
  for (const auto* change :
       {"hash = zeroblob(32)", "signature = zeroblob(64)", "signature = zeroblob(0)",
        "key = zeroblob(32)", "key = zeroblob(5)", "seq = 6"}) {
    tamper(std::string{"UPDATE audit_head SET "} + change);
    const auto names = found();
    EXPECT_NE(std::find_if(names.begin(), names.end(),
                           [](const auto& name) { return name.starts_with("head_forged"); }),
              names.end())
        << change;
    put_head(newest.at(0));
    EXPECT_EQ(found(), Names{});
  }
  put_head(older.at(0));
  EXPECT_EQ(found(), (Names{"inserted 4", "inserted 5"}));
}

TEST_F(Audit, knows_a_chain_that_somebody_else_wrote_whole) {
  {
    const crypto::SigningKey other{crypto::Secret::random()};
    open();
    Journal journal{*database_, clock_, other};
    for (int i = 0; i < 3; ++i) journal.note(amal_, {.what = What::case_listed});
    open();
  }
  EXPECT_EQ(found(), Names{"head_forged 3"});
  EXPECT_EQ(found(false),
            Names{});  // without our key only what stands there can be held against it
}

/// What is altered while the program is stopped must stay found when it goes on writing.
class AuditGoesOn : public Audit {
 protected:
  AuditGoesOn() { record(5); }
  Names after_more() {
    start();
    record(2);
    open();
    start();
    record(1);
    return found();
  }
};

TEST_F(AuditGoesOn, after_the_last_entry_was_dropped) {
  tamper("DELETE FROM audit WHERE seq = 5");
  EXPECT_EQ(after_more(), (Names{"missing 5", "broken 6"}));
}

TEST_F(AuditGoesOn, after_everything_was_dropped) {
  tamper("DELETE FROM audit");
  const auto names = after_more();
  EXPECT_EQ(names,
            (Names{"missing 1", "missing 2", "missing 3", "missing 4", "missing 5", "broken 6"}));
}

TEST_F(AuditGoesOn, after_the_head_was_dropped) {
  tamper("DELETE FROM audit_head");
  EXPECT_EQ(after_more(), Names{"broken 6"});
}

TEST_F(AuditGoesOn, after_the_last_entry_was_altered) {
  tamper("UPDATE audit SET what = 'case_read', hash = zeroblob(32) WHERE seq = 5");
  EXPECT_EQ(after_more(), (Names{"altered 5", "broken 6"}));
}

TEST_F(AuditGoesOn, after_the_head_was_forged) {
  tamper("UPDATE audit_head SET signature = zeroblob(64)");
  EXPECT_EQ(after_more(), Names{"broken 6"});
}

TEST_F(AuditGoesOn, after_an_entry_was_put_in_beyond_the_head) {
  tamper(
      "INSERT INTO audit SELECT 6, at, by_account, what, case_id, record_id, revision, about,"
      " digest, hash FROM audit WHERE seq = 5");
  EXPECT_EQ(after_more(), (Names{"altered 6", "broken 7"}));
}

TEST_F(AuditGoesOn, not_at_all_beyond_the_last_number) {
  tamper("UPDATE audit SET seq = 9223372036854775807 WHERE seq = 5");
  start();
  EXPECT_THROW(record(1), Failure);
  EXPECT_EQ(found(), (Names{"inserted 9223372036854775807", "cut 5"}));
}

TEST_F(Audit, finds_any_edit_of_its_tables) {
  if (db::trial::server()) GTEST_SKIP() << "looks at files: runs without a server";
  record(12);
  stop();
  fs::copy(directory_, directory_.string() + ".kept", fs::copy_options::recursive);
  const std::vector<std::string> columns{"at",       "by_account", "what",   "case_id", "record_id",
                                         "revision", "about",      "digest", "hash"};
  EXPECT_TRUE(rc::check([&] {
    stop();
    fs::remove_all(directory_);
    fs::copy(directory_.string() + ".kept", directory_, fs::copy_options::recursive);
    const auto seq = *rc::gen::inRange<std::int64_t>(1, 13);
    const auto other = *rc::gen::inRange<std::int64_t>(-3, 20);
    const auto column = *rc::gen::elementOf(columns);
    const auto number = *rc::gen::inRange(0, 5);
    const auto before = *rc::gen::inRange<std::int64_t>(1, 13);
    std::int64_t changed = 0;
    open();
    database_->write([&](db::Writer& tx) {
      switch (number) {
        case 0:
          changed = tx.run("DELETE FROM audit WHERE seq = ?", seq);
          break;
        case 1:  // to another number, unless that is taken
          if (!tx.one("SELECT seq FROM audit WHERE seq = ?", other))
            changed = tx.run("UPDATE audit SET seq = ? WHERE seq = ?", other, seq);
          break;
        case 2:  // a value of another entry
          changed = tx.run("UPDATE audit SET " + column + " = (SELECT o." + column +
                               " FROM audit o WHERE o.seq = ?) WHERE seq = ? AND " + column +
                               " IS NOT (SELECT o." + column + " FROM audit o WHERE o.seq = ?)",
                           before, seq, before);
          break;
        case 3:  // one bit
          changed = tx.run("UPDATE audit SET revision = revision + ? WHERE seq = ?",
                           std::int64_t{1} << (other + 3), seq);
          break;
        default:
          if (!tx.one("SELECT seq FROM audit WHERE seq = ?", other))
            changed = tx.run(
                "INSERT INTO audit SELECT ?, at, by_account, what, case_id, record_id,"
                " revision, about, digest, hash FROM audit WHERE seq = ?",
                other, seq);
      }
    });
    RC_PRE(changed > 0);
    RC_ASSERT(!found().empty());
    start();
    record(1);
    RC_ASSERT(!found().empty());
  }));
  fs::remove_all(directory_.string() + ".kept");
}

}  // namespace
}  // namespace ts::audit
