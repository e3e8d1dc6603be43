#include "openid/token.h"

#include <cjose/cjose.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace ts::openid {
namespace {

namespace json = boost::json;

constexpr Instant now{1'772'000'000'000};
constexpr std::int64_t second = now.ms / 1000;

/// A key pair: signs here, and is published as a provider publishes it.
class Pair {
 public:
  Pair(std::string id, cjose_jwk_t* key) : id_{std::move(id)}, key_{key} {
    cjose_jwk_set_kid(key_, id_.data(), id_.size(), &error_);
  }
  ~Pair() { cjose_jwk_release(key_); }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  std::string sign(const std::string& text, const std::string& algorithm,
                   std::string_view id) const {
    auto* header = cjose_header_new(&error_);
    cjose_header_set(header, CJOSE_HDR_ALG, algorithm.c_str(), &error_);
    if (!id.empty()) cjose_header_set(header, CJOSE_HDR_KID, std::string{id}.c_str(), &error_);
    auto* jws = cjose_jws_sign(key_, header, reinterpret_cast<const std::uint8_t*>(text.data()),
                               text.size(), &error_);
    const char* out = "";
    EXPECT_TRUE(cjose_jws_export(jws, &out, &error_));
    std::string copy{out};
    cjose_jws_release(jws);
    cjose_header_release(header);
    return copy;
  }
  std::string sign(const json::object& claims, const std::string& algorithm) const {
    return sign(json::serialize(claims), algorithm, id_);
  }
  json::value published() const {
    char* text = cjose_jwk_to_json(key_, false, &error_);
    auto out = json::parse(text);
    std::free(text);  // NOLINT: the library's own allocation
    return out;
  }

 private:
  std::string id_;
  cjose_jwk_t* key_;
  mutable cjose_err error_{};
};

cjose_jwk_t* rsa(std::size_t bits) {
  cjose_err error{};
  constexpr std::array<std::uint8_t, 3> exponent{1, 0, 1};
  return cjose_jwk_create_RSA_random(bits, exponent.data(), exponent.size(), &error);
}
cjose_jwk_t* curve(cjose_jwk_ec_curve which) {
  cjose_err error{};
  return cjose_jwk_create_EC_random(which, &error);
}

struct World {
  Pair rsa{"rsa", openid::rsa(2048)};
  Pair curve{"curve", openid::curve(CJOSE_JWK_EC_P_256)};
  std::vector<Key> keys = published({&rsa, &curve});

