#include "formats/qr.h"

#include <gtest/gtest.h>

#include "base/failure.h"

namespace ts::formats {
namespace {

// ISO/IEC 18004: three finder patterns of 7 by 7, and a timing pattern between them.
void expect_finder(const std::vector<std::string>& code, std::size_t row, std::size_t column) {
  const std::vector<std::string> finder{"1111111", "1000001", "1011101", "1011101",
                                        "1011101", "1000001", "1111111"};
  for (std::size_t i = 0; i < finder.size(); ++i)
    EXPECT_EQ(code[row + i].substr(column, 7), finder[i]) << row + i;
}

TEST(QrCode, is_a_square_with_the_marks_that_readers_look_for) {
  const auto code = qr_code("otpauth://totp/Turnstone:amal?secret=ABCDEFGH&issuer=Turnstone");
  const auto width = code.size();
  ASSERT_EQ(width % 4, 1U);
  for (const auto& row : code) EXPECT_EQ(row.size(), width);
  expect_finder(code, 0, 0);
  expect_finder(code, 0, width - 7);
  expect_finder(code, width - 7, 0);
  for (std::size_t i = 8; i < width - 8; ++i) EXPECT_EQ(code[6][i], i % 2 == 0 ? '1' : '0');
}

TEST(QrCode, is_the_same_for_the_same_text_and_another_for_another) {
  EXPECT_EQ(qr_code("a"), qr_code("a"));
  EXPECT_NE(qr_code("a"), qr_code("b"));
}

TEST(QrCode, is_none_for_what_does_not_fit) {
  EXPECT_THROW(qr_code(std::string(3000, 'a')), Bug);
  EXPECT_THROW(qr_code(std::string_view{"a\0b", 3}), Bug);
}

}  // namespace
}  // namespace ts::formats
