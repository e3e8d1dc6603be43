// What a provider sends: its description, its keys, its tokens.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/failure.h"
#include "crypto/base64.h"
#include "openid/metadata.h"
#include "openid/token.h"

namespace {

constexpr std::string_view rsa_key =
    R"({"keys":[{"kty":"RSA","kid":"a","use":"sig","e":"AQAB","n":")"
    "y1kuuXh4TxSDimjte8zmBS8FQuQRIIAJAycYMpR1InqOPCKwmDJnIUqTx40Ir5LUeZIdht6wRJy-i31UvMdErtHBv8NL"
    "Xgvra0jCYCF_64A4iprJShYIlNSnnX5JEzYz40lFXELDUkQMPp0tmgI_KEquIfDGD7r2oI3osXKYKISNNDm_CDuk-oga"
    "LJoU9NjecAe6KGFJerDXT1ytb0JmAll9rnBaM_YylkAXiTSFLTkrjXaf6OrP5wkYqLxL9wns5GvEIyNBYH4NPTZ5OIt2"
    "NGq0qRAV-shRys_WFRaaVcHX5iBPqsRjUZq5DJHda0YrO7iHcZ21WtcI06gve3TnEQ"
    R"("}]})";

std::string url_form(std::string text) {
  while (text.ends_with('=')) text.pop_back();
  for (auto& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ts;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  static const auto keys = openid::read_keys(rsa_key);
  ensure(!keys.empty());
  if (const auto read = openid::read_metadata(text, "https://id.example"))
    ensure(openid::is_address(read->tokens));
  for (const auto& key : openid::read_keys(text)) ensure(key.material != nullptr);
  const openid::Expected expected{.issuer = "https://id.example",
                                  .client = "turnstone",
                                  .nonce = "once",
                                  .begun = {},
                                  .second_factor = {}};
  // Nobody has the other half of this key. As a token, and as the head of one.
  for (const auto& token : {std::string{text}, url_form(crypto::base64(text)) + ".e30.AAAA"})
    ensure(!std::holds_alternative<openid::Token>(
        openid::check(token, keys, expected, {1'772'000'000'000})));
  return 0;
}
