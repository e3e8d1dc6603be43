#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "records/trial.h"

namespace ts::records {
namespace {

using namespace trial;

class Forgetting : public RecordsTest {
 protected:
  Forgetting() : amal_{somebody()}, supervisor_{somebody(Role::supervisor)}, case_{open(amal_)} {
    const auto made = add(amal_, case_, "person", {{"tsn_CalledName", "Aurelio"}});
    change(amal_, case_, made.id, 1, {{"tsn_CalledName", "Aurelia"}});
    add(amal_, case_, "note", {{"cco_CaseComment", "text"}});
  }
  std::int64_t count(std::string_view sql) {
    return read([&](db::Reader& tx) { return tx.one(sql)->integer(0); });
  }
  std::vector<Bytes> everything_sealed() {
    return read([&](db::Reader& tx) {
      std::vector<Bytes> out;
      for (const auto& row : tx.all("SELECT sealed FROM part UNION SELECT manifest FROM revision"
                                    " UNION SELECT sealed FROM case_file"
                                    " UNION SELECT sealed FROM case_key"))
        out.push_back(row.bytes(0));
      return out;
    });
  }
  std::vector<std::pair<CaseId, Reason>> half_forgotten() {
    return read([&](db::Reader& tx) { return records_->half_forgotten(tx); });
  }
  /// How often any of `pieces` lies in the files.
  int found_in_files(const std::vector<Bytes>& pieces) {
    int out = 0;
    for (const auto& entry : std::filesystem::directory_iterator{directory_}) {
      std::ifstream in{entry.path(), std::ios::binary};
      const std::string content{std::istreambuf_iterator<char>{in}, {}};
      for (const auto& piece : pieces)
        out += content.find(text_of(piece)) == std::string::npos ? 0 : 1;
    }
    return out;
  }

