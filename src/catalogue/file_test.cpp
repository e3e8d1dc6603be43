#include "catalogue/file.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ts::catalogue {
namespace {

const std::string id = "4v6jpmj4vczdwbz2jbn2js5qpa";

TEST(File, is_told_by_its_value) {
  const auto file = file_of(id + " 1024 image/jpeg a paper of hers.jpg");
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->id.text(), id);
  EXPECT_EQ(file->bytes, 1024);
  EXPECT_EQ(file->media_type, "image/jpeg");
  EXPECT_EQ(file->name, "a paper of hers.jpg");
}

TEST(File, is_none_when_anything_of_it_is_wrong) {
  for (const std::string tail :
       {"", " 0 image/png a", " -1 image/png a", " 33554433 image/png a", " x image/png a",
        " 10 png a", " 10 /png a", " 10 image/ a", " 10 IMAGE/png a", " 10 image/png",
        " 10 image/png ", " 10 image/png ../a", " 10 image/png a\\b", " 10 image/png .profile",
        " 10 image/png a\nb", "  10 image/png a"})
    EXPECT_FALSE(file_of(id + tail).has_value()) << tail;
  EXPECT_FALSE(file_of("10 image/png a").has_value());
  EXPECT_FALSE(file_of(id + " 10 image/png " + std::string(201, 'a')).has_value());
}

RC_GTEST_PROP(File, any_text_is_a_file_or_none, (const std::string& text)) {
  if (const auto file = file_of(text)) {
    RC_ASSERT(file->name.find('/') == std::string::npos);
    RC_ASSERT(file->bytes >= 1 && file->bytes <= most_file_bytes);
  }
}

}  // namespace
}  // namespace ts::catalogue
