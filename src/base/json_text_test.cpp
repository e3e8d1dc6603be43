#include "base/json_text.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/failure.h"

namespace ts {
namespace {

TEST(JsonText, puts_commas_between_members_and_items_and_nowhere_else) {
  JsonText out;
  out.begin_object().key("list").begin_array().end_array().member("n", 7).key("inner");
  out.begin_array().value(true).null().begin_object().member("a", "b").end_object();
  out.raw("[1]").value(std::size_t{2}).end_array().member("last", false).end_object();
  EXPECT_EQ(out.take(), R"({"list":[],"n":7,"inner":[true,null,{"a":"b"},[1],2],"last":false})");
}

TEST(JsonText, keeps_a_whole_number_that_is_real_apart_from_an_integer) {
  EXPECT_EQ(JsonText{}.value(2.0).text(), "2.0");
  EXPECT_EQ(JsonText{}.value(-0.5).text(), "-0.5");
  EXPECT_EQ(JsonText{}.value(std::numeric_limits<std::int64_t>::min()).text(),
            "-9223372036854775808");
  EXPECT_THROW(JsonText{}.value(std::numeric_limits<double>::infinity()), Bug);
}

TEST(JsonText, escapes_what_would_end_a_text_and_what_cannot_be_seen) {
  EXPECT_EQ(JsonText{}.value("a\"b\\c\n\x01/\x7f").text(), R"("a\"b\\c\u000a\u0001/)"
                                                           "\x7f\"");
  EXPECT_EQ(JsonText{}.begin_object().member("\"", "مريم").end_object().text(), R"({"\"":"مريم"})");
  EXPECT_EQ(JsonText{}.value("").text(), R"("")");
}

}  // namespace
}  // namespace ts
