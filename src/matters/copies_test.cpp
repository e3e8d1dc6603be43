#include "matters/copies.h"

#include <gtest/gtest.h>

#include "matters/trial.h"

namespace ts::matters {
namespace {

using cases::trial::problems_of;
using cases::trial::record;
using trial::Side;
using ts::trial::key_of;
using Problems = std::vector<std::string>;

ClassSet of(std::string_view letters) {
  ClassSet out;
  for (const char letter : letters) out.add(*field_class_of(letter));
  return out;
}

class CopiesTest : public testing::Test {
 protected:
  static CopyWish wish(std::string_view letters = "KM", std::string language = "pt") {
    return {.classes = of(letters), .without = {}, .language = std::move(language), .asked = true};
  }
  CaseId opened(Side& side) {
    return side.cases().open(side.worker, Side::form("Ilma"), {}).file.id;
  }
  HandedOver made(Side& side, const CopyWish& asked = wish()) {
    return copies(side).make(side.worker, opened(side), asked).file;
  }
  static Copies& copies(Side& side) { return side.matters->copies(); }
  cases::View taken(const HandedOver& copy, const Copies::Taking& taking) {
    return copies(b).take(b.worker, copy.html, copy.code, taking, {});
  }
  std::string refusal(std::string_view file, std::string_view code) {
    return key_of([&] { copies(b).open(b.worker, file, code); });
  }

