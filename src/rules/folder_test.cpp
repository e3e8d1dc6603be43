#include "rules/folder.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/failure.h"
#include "base/id.h"
#include "rules/trial.h"

namespace ts::rules {
namespace {

namespace fs = std::filesystem;

/// A data directory that goes with the test.
class Folder : public testing::Test {
 protected:
  Folder() { fs::create_directories(data_ / "rules"); }
  ~Folder() override {
    std::error_code error;
    fs::remove_all(data_, error);
  }
  void write(const std::string& name, const std::string& content) const {
    std::ofstream{data_ / "rules" / name, std::ios::binary} << content;
  }
  const fs::path data_ = fs::temp_directory_path() / ("rules-" + CaseId::random().text());
};

TEST_F(Folder, packs_of_an_installation_are_beside_those_of_the_program) {
  write("own.json", trial::pack_with(""));
  write("notes.txt", "no pack");
  fs::create_directory(data_ / "rules" / "old.json");
  write("index.json", index_of(read_folder(data_ / "rules")).content);
  const auto result = installed(data_, Library::built_in());
  EXPECT_TRUE(result.refusals.empty());
  EXPECT_NE(result.library.pack("zz"), nullptr);
  EXPECT_NE(result.library.pack("no-2008"), nullptr);
}

TEST_F(Folder, a_pack_of_the_same_name_takes_the_place_of_the_programs) {
  auto own = trial::pack_with("", "hr");
  own.replace(own.find("ZZ"), 2, "HR");
  write("hr-of-ours.json", own);
  write("index.json", index_of(read_folder(data_ / "rules")).content);
  const auto result = installed(data_, Library::built_in());
  EXPECT_TRUE(result.refusals.empty());
  EXPECT_EQ(result.library.pack("hr")->statuses.at(0).id, "stay");
  EXPECT_NE(result.library.pack(Library::built_in().pack("hr")->stamp), nullptr);
}

TEST_F(Folder, what_was_changed_after_the_review_is_refused) {
  write("own.json", trial::pack_with(""));
  write("index.json", index_of(read_folder(data_ / "rules")).content);
  write("own.json", trial::pack_with("\"renewable\": true,"));
  const auto result = installed(data_, Library::built_in());
  ASSERT_EQ(result.refusals.size(), 1U);
  EXPECT_EQ(result.refusals[0].reason.key, "rules.wrong_hash");
  EXPECT_EQ(result.library.packs().size(), Library::built_in().packs().size());
}

TEST_F(Folder, a_running_program_goes_on_with_what_it_had) {
  write("own.json", trial::pack_with(""));
  write("index.json", index_of(read_folder(data_ / "rules")).content);
  const auto first = installed(data_, Library::built_in()).library;
  const auto had = first.pack("zz");
  write("own.json", "{\n\"pack\": \n}");
  write("index.json", index_of(read_folder(data_ / "rules")).content);
  const auto second = installed(data_, first);
  ASSERT_EQ(second.refusals.size(), 1U);
  EXPECT_EQ(second.refusals[0].line, 3);
  EXPECT_EQ(second.refusals[0].reason.key, "rules.not_json");
  EXPECT_EQ(second.library.pack("zz"), had);
  fs::remove_all(data_ / "rules");
  EXPECT_EQ(installed(data_, first).library.pack("zz"), had);
}

TEST_F(Folder, nothing_there_is_nothing_added) {
  fs::remove_all(data_);
  EXPECT_TRUE(installed(data_, Library::built_in()).refusals.empty());
  EXPECT_THROW(read_folder(data_), Failure);
  EXPECT_THROW(read_file(data_ / "none.json"), Failure);
}

TEST_F(Folder, a_file_beyond_a_megabyte_is_none) {
  write("large.json", std::string((1 << 20) + 1, ' '));
  EXPECT_TRUE(read_folder(data_ / "rules").empty());
  EXPECT_THROW(read_file(data_ / "rules" / "large.json"), Failure);
}

}  // namespace
}  // namespace ts::rules
