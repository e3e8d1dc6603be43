#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/bytes.h"
#include "base/data.h"
#include "base/failure.h"
#include "base/id.h"
#include "base/time.h"

namespace ts {
namespace {

TEST(Ids, are_read_back_from_their_text) {
  for (int i = 0; i < 1000; ++i) {
    const auto id = CaseId::random();
    ASSERT_EQ(CaseId::parse(id.text()), id);
    ASSERT_EQ(id.text().size(), 26U);
  }
  IdBytes all;
  all.fill(255);
  EXPECT_EQ(CaseId{all}.text(), "7zzzzzzzzzzzzzzzzzzzzzzzzz");
}

TEST(Ids, take_no_other_spelling) {
  EXPECT_FALSE(CaseId::parse(""));
  EXPECT_FALSE(CaseId::parse("7ZZZZZZZZZZZZZZZZZZZZZZZZZ"));
  EXPECT_FALSE(CaseId::parse("8zzzzzzzzzzzzzzzzzzzzzzzzz"));  // 129 bits
  EXPECT_FALSE(CaseId::parse("7zzzzzzzzzzzzzzzzzzzzzzzz"));
  EXPECT_FALSE(CaseId::parse("7zzzzzzzzzzzzzzzzzzzzzzzz/"));
}

TEST(PartialDates, keep_what_is_known_and_no_more) {
  for (const auto* text : {"1994", "1994~", "1994-05", "1994-05~", "1994-05-03", "1996-02-29~"})
    EXPECT_EQ(to_text(parse_partial_date(text).value()), text);
  for (const auto* text : {"", "~", "94", "1994-13", "1994-00", "1995-02-29", "1994-5-3", "0000",
                           "1994-05-03T00:00Z", "-994", "1994/05/03", "1994-05-03~~"})
    EXPECT_FALSE(parse_partial_date(text)) << text;
}

TEST(Instants, are_written_in_utc_and_read_back) {
  EXPECT_EQ(to_text(Instant{0}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_text(Instant{-1}), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(parse_instant("2008-03-01T09:30Z")->ms, 1204363800000);
  EXPECT_FALSE(parse_instant("2008-03-01T09:30"));
  EXPECT_FALSE(parse_instant("2008-03-01T24:30Z"));
  EXPECT_TRUE(rc::check([] {
    const auto ms = *rc::gen::inRange<std::int64_t>(-30'000'000'000'000, 200'000'000'000'000);
    RC_ASSERT(parse_instant(to_text(Instant{ms}))->ms == ms);
  }));
}

TEST(ByteWriter, is_read_back_whole_and_never_beyond_its_end) {
  EXPECT_TRUE(rc::check([](const std::vector<std::string>& parts, const Bytes& noise) {
    ByteWriter writer;
    for (const auto& part : parts) writer.part(part);
    ByteReader reader{writer.bytes()};
    for (const auto& part : parts) RC_ASSERT(text_of(*reader.part()) == part);
    RC_ASSERT(reader.done());
    ByteReader foreign{noise};
    while (foreign.part()) {
    }
    RC_ASSERT(from_hex(hex(noise)) == noise);
  }));
}

TEST(EmbeddedFiles, are_all_found_by_name) {
  ASSERT_FALSE(data::files().empty());
  for (const auto& each : data::files())
    EXPECT_EQ(data::file(each.name).data(), each.content.data());
  EXPECT_THROW(data::file("no/such/file"), Bug);
}

TEST(Failures, carry_every_problem_at_once) {
  EXPECT_NO_THROW(refuse_if_any({}));
  try {
    refuse_if_any({{"prs_FirstName", "field.required"}, {"con_Consent", "case.needs_consent"}});
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.fault(), Fault::invalid);
    EXPECT_EQ(failure.problems().size(), 2U);
  }
}

}  // namespace
}  // namespace ts
