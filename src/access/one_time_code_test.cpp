#include "access/one_time_code.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ts::access {
namespace {

const Bytes key{'1', '2', '3', '4', '5', '6', '7', '8', '9', '0',
                '1', '2', '3', '4', '5', '6', '7', '8', '9', '0'};

Instant at_second(std::int64_t second) { return {second * 1000}; }

// RFC 4226, appendix D.
TEST(OneTimeCode, gives_the_published_codes_of_a_counter) {
  const std::vector<std::string> expected{"755224", "287082", "359152", "969429", "338314",
                                          "254676", "287922", "162583", "399871", "520489"};
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_EQ(code_of_step(key, static_cast<std::int64_t>(i)), expected[i]);
}

// RFC 6238, appendix B, the last six of its eight digits.
TEST(OneTimeCode, gives_the_published_codes_of_a_time) {
  const std::vector<std::pair<std::int64_t, std::string>> expected{
      {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
      {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [second, code] : expected)
    EXPECT_EQ(code_of_step(key, step_of(at_second(second))), code) << second;
}

TEST(OneTimeCode, is_taken_one_step_early_and_late_and_no_further) {
  const auto now = at_second(1'772'000'010);
  const auto step = step_of(now);
  for (std::int64_t off = -1; off <= 1; ++off)
    EXPECT_EQ(step_of_code(key, code_of_step(key, step + off), now, 0), step + off);
  for (const std::int64_t off : {-3, -2, 2, 3})
    EXPECT_EQ(step_of_code(key, code_of_step(key, step + off), now, 0), std::nullopt);
}

TEST(OneTimeCode, of_a_step_that_was_used_or_one_before_is_none) {
  const auto now = at_second(1'772'000'010);
  const auto step = step_of(now);
  EXPECT_EQ(step_of_code(key, code_of_step(key, step), now, step), std::nullopt);
  EXPECT_EQ(step_of_code(key, code_of_step(key, step - 1), now, step), std::nullopt);
  EXPECT_EQ(step_of_code(key, code_of_step(key, step + 1), now, step), step + 1);
}

TEST(OneTimeCode, of_another_length_is_none) {
  const auto now = at_second(59);
  for (const auto* code : {"", "28708", "2870820", " 287082"})
    EXPECT_EQ(step_of_code(key, code, now, 0), std::nullopt) << code;
}

// RFC 4648, section 10.
TEST(Base32, gives_the_published_texts) {
  const std::vector<std::pair<std::string, std::string>> expected{{"", ""},
                                                                  {"f", "MY"},
                                                                  {"fo", "MZXQ"},
                                                                  {"foo", "MZXW6"},
                                                                  {"foob", "MZXW6YQ"},
                                                                  {"fooba", "MZXW6YTB"},
                                                                  {"foobar", "MZXW6YTBOI"}};
  for (const auto& [text, coded] : expected) EXPECT_EQ(base32(bytes_of(text)), coded);
}

RC_GTEST_PROP(Base32, tells_any_two_secrets_apart, (const Bytes& a, const Bytes& b)) {
  RC_ASSERT((base32(a) == base32(b)) == (a == b) || a.size() != b.size());
}

TEST(EnrolmentUri, names_the_program_the_login_and_the_secret) {
  EXPECT_EQ(enrolment_uri("amal@quay", key),
            "otpauth://totp/Turnstone:amal%40quay?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&"
            "issuer=Turnstone");
}

}  // namespace
}  // namespace ts::access