  Side a{"Casa do Norte"};
  Side b{"House of the Lamp"};
};

TEST_F(CopiesTest, a_copy_is_opened_with_its_code_by_an_organisation_that_knows_nobody) {
  const auto copy = made(a);
  EXPECT_EQ(copy.html.find("Ilma"), std::string::npos);
  EXPECT_EQ(copy.html.find("Casa do Norte"), std::string::npos);
  const auto seen = copies(b).open(b.worker, copy.html, copy.code);
  EXPECT_EQ(seen.from, "Casa do Norte");
  EXPECT_EQ(seen.maker, Maker::unknown);
  EXPECT_EQ(seen.language, "pt");
  EXPECT_EQ(seen.classes, of("KM"));
  ASSERT_EQ(seen.parts.size(), 2U);
  EXPECT_EQ(seen.parts[0].fields, (catalogue::Fields{{"tsn_CalledName", "Ilma"}}));
  EXPECT_EQ(seen.parts[1].fields, (catalogue::Fields{{"tsn_HealthNeeds", "an invented need"}}));
  EXPECT_EQ(seen.not_known, 0U);
}

TEST_F(CopiesTest, who_made_it_is_said_as_far_as_it_is_known) {
  const auto copy = made(a);
  const auto maker = [&](Side& side) {
    return text(copies(side).open(side.worker, copy.html, copy.code).maker);
  };
  EXPECT_EQ(maker(a), "here");
  EXPECT_EQ(maker(b), "unknown");
  const auto id = b.knows(a);
  EXPECT_EQ(maker(b), "known");
  b.peers().end(b.supervisor, id);
  EXPECT_EQ(maker(b), "ended");
}

TEST_F(CopiesTest, it_is_written_down_that_it_was_given_and_to_whom_it_was_told) {
  const auto id = opened(a);
  const auto before = a.last();
  const auto copy = copies(a).make(a.worker, id, wish()).file;
  EXPECT_EQ(a.trail(before),
            (Problems{"case_read", "identity_made", "copy_made", "record_written"}));
  const auto file = a.cases().read(a.worker, id);
  EXPECT_EQ(Side::text_at(file, "own_copy", "tsn_CopyWay"), "given");
  EXPECT_EQ(Side::text_at(file, "own_copy", "tsn_CopyBy"), a.worker.account.text());

  const auto then = b.last();
  const auto there = taken(copy, {.id = CaseId::random(), .called = "", .agreed = true});
  EXPECT_EQ(b.trail(then).front(), "copy_opened");
  EXPECT_EQ(Side::text_at(there, "own_copy", "tsn_CopyWay"), "brought");
  EXPECT_EQ(Side::text_at(there, "own_copy", "tsn_CopyFrom"), "Casa do Norte");
  EXPECT_EQ(Side::text_at(there, "own_copy", "tsn_CopySigned"), "unknown");
  EXPECT_EQ(Side::text_at(there, "person", "tsn_CalledName"), "Ilma");
  EXPECT_EQ(Side::of_kind(there, "consent").fields.at("con_Consent"), catalogue::Value{true});
  EXPECT_NE(Side::of_kind(there, "person").id, Side::of_kind(file, "person").id);
}

TEST_F(CopiesTest, taking_it_in_needs_the_persons_word_and_a_name) {
  const auto copy = made(a, wish("M"));
  EXPECT_EQ(problems_of([&] { taken(copy, {.id = CaseId::random(), .called = "Ilma"}); }),
            (Problems{"agreed: case.needs_consent"}));
  EXPECT_EQ(
      problems_of([&] { taken(copy, {.id = CaseId::random(), .called = "", .agreed = true}); }),
      (Problems{"records[1].tsn_CalledName: field.required"}));
  const auto there = taken(copy, {.id = CaseId::random(), .called = "Ilma", .agreed = true});
  EXPECT_EQ(Side::text_at(there, "person", "tsn_CalledName"), "Ilma");
  EXPECT_EQ(Side::text_at(there, "context", "tsn_HealthNeeds"), "an invented need");
}

TEST_F(CopiesTest, goes_through_what_the_person_ticked) {
  const auto id = opened(a);
  auto asked = wish();
  const auto preview = copies(a).preview(a.worker, id, asked);
  ASSERT_EQ(preview.ids.size(), 2U);
  EXPECT_EQ(preview.parts.at(0).at("kind"), "Pessoa");
  asked.without = {preview.ids[1]};
  const auto copy = copies(a).make(a.worker, id, asked).file;
  EXPECT_EQ(copies(b).open(b.worker, copy.html, copy.code).parts.size(), 1U);
}

TEST_F(CopiesTest, is_not_made_of_nothing_unasked_or_by_whom_it_does_not_concern) {
  const auto id = opened(a);
  const auto problems = [&](const CopyWish& asked) {
    return problems_of([&] { copies(a).make(a.worker, id, asked); });
  };
  EXPECT_EQ(problems(wish("L")), (Problems{"classes: copy.nothing_to_take"}));
  EXPECT_EQ(problems(wish("K", "xx")), (Problems{"language: language.unknown"}));
  auto unasked = wish();
  unasked.asked = false;
  EXPECT_EQ(problems(unasked), (Problems{"asked: copy.needs_word"}));
  EXPECT_EQ(key_of([&] { copies(b).preview(b.worker, id, wish()); }), "case.absent");
  const auto officer = a.of_team(*a.worker.team, access::Role::protection_officer);
  EXPECT_EQ(key_of([&] { copies(a).open(officer, "", ""); }), "access.not_your_role");
}

TEST_F(CopiesTest, what_a_supervisor_reads_only_with_a_reason_is_not_in_theirs) {
  const auto id = opened(a);
  EXPECT_EQ(problems_of([&] { copies(a).make(a.supervisor, id, wish("M")); }),
            (Problems{"classes: copy.nothing_to_take"}));
  EXPECT_EQ(copies(a).preview(a.supervisor, id, wish()).parts.size(), 1U);
}

TEST_F(CopiesTest, more_than_a_request_carries_is_refused_where_it_is_made) {
  auto form = Side::form("Ilma");
  const std::string long_text(19'000, 'x');
  for (int i = 0; i < 40; ++i)
    form.records.push_back(record("context", {{"tsn_HealthNeeds", long_text}}));
  const auto id = a.cases().open(a.worker, form, {}).file.id;
  EXPECT_EQ(key_of([&] { copies(a).make(a.worker, id, wish("M")); }), "copy.too_large");
  const auto file = a.cases().read(a.worker, id);
  for (const auto& each : file.records) EXPECT_NE(each.kind, "own_copy");
}

TEST_F(CopiesTest, files_that_are_none_cut_altered_or_newer_are_told_apart_and_nothing_is_kept) {
  const auto copy = made(a);
  const auto before = b.last();
  EXPECT_EQ(refusal("", copy.code), "copy.not_one");
  EXPECT_EQ(refusal("<html>a picture of a bird</html>", copy.code), "copy.not_one");
  EXPECT_EQ(refusal(copy.html.substr(0, copy.html.find("</script>")), copy.code), "copy.cut");
  EXPECT_EQ(refusal(copy.html, "0000-0000-0000-0000"), "copy.wrong_code");
  EXPECT_EQ(refusal(copy.html, ""), "copy.wrong_code");
  const auto with = [&](std::string_view what, std::string_view instead) {
    auto out = copy.html;
    return out.replace(out.find(what), what.size(), instead);
  };
  EXPECT_EQ(refusal(with("\"own_copy\":1", "\"own_copy\":2"), copy.code), "copy.newer");
  EXPECT_EQ(refusal(with("\"own_copy\":1", "\"another\":1"), copy.code), "copy.not_one");
  EXPECT_EQ(refusal(with("\"sealed\":\"", "\"sealed\":\"AAAA"), copy.code), "copy.wrong_code");
  EXPECT_EQ(refusal(with("\"sealed\":\"", "\"sealed\":\"%"), copy.code), "copy.not_one");
  EXPECT_EQ(refusal(with("id=\"sealed\">", "id=\"sealed\">{[[[["), copy.code), "copy.not_one");
  // As somebody hears and types it.
  auto spoken = copy.code;
  for (auto& c : spoken) c = c == '-' ? ' ' : c == '0' ? 'O' : c == '1' ? 'l' : c;
  EXPECT_EQ(refusal(copy.html, spoken), "");
  EXPECT_EQ(b.trail(before), (Problems{"copy_opened"}));
}

TEST_F(CopiesTest, a_copy_that_somebody_made_up_in_the_name_of_another_is_refused) {
  made(a);
  const packets::Identity forger{crypto::Secret::random()};
  OwnCopy copy{.id = CopyId::random(),
               .from = a.peers().card(a.worker),
               .made = a.clock().now(),
               .language = "en",
               .classes = "K",
               .parts = {{.id = RecordId::random(),
                          .kind = "person",
                          .fields = catalogue::encode({{"tsn_CalledName", "Ilma"}})}}};
  const auto forged = make_own_copy(catalogue::Catalogue::built_in(), copy, forger);
  EXPECT_EQ(refusal(forged.html, forged.code), "copy.forged");

  // Their own key under a name of their choice: it opens, and is told to be nobody's whom we know.
  b.knows(a);
  forger.sign(copy.from);
  copy.parts.push_back({.id = RecordId::random(), .kind = "no such kind", .fields = {1, 2, 3}});
  copy.parts.push_back({.id = RecordId::random(),
                        .kind = "break_glass",
                        .fields = catalogue::encode({{"tsn_BreakGlassReason", "none"}})});
  const auto claimed = make_own_copy(catalogue::Catalogue::built_in(), copy, forger);
  const auto seen = copies(b).open(b.worker, claimed.html, claimed.code);
  EXPECT_EQ(seen.maker, Maker::unknown);
  EXPECT_EQ(seen.parts.size(), 1U);
  EXPECT_EQ(seen.not_known, 2U);

  copy.made = {INT64_MAX};
  const auto late = make_own_copy(catalogue::Catalogue::built_in(), copy, forger);
  EXPECT_EQ(refusal(late.html, late.code), "copy.forged");
}

}  // namespace
}  // namespace ts::matters
