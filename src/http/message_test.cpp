#include "http/message.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ts::http {
namespace {

Request asking_with(Headers headers) {
  Request request;
  request.headers = std::move(headers);
  return request;
}

TEST(Request, finds_headers_in_any_case) {
  const Request request = asking_with({{"X-One", "1"}, {"x-one", "2"}});
  EXPECT_EQ(request.header("x-ONE"), "1");
  EXPECT_FALSE(request.header("x-on"));
  EXPECT_FALSE(request.header("x-ones"));
}

TEST(PercentDecode, gives_the_bytes) {
  EXPECT_EQ(percent_decode("a%20b%C3%a9+"), "a b\xc3\xa9+");
  EXPECT_EQ(percent_decode(""), "");
}

TEST(PercentDecode, refuses_what_is_cut_or_not_hexadecimal) {
  for (const auto* text : {"%", "%4", "a%", "%g0", "%0g", "%%20", "%-1", "%00"}) {
    EXPECT_FALSE(percent_decode(text)) << text;
  }
}

RC_GTEST_PROP(PercentDecode, UndoesEncodingEveryByte, (const std::string& bytes)) {
  RC_PRE(bytes.find('\0') == std::string::npos);
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    encoded += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  RC_ASSERT(percent_decode(encoded) == bytes);
}

TEST(ParseQuery, keeps_order_and_repeats) {
  const auto pairs = parse_query("a=1&b=x+y%2B&&a=&c&=d&e=f=g");
  ASSERT_TRUE(pairs);
  const Headers expected{{"a", "1"}, {"b", "x y+"}, {"a", ""}, {"c", ""}, {"", "d"}, {"e", "f=g"}};
  EXPECT_EQ(*pairs, expected);
  EXPECT_TRUE(parse_query("")->empty());
}

TEST(ParseQuery, refuses_a_malformed_part) {
  EXPECT_FALSE(parse_query("a=1&b=%f"));
  EXPECT_FALSE(parse_query("%=1"));
}

TEST(Cookie, is_found_among_others) {
  const Request request =
      asking_with({{"Cookie", "a=1; name=x=y ;c"}, {"cookie", "d=4;name=second"}});
  EXPECT_EQ(cookie(request, "name"), "x=y");
  EXPECT_EQ(cookie(request, "d"), "4");
  EXPECT_FALSE(cookie(request, "Name"));
  EXPECT_FALSE(cookie(request, "c"));
  EXPECT_FALSE(cookie(request, "am"));
}

TEST(Response, may_not_break_out_of_its_lines_nor_frame_itself) {
  const auto sendable = [](const char* name, std::string value) {
    Response response;
    response.headers = {{name, std::move(value)}};
    return is_sendable(response);
  };
  EXPECT_TRUE(sendable("ETag", "\"1\""));
  EXPECT_TRUE(sendable("X", "\xc3\xa9\t"));
  EXPECT_FALSE(sendable("X", "a\r\nSet-Cookie: b"));
  EXPECT_FALSE(sendable("X", std::string("a\0b", 3)));
  EXPECT_FALSE(sendable("X", std::string(10000, 'a')));
  EXPECT_FALSE(sendable("X:", "a"));
  EXPECT_FALSE(sendable("", "a"));
  EXPECT_FALSE(sendable("content-length", "1"));
  EXPECT_FALSE(sendable("Transfer-Encoding", "chunked"));
  EXPECT_FALSE(sendable("Connection", "close"));
}

TEST(Response, has_a_final_status) {
  Response response;
  for (const int status : {200, 304, 599}) {
    response.status = status;
    EXPECT_TRUE(is_sendable(response)) << status;
  }
  for (const int status : {-1, 0, 101, 600}) {
    response.status = status;
    EXPECT_FALSE(is_sendable(response)) << status;
  }
}

}  // namespace
}  // namespace ts::http
