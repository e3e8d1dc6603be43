#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "records/trial.h"

namespace ts::records {
namespace {

using namespace trial;
using Names = std::vector<std::string>;

/// Two cases with what is in them; each test alters the files and says what must be found, and
/// whether reading must fail at once.
class Tampering : public RecordsTest {
 protected:
  Tampering() : amal_{somebody()}, case_{open(amal_)}, other_{open(amal_)} {
    person_ =
        add(amal_, case_, "person", {{"tsn_CalledName", "Aurelio"}, {"prs_MailingCity", "A"}}).id;
    change(amal_, case_, person_, 1, {{"tsn_CalledName", "Aurelia"}});
    note_ = add(amal_, case_, "note", {{"cco_CaseComment", "text"}}).id;
    stranger_ = add(amal_, other_, "person", {{"tsn_CalledName", "Bahar"}}).id;
  }
  void SetUp() override { ASSERT_TRUE(whole()); }
  std::string named(std::string_view key, const RecordId& record) const {
    return std::string{key} + ' ' + record.text();
  }
  std::string named(std::string_view key, const CaseId& id) const {
    return std::string{key} + ' ' + id.text();
  }
  template <class... A>
  db::Row row(std::string_view sql, const A&... args) {
    return read([&](db::Reader& tx) { return tx.one(sql, args...).value(); });
  }

