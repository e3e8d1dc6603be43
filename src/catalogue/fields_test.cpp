#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/json.hpp>
#include <cmath>
#include <limits>

#include "base/failure.h"
#include "catalogue/value.h"

namespace rc {

template <>
struct Arbitrary<ts::catalogue::Value> {
  static Gen<ts::catalogue::Value> arbitrary() {
    using ts::catalogue::Value;
    return gen::oneOf(gen::cast<Value>(gen::arbitrary<bool>()),
                      gen::cast<Value>(gen::arbitrary<std::int64_t>()),
                      gen::cast<Value>(gen::suchThat(gen::arbitrary<double>(),
                                                     [](double d) { return std::isfinite(d); })),
                      gen::cast<Value>(gen::arbitrary<std::string>()),
                      gen::cast<Value>(gen::arbitrary<std::vector<std::string>>()));
  }
};

}  // namespace rc

namespace ts::catalogue {
namespace {

using Entries = std::map<std::string, Value>;

Fields fields_of(const Entries& entries) { return {entries.begin(), entries.end()}; }

Bytes sealed(std::string_view json) {
  const auto all = '\x01' + std::string{json};
  return {all.begin(), all.end()};
}

TEST(Encode, is_canonical_json_behind_the_version) {
  const Fields fields{{"b", std::int64_t{7}},
                      {"a", std::string{"\"é\\\n"}},
                      {"c", 2.0},
                      {"d", std::vector<std::string>{"x", "y"}},
                      {"e", true}};
  EXPECT_EQ(
      encode(fields),
      sealed("{\"a\":\"\\\"é\\\\\\u000a\",\"b\":7,\"c\":2.0,\"d\":[\"x\",\"y\"],\"e\":true}"));
  EXPECT_EQ(encode({}), sealed("{}"));
}

TEST(Encode, refuses_what_has_no_spelling) {
  EXPECT_THROW(encode({{"a", std::numeric_limits<double>::infinity()}}), Bug);
  EXPECT_THROW(encode({{"a", std::nan("")}}), Bug);
}

TEST(Decode, accepts_one_spelling_only) {
  EXPECT_TRUE(decode(sealed(R"({"a":1,"b":2.5,"c":[]})")));
  for (const auto* other : {"",
                            "{",
                            "{}x",
                            R"({"a":1,})",
                            R"({"a":1 })",
                            R"({"b":1,"a":2})",
                            R"({"a":1,"a":1})",
                            R"({"a":01})",
                            R"({"a":+1})",
                            R"({"a":-0})",
                            R"({"a":1e400})",
                            R"({"a":2.50})",
                            R"({"a":null})",
                            R"({"a":{}})",
                            R"({"a":[1]})",
                            R"({"a":["x",]})",
                            R"({"a":"\u0041"})",
                            R"({"a":"\n"})",
                            R"({"a":"x)",
                            R"({"a":tru})",
                            R"({"a":})",
                            R"({"a")",
                            R"([])",
                            R"({"a":9223372036854775808})",
                            R"({"a":"\u00)",
                            R"({"a":"\u001F"})"})
    EXPECT_FALSE(decode(sealed(other))) << other;
  EXPECT_FALSE(decode({}));
  auto newer = sealed("{}");
  newer[0] = 2;
  EXPECT_FALSE(decode(newer));
}

RC_GTEST_PROP(Decode, givesBackWhatWasEncoded, (const Entries& entries)) {
  const auto fields = fields_of(entries);
  const auto back = decode(encode(fields));
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == fields);
}

RC_GTEST_PROP(Decode, livesWithAnyBytes, (const Bytes& bytes)) {
  const auto fields = decode(bytes);
  if (fields) RC_ASSERT(encode(*fields) == bytes);
}

RC_GTEST_PROP(Decode, livesWithABrokenBody,
              (const Entries& entries, std::size_t at, std::uint8_t byte)) {
  auto bytes = encode(fields_of(entries));
  bytes[at % bytes.size()] = byte;
  const auto fields = decode(bytes);
  if (fields) RC_ASSERT(encode(*fields) == bytes);
  bytes.resize(at % bytes.size());
  RC_ASSERT(!decode(bytes));
}

RC_GTEST_PROP(Json, givesBackWhatWentIn, (const Value& value)) {
  RC_ASSERT(value_of(to_json(value)) == value);
}

TEST(Json, takes_only_what_a_field_can_hold) {
  using boost::json::parse;
  EXPECT_EQ(value_of(parse("true")), Value{true});
  EXPECT_EQ(value_of(parse("7")), Value{std::int64_t{7}});
  EXPECT_EQ(value_of(parse("7.5")), Value{7.5});
  EXPECT_EQ(value_of(parse("[]")), Value{std::vector<std::string>{}});
  for (const auto* other : {"null", "{}", "[1]", "[[]]", "[\"x\",null]", "18446744073709551615"})
    EXPECT_FALSE(value_of(parse(other))) << other;
  EXPECT_FALSE(value_of(boost::json::value(std::numeric_limits<double>::infinity())));
}

TEST(Json, keeps_the_names_of_fields) {
  const Fields fields{{"prs_FirstName", std::string{"Aba"}}, {"prs_Deceased", false}};
  EXPECT_EQ(boost::json::serialize(to_json(fields)),
            R"({"prs_Deceased":false,"prs_FirstName":"Aba"})");
}

}  // namespace
}  // namespace ts::catalogue
