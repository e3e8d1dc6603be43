#include "records/files.h"

#include <gtest/gtest.h>

#include "catalogue/file.h"
#include "records/trial.h"

namespace ts::records {
namespace {

using namespace trial;
using Names = std::vector<std::string>;

/// A case of Amal's with one file in two pieces, which nothing names yet.
class FilesOfACase : public RecordsTest {
 protected:
  FilesOfACase() : amal_{somebody()}, case_{open(amal_)}, other_{open(amal_)} {
    put(0, first_);
    put(1, last_);
  }
  void put(std::int64_t piece, const Bytes& content, FieldClass field_class = FieldClass::legal) {
    write(amal_, case_, [&](audit::Work& work, const Permit& permit) {
      records_->files().put(work, permit, file_, field_class, piece, content);
    });
  }
  Bytes piece(const Caller& caller, CaseId id, std::int64_t piece) {
    return read([&](db::Reader& tx) {
      return records_->files().piece(tx, permit(tx, caller, id), file_, piece);
    });
  }
  std::string value(std::size_t bytes, std::string_view name = "paper.pdf") const {
    return file_.text() + ' ' + std::to_string(bytes) + " application/pdf " + std::string{name};
  }
  std::string adding(CaseId id, std::string field, std::string value) {
    return key_of([&] {
      add(amal_, id, "paper",
          {{"tsn_PaperWhat", std::string{"court"}}, {std::move(field), std::move(value)}});
    });
  }
  std::size_t whole_bytes() const { return first_.size() + last_.size(); }

  Caller amal_;
  CaseId case_, other_;
  RecordId file_ = RecordId::random();
  Bytes first_ = Bytes(Files::piece_bytes, 0x41), last_ = Bytes(1000, 0x42);
};

TEST_F(FilesOfACase, come_back_as_they_were_and_lie_sealed) {
  EXPECT_EQ(piece(amal_, case_, 0), first_);
  EXPECT_EQ(piece(amal_, case_, 1), last_);
  const auto sealed = read([&](db::Reader& tx) {
    return tx.one("SELECT sealed FROM file_piece WHERE piece = 1")->bytes(0);
  });
  EXPECT_EQ(text_of(sealed).find("BBBB"), std::string_view::npos);
  EXPECT_TRUE(whole());
}

TEST_F(FilesOfACase, are_named_by_a_field_only_when_they_are_there_whole_and_of_its_class) {
  EXPECT_EQ(adding(case_, "tsn_PaperLegal", value(whole_bytes() + 1)), "form.incomplete");
  EXPECT_EQ(adding(case_, "tsn_PaperLegal", value(whole_bytes() - 1)), "form.incomplete");
  EXPECT_EQ(adding(case_, "tsn_PaperIdentity", value(whole_bytes())), "form.incomplete");
  EXPECT_EQ(adding(other_, "tsn_PaperLegal", value(whole_bytes())), "form.incomplete");
  EXPECT_EQ(adding(case_, "tsn_PaperLegal", value(whole_bytes(), "../paper.pdf")),
            "form.incomplete");
  EXPECT_EQ(adding(case_, "tsn_PaperLegal", value(whole_bytes())), "");
}

TEST_F(FilesOfACase, with_a_piece_missing_in_the_middle_are_not_whole) {
  put(3, last_);
  EXPECT_EQ(adding(case_, "tsn_PaperLegal", value(whole_bytes())), "form.incomplete");
  EXPECT_EQ(adding(case_, "tsn_PaperLegal", value(whole_bytes() + last_.size())),
            "form.incomplete");
}

TEST_F(FilesOfACase, take_the_same_piece_again_and_no_other_in_its_place) {
  put(1, last_);
  EXPECT_EQ(key_of([&] { put(1, first_); }), "file.piece_taken");
  EXPECT_EQ(key_of([&] { put(1, last_, FieldClass::story); }), "file.piece_taken");
  EXPECT_EQ(key_of([&] { put(2, last_, FieldClass::story); }), "file.piece_taken");
  EXPECT_EQ(piece(amal_, case_, 1), last_);
}

TEST_F(FilesOfACase, have_pieces_of_a_size) {
  EXPECT_EQ(key_of([&] { put(2, {}); }), "file.piece_size");
  EXPECT_EQ(key_of([&] { put(2, Bytes(Files::piece_bytes + 1)); }), "file.piece_size");
  EXPECT_EQ(key_of([&] { put(-1, last_); }), "file.piece_size");
  EXPECT_EQ(key_of([&] { put(64, last_); }), "file.piece_size");
}

TEST_F(FilesOfACase, are_found_in_their_own_case_and_class_only) {
  EXPECT_EQ(key_of([&] { piece(amal_, other_, 0); }), "file.absent");
  EXPECT_EQ(key_of([&] { piece(amal_, case_, 2); }), "file.absent");
  EXPECT_EQ(key_of([&] { put(0, last_, FieldClass::counts); }), "field.not_yours");
}

TEST_F(FilesOfACase, go_when_the_case_is_forgotten) {
  forget(somebody(Role::supervisor), case_);
  EXPECT_FALSE(
      read([](db::Reader& tx) { return tx.one("SELECT piece FROM file_piece"); }).has_value());
  EXPECT_TRUE(whole());
}

TEST_F(FilesOfACase, that_somebody_altered_from_outside_are_found) {
  const auto named = [&](std::string_view key) {
    return Names{std::string{key} + ' ' + file_.text()};
  };
  const auto sealed = read([](db::Reader& tx) {
    return tx.one("SELECT sealed FROM file_piece WHERE piece = 1")->bytes(0);
  });
  auto altered = sealed;
  altered[40] ^= 1U;
  tamper("UPDATE file_piece SET sealed = ? WHERE piece = 1", altered);
  EXPECT_EQ(found(), named("file.altered"));
  EXPECT_EQ(found(false), named("file.altered"));
  EXPECT_EQ(key_of([&] { piece(amal_, case_, 1); }), "store.damaged");
  tamper("UPDATE file_piece SET sealed = ?, class = 'A' WHERE piece = 1", sealed);
  EXPECT_EQ(found(), named("file.altered"));
  tamper("DELETE FROM file_piece WHERE piece = 1");
  EXPECT_EQ(found(false), named("file.missing"));
  tamper("INSERT INTO file_piece VALUES (?, 1, ?, 'L', ?)", file_, case_, sealed);
  EXPECT_TRUE(whole());
  const auto stranger = RecordId::random();
  tamper("INSERT INTO file_piece VALUES (?, 0, ?, 'L', ?)", stranger, case_, sealed);
  EXPECT_EQ(found(), Names{"file.inserted " + stranger.text()});
}

}  // namespace
}  // namespace ts::records