  Caller amal_;
  CaseId case_, other_;
  RecordId person_, note_, stranger_;
};

Bytes flipped(Bytes bytes, std::size_t at) {
  bytes[at % bytes.size()] ^= 1U;
  return bytes;
}

TEST_F(Tampering, with_a_byte_of_a_part_is_refused_and_named) {
  const auto sealed = row("SELECT sealed FROM part WHERE record_id = ?", note_).bytes(0);
  for (const std::size_t at : {0UL, sealed.size() / 2, sealed.size() - 1}) {
    tamper("UPDATE part SET sealed = ? WHERE record_id = ?", flipped(sealed, at), note_);
    EXPECT_EQ(reading(amal_, case_), "store.damaged");
    EXPECT_EQ(reading(amal_, other_), "");
    EXPECT_EQ(found(), Names{named("record.altered", note_)});
    EXPECT_EQ(found(false), Names{named("record.altered", note_)});
  }
  tamper("UPDATE part SET sealed = ? WHERE record_id = ?", sealed, note_);
  EXPECT_TRUE(whole());
}

TEST_F(Tampering, with_a_byte_of_a_manifest_is_refused_and_named) {
  const auto sealed =
      row("SELECT manifest FROM revision WHERE record_id = ? AND revision = 2", person_).bytes(0);
  tamper("UPDATE revision SET manifest = ? WHERE record_id = ? AND revision = 2",
         flipped(sealed, 40), person_);
  EXPECT_EQ(reading(amal_, case_), "store.damaged");
  EXPECT_EQ(found(), Names{named("record.altered", person_)});
}

TEST_F(Tampering, with_a_byte_of_a_case_file_is_refused_and_named) {
  const auto sealed = row("SELECT sealed FROM case_file WHERE id = ?", case_).bytes(0);
  tamper("UPDATE case_file SET sealed = ? WHERE id = ?", flipped(sealed, 40), case_);
  EXPECT_EQ(reading(amal_, case_), "store.damaged");
  EXPECT_EQ(found(), Names{named("case.altered", case_)});
  EXPECT_EQ(reading(amal_, other_), "");
}

TEST_F(Tampering, with_an_older_revision_is_found_though_it_is_not_read) {
  const auto sealed =
      row("SELECT sealed FROM part WHERE record_id = ? AND class = 'K' AND revision = 1", person_)
          .bytes(0);
  tamper("UPDATE part SET sealed = ? WHERE record_id = ? AND class = 'K' AND revision = 1",
         flipped(sealed, 30), person_);
  EXPECT_EQ(reading(amal_, case_), "");
  EXPECT_EQ(key_of([&] { history(amal_, case_); }), "store.damaged");
  EXPECT_EQ(found(), Names{named("record.altered", person_)});
}

TEST_F(Tampering, by_swapping_the_parts_of_two_records_is_refused_and_named) {
  const auto mine = row("SELECT sealed FROM part WHERE record_id = ?", stranger_).bytes(0);
  const auto theirs = row("SELECT sealed FROM part WHERE record_id = ?", note_).bytes(0);
  tamper("UPDATE part SET sealed = ? WHERE record_id = ?", theirs, stranger_);
  tamper("UPDATE part SET sealed = ? WHERE record_id = ?", mine, note_);
  EXPECT_EQ(reading(amal_, case_), "store.damaged");
  EXPECT_EQ(reading(amal_, other_), "store.damaged");
  auto names = found();
  std::sort(names.begin(), names.end());
  Names expected{named("record.altered", stranger_), named("record.altered", note_)};
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(names, expected);
}

TEST_F(Tampering, by_swapping_two_classes_of_one_record_is_refused_and_named) {
  tamper(
      "UPDATE part SET class = CASE class WHEN 'K' THEN 'X' ELSE 'K' END"
      " WHERE record_id = ? AND revision = 1",
      person_);
  EXPECT_EQ(reading(amal_, case_), "store.damaged");
  EXPECT_EQ(found(), Names{named("record.altered", person_)});
}

TEST_F(Tampering, by_swapping_two_case_files_is_refused_and_named) {
  const auto mine = row("SELECT sealed FROM case_file WHERE id = ?", case_).bytes(0);
  const auto theirs = row("SELECT sealed FROM case_file WHERE id = ?", other_).bytes(0);
  tamper("UPDATE case_file SET sealed = ? WHERE id = ?", theirs, case_);
  tamper("UPDATE case_file SET sealed = ? WHERE id = ?", mine, other_);
  EXPECT_EQ(reading(amal_, case_), "store.damaged");
  EXPECT_EQ(reading(amal_, other_), "store.damaged");
  EXPECT_EQ(found().size(), 2U);
  for (const auto& name : found()) EXPECT_TRUE(name.starts_with("case.altered")) << name;
}

TEST_F(Tampering, by_an_older_sealed_value_in_the_place_of_the_newest_is_refused_and_named) {
  tamper(
      "UPDATE part SET sealed = (SELECT o.sealed FROM part o WHERE o.record_id = part.record_id"
      " AND o.class = 'K' AND o.revision = 1) WHERE record_id = ? AND class = 'K'"
      " AND revision = 2",
      person_);
  EXPECT_EQ(reading(amal_, case_), "store.damaged");
  EXPECT_EQ(found(), Names{named("record.altered", person_)});
}

TEST_F(Tampering, by_rolling_a_whole_record_back_is_found_and_named) {
  tamper("DELETE FROM part WHERE record_id = ? AND revision = 2", person_);
  EXPECT_EQ(reading(amal_, case_), "store.damaged");
  tamper("DELETE FROM revision WHERE record_id = ? AND revision = 2", person_);
  tamper("UPDATE record SET revision = 1 WHERE id = ?", person_);
  EXPECT_EQ(found(), Names{named("record.rolled_back", person_)});
  EXPECT_EQ(found(false), Names{named("record.rolled_back", person_)});
}

TEST_F(Tampering, by_rolling_a_case_file_back_is_found_and_named) {
  const auto before = row("SELECT revision, sealed FROM case_file WHERE id = ?", case_);
  close(amal_, case_);
  EXPECT_TRUE(whole());
  tamper("UPDATE case_file SET sealed = ? WHERE id = ?", BytesView{before.bytes(1)}, case_);
  EXPECT_EQ(reading(amal_, case_), "store.damaged");
  EXPECT_EQ(found(), Names{named("case.altered", case_)});
  tamper("UPDATE case_file SET revision = ? WHERE id = ?", before.integer(0), case_);
  EXPECT_EQ(found(), Names{named("case.rolled_back", case_)});
}

TEST_F(Tampering, by_taking_a_record_away_is_found_and_named) {
  tamper("DELETE FROM record WHERE id = ?", note_);
  EXPECT_EQ(found(), Names{named("record.missing", note_)});
  tamper("DELETE FROM part WHERE record_id = ?", note_);
  tamper("DELETE FROM revision WHERE record_id = ?", note_);
  EXPECT_EQ(found(), Names{named("record.missing", note_)});
}

TEST_F(Tampering, by_taking_a_revision_away_is_found_and_named) {
  tamper("DELETE FROM revision WHERE record_id = ? AND revision = 1", person_);
  EXPECT_EQ(all(amal_, case_).size(), 2U);  // it does not vanish
  EXPECT_EQ(found(), Names{named("record.altered", person_)});
  tamper("DELETE FROM revision WHERE record_id = ?", note_);
  EXPECT_EQ(reading(amal_, case_), "store.damaged");
}

TEST_F(Tampering, by_taking_a_case_away_is_found_and_named) {
  tamper("UPDATE case_file SET sealed = NULL WHERE id = ?", other_);
  EXPECT_EQ(found(), Names{named("case.missing", other_)});
  tamper("DELETE FROM case_file WHERE id = ?", other_);
  EXPECT_EQ(found(), Names{named("case.missing", other_)});
}

TEST_F(Tampering, by_a_copy_of_a_record_under_a_new_id_is_refused_and_named) {
  const auto copy = RecordId::random();
  tamper("INSERT INTO record SELECT ?, case_id, kind, revision FROM record WHERE id = ?", copy,
         note_);
  tamper(
      "INSERT INTO revision SELECT case_id, ?, revision, author, at, manifest FROM revision"
      " WHERE record_id = ?",
      copy, note_);
  tamper(
      "INSERT INTO part SELECT case_id, ?, class, revision, sealed FROM part WHERE record_id = ?",
      copy, note_);
  EXPECT_EQ(reading(amal_, case_), "store.damaged");
  EXPECT_EQ(found(), Names{named("record.inserted", copy)});
  tamper("DELETE FROM record WHERE id = ?", copy);
  EXPECT_EQ(found(), Names{named("record.inserted", copy)});  // what is left of it, too
}

TEST_F(Tampering, by_a_copy_of_a_case_under_a_new_id_is_refused_and_named) {
  const auto copy = CaseId::random();
  tamper("INSERT INTO case_file SELECT ?, revision, forgetting, sealed FROM case_file WHERE id = ?",
         copy, case_);
  tamper("INSERT INTO case_key SELECT ?, sealed FROM case_key WHERE case_id = ?", copy, case_);
  EXPECT_EQ(reading(amal_, copy), "vault.damaged_key");
  EXPECT_EQ(found(), Names{named("case.inserted", copy)});
}

TEST_F(Tampering, by_moving_a_record_to_another_case_is_refused_and_named) {
  tamper("UPDATE record SET case_id = ? WHERE id = ?", case_, stranger_);
  EXPECT_EQ(reading(amal_, case_), "store.damaged");
  EXPECT_EQ(found(), Names{named("record.altered", stranger_)});
  EXPECT_EQ(found(false), Names{named("record.altered", stranger_)});
}

TEST_F(Tampering, with_what_stands_beside_the_seals_is_refused_and_named) {
  const auto kept = row("SELECT author, at FROM revision WHERE record_id = ?", note_);
  tamper("UPDATE record SET kind = 'consent' WHERE id = ?", note_);
  EXPECT_EQ(reading(amal_, case_), "store.damaged");
  EXPECT_EQ(found(), Names{named("record.unreadable", note_)});
  tamper("UPDATE record SET kind = 'note' WHERE id = ?", note_);

  tamper("UPDATE revision SET author = ? WHERE record_id = ?", AccountId::random(), note_);
  EXPECT_EQ(reading(amal_, case_), "store.damaged");
  EXPECT_EQ(found(false), Names{named("record.altered", note_)});
  tamper("UPDATE revision SET author = ?, at = at + 1 WHERE record_id = ?", kept.text(0), note_);
  EXPECT_EQ(reading(amal_, case_), "store.damaged");
  EXPECT_EQ(found(false), Names{named("record.altered", note_)});
  tamper("UPDATE revision SET at = ? WHERE record_id = ?", kept.integer(1), note_);
  EXPECT_TRUE(whole());
}

TEST_F(Tampering, by_rows_that_are_in_no_manifest_is_found_and_named) {
  for (const auto* row : {"'K', 3", "'K', -1", "'M', 1", "'', 1", "'unknown', 2"}) {
    tamper(std::string{"INSERT INTO part SELECT case_id, record_id, "} + row +
               ", sealed FROM part WHERE record_id = ? AND class = 'K' AND revision = 2",
           person_);
    EXPECT_EQ(found(), Names{named("record.altered", person_)}) << row;
    EXPECT_EQ(found(false), Names{named("record.altered", person_)}) << row;
    EXPECT_EQ(reading(amal_, case_), "") << row;  // only what the manifest names is read
    tamper(
        "DELETE FROM part WHERE record_id = ? AND NOT (class = 'K' AND revision IN (1, 2))"
        " AND NOT (class = 'W' AND revision = 1)",
        person_);
    EXPECT_TRUE(whole()) << row;
  }
  tamper(
      "INSERT INTO revision SELECT case_id, record_id, 3, author, at, manifest FROM revision"
      " WHERE record_id = ? AND revision = 2",
      person_);
  EXPECT_EQ(found(), Names{named("record.altered", person_)});
}

TEST_F(Tampering, with_an_id_leaves_the_others_readable_and_is_named) {
  tamper("UPDATE case_file SET id = 'nonsense' WHERE id = ?", other_);
  EXPECT_EQ(found(), (Names{"case.altered", named("case.missing", other_)}));
  EXPECT_EQ(reading(amal_, case_), "");
  EXPECT_EQ(read([&](db::Reader& tx) { return records_->case_ids(tx); }), std::vector{case_});
  tamper("UPDATE record SET id = 'nonsense' WHERE id = ?", note_);
  EXPECT_EQ(reading(amal_, case_), "store.damaged");
  const auto names = found();
  EXPECT_NE(std::find(names.begin(), names.end(), named("record.missing", note_)), names.end());
}

TEST_F(Tampering, with_the_key_of_a_case_is_refused_and_named) {
  const auto sealed = row("SELECT sealed FROM case_key WHERE case_id = ?", case_).bytes(0);
  tamper("UPDATE case_key SET sealed = ? WHERE case_id = ?", flipped(sealed, 50), case_);
  EXPECT_EQ(reading(amal_, case_), "vault.damaged_key");
  EXPECT_EQ(found(), Names{named("case.key_missing", case_)});
  EXPECT_EQ(found(false), Names{});  // keys are not part of what can be looked at without them
  tamper("DELETE FROM case_key WHERE case_id = ?", case_);
  EXPECT_EQ(reading(amal_, case_), "store.damaged");
  EXPECT_EQ(found(), Names{named("case.key_missing", case_)});
}

TEST_F(Tampering, with_any_bit_of_anything_sealed_is_found) {
  struct Cell {
    std::string table, column;
    Bytes bytes;
  };
  std::vector<Cell> cells;
  for (const auto& [table, column] :
       std::vector<std::pair<std::string, std::string>>{{"part", "sealed"},
                                                        {"revision", "manifest"},
                                                        {"case_file", "sealed"},
                                                        {"case_key", "sealed"}})
    read([&](db::Reader& tx) {
      for (const auto& each : tx.all("SELECT " + column + " FROM " + table))
        cells.push_back({table, column, each.bytes(0)});
      return true;
    });
  EXPECT_TRUE(rc::check([&] {
    const auto& cell = cells.at(*rc::gen::inRange<std::size_t>(0, cells.size()));
    const auto bit = *rc::gen::inRange<std::size_t>(0, 8 * cell.bytes.size());
    auto altered = cell.bytes;
    altered[bit / 8] = static_cast<std::uint8_t>(altered[bit / 8] ^ 1U << bit % 8);
    const auto sql =
        "UPDATE " + cell.table + " SET " + cell.column + " = ? WHERE " + cell.column + " = ?";
    tamper(sql, altered, cell.bytes);
    const auto names = found();
    tamper(sql, cell.bytes, altered);
    RC_ASSERT(names.size() == 1U);
    RC_ASSERT(names[0].find(' ') != std::string::npos);
  }));
  EXPECT_TRUE(whole());
}

}  // namespace
}  // namespace ts::records
