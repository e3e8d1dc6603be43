#include "openid/metadata.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace ts::openid {
namespace {

namespace json = boost::json;

constexpr std::string_view issuer = "https://id.example/realm";

json::object description(const json::object& other = {}) {
  json::object out{{"issuer", issuer},
                   {"authorization_endpoint", "https://id.example/in"},
                   {"token_endpoint", "https://id.example/token"},
                   {"jwks_uri", "https://keys.example/all"}};
  for (const auto& [name, value] : other) out[name] = value;
  return out;
}
std::optional<Metadata> read(const json::object& other) {
  return read_metadata(json::serialize(description(other)), issuer);
}

TEST(ADescription, is_of_exactly_the_issuer_that_the_operator_wrote_down) {
  EXPECT_EQ(metadata_address("https://id.example/realm/"),
            "https://id.example/realm/.well-known/openid-configuration");
  const auto out = read({});
  ASSERT_TRUE(out.has_value());
  EXPECT_EQ(out->tokens, "https://id.example/token");
  EXPECT_TRUE(out->secret_in_header);
  for (const auto* other : {"https://id.example", "https://id.example/realm/", ""})
    EXPECT_FALSE(read({{"issuer", other}}).has_value()) << other;
  for (const auto* text : {"", "[]", "{}", "{\"issuer\":1}"})
    EXPECT_FALSE(read_metadata(text, issuer).has_value()) << text;
}

TEST(ADescription, names_addresses_that_nobody_can_listen_to) {
  for (const auto* name : {"authorization_endpoint", "token_endpoint", "jwks_uri"}) {
    for (const auto* address :
         {"", "http://id.example/x", "https://", "https:///x", "https://a b", "javascript:alert(1)",
          "https://user@id.example/", "https://id.example/#x", "https://id.example/\n"})
      EXPECT_FALSE(read({{name, address}}).has_value()) << name << address;
    EXPECT_FALSE(read({{name, nullptr}}).has_value());
    EXPECT_TRUE(read({{name, "http://127.0.0.1:8080/x"}}).has_value());
  }
}

TEST(ADescription, says_how_a_client_proves_itself) {
  const auto with = [](const json::value& methods) {
    return read({{"token_endpoint_auth_methods_supported", methods}});
  };
  EXPECT_FALSE(with(json::array{"client_secret_post"})->secret_in_header);
  EXPECT_TRUE(with(json::array{"client_secret_post", "client_secret_basic"})->secret_in_header);
  EXPECT_FALSE(with(json::array{"private_key_jwt"}).has_value());
  EXPECT_FALSE(with("client_secret_basic").has_value());
}

}  // namespace
}  // namespace ts::openid
