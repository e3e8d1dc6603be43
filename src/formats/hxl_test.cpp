#include "formats/hxl.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/data.h"
#include "formats/csv.h"

namespace ts::formats {
namespace {

using Cells = std::vector<std::string>;

TEST(Hxl, knows_a_hashtag_by_its_grammar) {
  for (const auto* tag : {"#affected+ind+f", "#ADM1 +name", " #date ", "#affected+ind+age_9_17"})
    EXPECT_TRUE(is_hxl_tag(tag)) << tag;
  for (const auto* none :
       {"", "affected", "#", "#1", "#adm1+", "#adm1+2", "#adm1 name", "# adm1", "#adm1-name"})
    EXPECT_FALSE(is_hxl_tag(none)) << none;
}

TEST(Hxl, takes_a_row_of_hashtags_for_one_and_no_other) {
  EXPECT_TRUE(is_hxl_row(Cells{"#adm1+name", "", "#affected"}));
  EXPECT_FALSE(is_hxl_row(Cells{"#adm1+name", "Kyivska"}));
  EXPECT_FALSE(is_hxl_row(Cells{"", ""}));
  EXPECT_FALSE(is_hxl_row(Cells{}));
}

TEST(Hxl, is_passed_over_in_a_table_and_lines_stay_true) {
  const auto table = read_tagged_csv("a,b\n#adm1,\nx,y\n");
  ASSERT_EQ(table.rows(), 1U);
  EXPECT_EQ(table.cell(0, 1), "y");
  EXPECT_EQ(table.lines[0], 3U);
  EXPECT_EQ(read_tagged_csv("a,b\nx,#y\n").rows(), 1U);
  EXPECT_EQ(read_tagged_csv("a,b\n").rows(), 0U);
  EXPECT_EQ(read_tagged_csv("a,b\n#x,#y\n").rows(), 0U);
}

TEST(Hxl, gives_every_column_a_tag_that_is_one) {
  EXPECT_EQ(hxl_tag_of("prs_Citizenship"), "#country+origin+code");
  EXPECT_EQ(hxl_tag_of("Age Band"), "#meta+ageband");
  EXPECT_EQ(hxl_tag_of("Возраст"), "#meta");
  EXPECT_EQ(hxl_tag_of("2025"), "#meta+n2025");
  const auto table = read_csv(std::string{data::file("formats/hxl.csv")});
  for (std::size_t row = 0; row < table.rows(); ++row) EXPECT_TRUE(is_hxl_tag(table.cell(row, 1)));
}

}  // namespace
}  // namespace ts::formats