  static std::vector<Key> published(std::initializer_list<const Pair*> pairs) {
    json::array list;
    for (const auto* pair : pairs) list.push_back(pair->published());
    return read_keys(json::serialize(json::object{{"keys", list}}));
  }
};

World& world() {
  static World out;
  return out;
}

json::object claims(const json::object& other = {}) {
  json::object out{{"iss", "https://id.example"}, {"aud", "turnstone"}, {"sub", "24f"},
                   {"exp", second + 300},         {"iat", second},      {"nonce", "once"}};
  for (const auto& [name, value] : other)
    if (value.is_null())
      out.erase(name);
    else
      out[name] = value;
  return out;
}

const Expected expected{.issuer = "https://id.example",
                        .client = "turnstone",
                        .nonce = "once",
                        .begun = now,
                        .second_factor = "mfa"};

std::string_view verdict(const std::string& token, const std::vector<Key>& keys = world().keys) {
  const auto out = check(token, keys, expected, now);
  const auto* doubt = std::get_if<Doubt>(&out);
  return doubt ? text(*doubt).text() : "believed";
}
std::string_view of(const json::object& other) {
  return verdict(world().rsa.sign(claims(other), "RS256"));
}

TEST(AToken, is_believed_when_all_of_it_is_so) {
  for (const auto& token :
       {world().rsa.sign(claims(), "RS256"), world().rsa.sign(claims(), "PS256"),
        world().curve.sign(claims(), "ES256")}) {
    const auto out = check(token, world().keys, expected, now);
    ASSERT_TRUE(std::holds_alternative<Token>(out));
    EXPECT_EQ(std::get<Token>(out).subject, "24f");
    EXPECT_FALSE(std::get<Token>(out).second_factor);
  }
  EXPECT_EQ(of({{"aud", json::array{"turnstone"}}}), "believed");
  EXPECT_EQ(of({{"aud", json::array{"other", "turnstone"}}, {"azp", "turnstone"}}), "believed");
  EXPECT_EQ(of({{"auth_time", second - 30}, {"nbf", second}}), "believed");
  EXPECT_EQ(of({{"exp", second + 0.5}}), "believed");
}

TEST(AToken, is_not_believed_for_any_one_thing_that_is_not_so) {
  EXPECT_EQ(of({{"iss", "https://id.example/"}}), "issuer");
  EXPECT_EQ(of({{"iss", nullptr}}), "issuer");
  for (const json::value& audience : {json::value("other"), json::value(nullptr), json::value(7),
                                      json::value(json::array{"other"}), json::value(json::array{}),
                                      json::value(json::array{"turnstone", "other"})})
    EXPECT_EQ(of({{"aud", audience}}), "audience") << json::serialize(audience);
  EXPECT_EQ(of({{"azp", "other"}}), "audience");
  EXPECT_EQ(of({{"azp", 1}}), "audience");
  for (const json::value& end : {json::value(second - 60), json::value(nullptr), json::value("x"),
                                 json::value(-1), json::value(1e300)})
    EXPECT_EQ(of({{"exp", end}}), "expired") << json::serialize(end);
  EXPECT_EQ(of({{"iat", second - 600}}), "expired");
  EXPECT_EQ(of({{"iat", nullptr}}), "expired");
  EXPECT_EQ(of({{"iat", second + 61}}), "not_yet");
  EXPECT_EQ(of({{"nbf", second + 61}}), "not_yet");
  EXPECT_EQ(of({{"auth_time", second - 61}}), "old_sign_in");
  EXPECT_EQ(of({{"nonce", "twice"}}), "nonce");
  EXPECT_EQ(of({{"nonce", nullptr}}), "nonce");
  for (const json::value& subject :
       {json::value(""), json::value(nullptr), json::value(7), json::value("a\nb"),
        json::value("é"), json::value(std::string(256, 'a'))})
    EXPECT_EQ(of({{"sub", subject}}), "subject") << json::serialize(subject);
}

TEST(AToken, is_signed_with_an_algorithm_that_we_take_by_a_key_that_is_published) {
  const Pair stranger{"rsa", rsa(2048)};
  EXPECT_EQ(verdict(stranger.sign(claims(), "RS256")), "signature");
  EXPECT_EQ(verdict(world().rsa.sign(claims(), "RS384")), "algorithm");
  cjose_err error{};
  const Pair shared{"rsa", cjose_jwk_create_oct_random(256, &error)};
  EXPECT_EQ(verdict(shared.sign(claims(), "HS256")), "algorithm");
  EXPECT_EQ(verdict(world().rsa.sign(json::serialize(claims()), "RS256", "other")), "unknown_key");
  // "rsa" names a key of another kind.
  EXPECT_EQ(verdict(world().curve.sign(json::serialize(claims()), "ES256", "rsa")), "unknown_key");
  // No name is enough where there is one key only.
  const auto nameless = world().rsa.sign(json::serialize(claims()), "RS256", "");
  EXPECT_EQ(verdict(nameless), "believed");
  const Pair second_key{"more", rsa(2048)};
  EXPECT_EQ(verdict(nameless, World::published({&world().rsa, &second_key})), "unknown_key");
  const auto none =
      std::string{"eyJhbGciOiJub25lIn0."} + world().rsa.sign(claims(), "RS256").substr(3, 40) + '.';
  EXPECT_NE(verdict(none), "believed");
}

TEST(AToken, cut_or_changed_anywhere_is_not_believed) {
  const auto whole = world().curve.sign(claims(), "ES256");
  for (std::size_t at = 0; at < whole.size(); ++at) {
    EXPECT_NE(verdict(whole.substr(0, at)), "believed") << at;
    auto other = whole;
    other[at] = other[at] == 'A' ? 'Q' : 'A';
    // The last letter of a part has bits that stand for nothing.
    const bool last = at + 1 == whole.size() || whole[at + 1] == '.';
    if (!last) EXPECT_NE(verdict(other), "believed") << at;
  }
  EXPECT_EQ(verdict(std::string(20'000, 'a')), "malformed");
  EXPECT_EQ(verdict(world().rsa.sign("[]", "RS256", "rsa")), "malformed");
}

TEST(AToken, that_is_not_written_as_one_is_never_given_to_the_library) {
  for (const auto* text : {"", ".", "..", "a.b.c", "ab.cd", "ab.cd.", ".ab.cd", "ab.c=.ef",
                           "ab.cd.ef.gh", "ab.cd.e/", "abcde.cd.ef", "ab.cd.ef\n"})
    EXPECT_EQ(verdict(text), "malformed") << text;
}

TEST(AToken, says_that_a_second_factor_was_seen_in_the_word_that_was_agreed) {
  const auto seen = [](const json::object& other, std::string word) {
    auto wanted = expected;
    wanted.second_factor = std::move(word);
    return std::get<Token>(
               check(world().rsa.sign(claims(other), "RS256"), world().keys, wanted, now))
        .second_factor;
  };
  const json::array methods{"pwd", "mfa"};
  EXPECT_TRUE(seen({{"amr", methods}}, "mfa"));
  EXPECT_TRUE(seen({{"acr", "mfa"}}, "mfa"));
  EXPECT_FALSE(seen({{"amr", methods}}, "otp"));
  EXPECT_FALSE(seen({{"amr", "mfa"}}, "mfa"));
  EXPECT_FALSE(seen({{"acr", ""}, {"amr", json::array{""}}}, ""));
}

TEST(Keys, that_are_weak_shared_or_for_something_else_are_passed_over) {
  const Pair weak{"weak", rsa(1024)};
  const Pair other_curve{"p521", curve(CJOSE_JWK_EC_P_521)};
  EXPECT_TRUE(World::published({&weak, &other_curve}).empty());
  auto encrypting = world().rsa.published().as_object();
  encrypting["use"] = "enc";
  const json::object shared{{"kty", "oct"}, {"k", "c2VjcmV0"}, {"kid", "rsa"}};
  auto padded = world().rsa.published().as_object();
  padded["n"] = "=" + std::string{padded["n"].as_string()};
  const json::array list{encrypting,
                         shared,
                         padded,
                         "no key",
                         json::object{{"kty", "OKP"}},
                         world().curve.published()};
  const auto read = read_keys(json::serialize(json::object{{"keys", list}}));
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].id, "curve");
  for (const auto* text : {"", "{", "[]", "{}", R"({"keys":{}})", R"({"keys":7})"})
    EXPECT_TRUE(read_keys(text).empty()) << text;
  const json::array many(most_keys + 1, world().curve.published());
  EXPECT_EQ(read_keys(json::serialize(json::object{{"keys", many}})).size(), most_keys);
  // A key that says what it signs with signs with nothing else.
  auto choosy = world().rsa.published().as_object();
  choosy["alg"] = "PS256";
  const auto only = read_keys(json::serialize(json::object{{"keys", json::array{choosy}}}));
  EXPECT_EQ(verdict(world().rsa.sign(claims(), "RS256"), only), "unknown_key");
  EXPECT_EQ(verdict(world().rsa.sign(claims(), "PS256"), only), "believed");
}

}  // namespace
}  // namespace ts::openid
