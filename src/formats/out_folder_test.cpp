#include "formats/out_folder.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/failure.h"
#include "base/id.h"

namespace ts::formats {
namespace {

namespace fs = std::filesystem;

class OutFolderTest : public testing::Test {
 protected:
  OutFolderTest() { fs::create_directory(root_); }
  ~OutFolderTest() override { fs::remove_all(root_); }
  std::size_t things() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator{root_}, {}));
  }
  const fs::path root_ = fs::path{testing::TempDir()} / Id<OutFolder>::random().text();
  const fs::path place_ = root_ / "results";
};

TEST_F(OutFolderTest, appears_whole) {
  {
    OutFolder out{place_};
    out.write("a.csv", "one");
    EXPECT_FALSE(fs::exists(place_));
    out.write("b.csv", "");
    out.publish();
  }
  std::string content;
  std::ifstream{place_ / "a.csv"} >> content;
  EXPECT_EQ(content, "one");
  EXPECT_TRUE(fs::exists(place_ / "b.csv"));
  EXPECT_EQ(things(), 1U);
}

TEST_F(OutFolderTest, or_not_at_all) {
  {
    OutFolder out{place_};
    out.write("a.csv", "one");
    EXPECT_THROW(out.write("a.csv", "twice"), Failure);
  }
  EXPECT_EQ(things(), 0U);
}

TEST_F(OutFolderTest, takes_an_empty_folder_but_never_one_with_something_in_it) {
  fs::create_directory(place_);
  {
    OutFolder out{place_ / ""};
    out.write("a.csv", "one");
    out.publish();
  }
  EXPECT_TRUE(fs::exists(place_ / "a.csv"));
  EXPECT_THROW(OutFolder{place_}, Failure);
  EXPECT_THROW(OutFolder{place_ / "a.csv"}, Failure);
  EXPECT_THROW(OutFolder{root_ / "none" / "results"}, Failure);
}

TEST_F(OutFolderTest, does_not_replace_what_came_meanwhile) {
  OutFolder out{place_};
  fs::create_directory(place_);
  std::ofstream{place_ / "theirs"} << "x";
  EXPECT_THROW(out.publish(), Failure);
  EXPECT_TRUE(fs::exists(place_ / "theirs"));
}

}  // namespace
}  // namespace ts::formats
