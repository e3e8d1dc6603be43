#include "access/account_text.h"

#include <gtest/gtest.h>

namespace ts::access {
namespace {

const auto account = AccountId::random();

std::string with(std::string_view more) {
  return R"({"login":"amal","name":"Amal","role":"caseworker","language":"en","disabled":false,)"
         R"("passphrase":"x")" +
         std::string{more} + "}";
}
bool is_account(std::string_view more) {
  return kept_account(account, 1, bytes_of(with(more))).has_value();
}
bool is_organisation(std::string_view more) {
  const auto text = R"({"name":"Quay","country":"PT")" + std::string{more} + "}";
  return kept_organisation(OrgId::random(), 1, bytes_of(text)).has_value();
}

TEST(KeptText, of_an_account_from_before_second_factors_is_read) {
  const auto kept = kept_account(account, 3, bytes_of(with("")));
  ASSERT_TRUE(kept);
  EXPECT_FALSE(kept->account.second_factor);
  EXPECT_FALSE(kept->second_factor);
}

TEST(KeptText, of_a_second_factor_comes_back_as_it_was) {
  auto kept = kept_account(account, 3, bytes_of(with(""))).value();
  kept.second_factor = SecondFactor{.secret = {1, 2, 3},
                                    .on = true,
                                    .since = {1'772'000'000'000},
                                    .used_step = 59'066'666,
                                    .recovery = {crypto::Digest{7}, crypto::Digest{8}}};
  const auto again = kept_account(account, 3, bytes_of(text_of_kept(kept)));
  ASSERT_TRUE(again && again->second_factor);
  EXPECT_TRUE(again->account.second_factor);
  EXPECT_EQ(again->second_factor->secret, kept.second_factor->secret);
  EXPECT_EQ(again->second_factor->since, kept.second_factor->since);
  EXPECT_EQ(again->second_factor->used_step, kept.second_factor->used_step);
  EXPECT_EQ(again->second_factor->recovery, kept.second_factor->recovery);
}

TEST(KeptText, of_a_second_factor_that_we_did_not_write_is_none) {
  const std::string tag(64, 'a');
  const auto factor = [](std::string_view secret, std::string_view on, std::string_view since,
                         std::string_view step, std::string_view recovery) {
    return R"(,"second_factor":{"secret":)" + std::string{secret} + R"(,"on":)" + std::string{on} +
           R"(,"since":)" + std::string{since} + R"(,"used_step":)" + std::string{step} +
           R"(,"recovery":)" + std::string{recovery} + "}";
  };
  EXPECT_TRUE(is_account(factor("\"0a\"", "true", "1", "2", "[\"" + tag + "\"]")));
  EXPECT_FALSE(is_account(factor("\"\"", "true", "1", "2", "[]")));
  EXPECT_FALSE(is_account(factor("\"0\"", "true", "1", "2", "[]")));
  EXPECT_FALSE(is_account(factor("\"0a\"", "1", "1", "2", "[]")));
  EXPECT_FALSE(is_account(factor("\"0a\"", "true", "\"1\"", "2", "[]")));
  EXPECT_FALSE(is_account(factor("\"0a\"", "true", "1", "null", "[]")));
  EXPECT_FALSE(is_account(factor("\"0a\"", "true", "1", "2", "{}")));
  EXPECT_FALSE(is_account(factor("\"0a\"", "true", "1", "2", "[\"0a\"]")));
  EXPECT_FALSE(is_account(factor("\"0a\"", "true", "1", "2", "[1]")));
  EXPECT_FALSE(is_account(R"(,"second_factor":true)"));
}

TEST(KeptText, of_an_organisation_names_roles_that_there_are) {
  EXPECT_TRUE(is_organisation(""));
  EXPECT_TRUE(is_organisation(R"(,"second_factor_for":["auditor","caseworker"])"));
  EXPECT_FALSE(is_organisation(R"(,"second_factor_for":["director"])"));
  EXPECT_FALSE(is_organisation(R"(,"second_factor_for":[1])"));
  EXPECT_FALSE(is_organisation(R"(,"second_factor_for":"auditor")"));
}

}  // namespace
}  // namespace ts::access