  Caller amal_, supervisor_;
  CaseId case_;
};

TEST_F(Forgetting, leaves_a_certificate_and_no_sealed_byte_and_no_key) {
  if (db::trial::server()) GTEST_SKIP() << "looks at files: runs without a server";
  const auto sealed = everything_sealed();
  ASSERT_EQ(sealed.size(), 8U);
  stop();
  EXPECT_EQ(found_in_files(sealed), 8);
  start();
  const auto certificate = forget(supervisor_, case_);
  EXPECT_EQ(certificate.case_id, case_);
  EXPECT_EQ(certificate.by, supervisor_.account);
  EXPECT_EQ(certificate.reason, Reason::asked_by_person);
  EXPECT_EQ(certificate.records, 2);
  EXPECT_EQ(certificate.at, clock_.now());

  stop();
  EXPECT_EQ(found_in_files(sealed), 0);
  start();
  EXPECT_EQ(count("SELECT COUNT(*) FROM case_key"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM part"), 0);
  EXPECT_FALSE(read([&](db::Reader& tx) { return records_->file(tx, case_); }));
  EXPECT_FALSE(read([&](db::Reader& tx) { return records_->holds(tx, case_); }));
  EXPECT_EQ(reading(amal_, case_), "case.absent");
  const auto kept = read([&](db::Reader& tx) { return records_->certificates(tx); });
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].audit_seq, certificate.audit_seq);
  EXPECT_TRUE(half_forgotten().empty());
  EXPECT_TRUE(whole());
}

TEST_F(Forgetting, touches_no_other_case) {
  const auto other = open(amal_);
  const auto kept = add(amal_, other, "person", {{"tsn_CalledName", "Bahar"}});
  forget(supervisor_, case_);
  EXPECT_EQ(one(amal_, other, kept.id).fields, kept.fields);
  EXPECT_TRUE(whole());
}

TEST_F(Forgetting, happens_once) {
  forget(supervisor_, case_);
  EXPECT_EQ(key_of([&] {
              journal_->write(supervisor_.account, [&](audit::Work& work) {
                return records_->forget(work, case_, Reason::opened_in_error);
              });
            }),
            "case.absent");
  EXPECT_EQ(key_of([&] {
              journal_->write(amal_.account, [&](audit::Work& work) {
                return records_->open(work, Policy::built_in().require<Action::case_open>(amal_),
                                      case_, team_);
              });
            }),
            "case.id_taken");
}

TEST_F(Forgetting, is_finished_at_the_next_start_when_it_was_interrupted) {
  intend(supervisor_, case_);
  start();
  ASSERT_EQ(half_forgotten().size(), 1U);
  EXPECT_EQ(half_forgotten()[0], (std::pair{case_, Reason::asked_by_person}));
  EXPECT_TRUE(whole());  // until then it is there

  // The file of the keys is written first: the machine may stop when it is.
  tamper("DELETE FROM case_key");
  ASSERT_EQ(half_forgotten().size(), 1U);
  EXPECT_EQ(found(), std::vector{"case.key_missing " + case_.text()});
  journal_->write(std::nullopt, [&](audit::Work& work) {
    return records_->forget(work, case_, Reason::asked_by_person);
  });
  EXPECT_EQ(count("SELECT COUNT(*) FROM part"), 0);
  EXPECT_TRUE(whole());
}

TEST_F(Forgetting, is_not_begun_by_a_word_written_into_the_table) {
  tamper("UPDATE case_file SET forgetting = 'asked_by_person'");
  EXPECT_TRUE(half_forgotten().empty());
  EXPECT_EQ(found(), std::vector{"case.altered " + case_.text()});
}

TEST_F(Forgetting, is_told_by_a_certificate_that_cannot_be_altered) {
  forget(supervisor_, case_);
  const std::vector expected{"certificate.altered " + case_.text()};
  for (const auto& [change, back] : std::vector<std::pair<std::string, std::string>>{
           {"reason = 'opened_in_error'", "reason = 'asked_by_person'"},
           {"records = 3", "records = 2"},
           {"at = at + 1", "at = at - 1"},
           {"audit_seq = audit_seq + 1", "audit_seq = audit_seq - 1"},
           {"by_account = NULL", "by_account = '" + supervisor_.account.text() + "'"}}) {
    tamper("UPDATE certificate SET " + change);
    EXPECT_EQ(found(), expected) << change;
    EXPECT_EQ(found(false), expected) << change;
    tamper("UPDATE certificate SET " + back);
    EXPECT_TRUE(whole()) << back;
  }
  tamper(
      "INSERT INTO certificate SELECT ?, at, by_account, reason, records, audit_seq"
      " FROM certificate",
      amal_.account.text());
  EXPECT_EQ(found(), std::vector{"certificate.altered " + amal_.account.text()});
  tamper("DELETE FROM certificate");
  EXPECT_EQ(found(), expected);
}

TEST_F(Forgetting, cannot_be_undone_by_putting_things_back) {
  const db::Location kept{directory_ / "kept_store.db", directory_ / "kept_keys.db"};
  database_->backup(kept);
  forget(supervisor_, case_);
  {
    const auto older = db::Database::open(kept, db::built_in_migrations());
    const auto key = older->read(
        [](db::Reader& tx) { return tx.one("SELECT case_id, sealed FROM case_key").value(); });
    const auto file = older->read(
        [](db::Reader& tx) { return tx.one("SELECT revision, sealed FROM case_file").value(); });
    const auto part = older->read([](db::Reader& tx) {
      return tx.one("SELECT case_id, record_id, class, revision, sealed FROM part").value();
    });
    tamper("INSERT INTO case_key (case_id, sealed) VALUES (?, ?)", key.text(0),
           BytesView{key.bytes(1)});
    EXPECT_EQ(found(), std::vector{"case.key_left " + case_.text()});
    tamper("INSERT INTO part (case_id, record_id, class, revision, sealed) VALUES (?, ?, ?, ?, ?)",
           part.text(0), part.text(1), part.text(2), part.integer(3), BytesView{part.bytes(4)});
    EXPECT_EQ(found(),
              (std::vector{"record.inserted " + part.text(1), "case.key_left " + case_.text()}));
    tamper("UPDATE case_file SET sealed = ?", BytesView{file.bytes(1)});
  }
  EXPECT_EQ(found().front(), "case.inserted " + case_.text());
}

TEST(Reasons, have_a_text_each) {
  for (const auto reason :
       {Reason::asked_by_person, Reason::retention_ended, Reason::opened_in_error})
    EXPECT_EQ(reason_of(text(reason)), reason);
  EXPECT_FALSE(reason_of("because"));
}

}  // namespace
}  // namespace ts::records
