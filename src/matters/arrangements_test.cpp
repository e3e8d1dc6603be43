#include "matters/arrangements.h"

#include <gtest/gtest.h>

#include "matters/trial.h"

namespace ts::matters {
namespace {

using cases::trial::problems_of;
using packets::What;
using State = Arrangements::State;
using trial::Side;
using ts::trial::key_of;
using Problems = std::vector<std::string>;

Date day(std::string_view text) { return *parse_date(text); }

Terms terms(std::string_view start, std::string_view end) {
  return {.purposes = {"refer"},
          .classes = classes_of("K"),
          .rhythm = "as_needed",
          .least_cell = 10,
          .start = day(start),
          .end = day(end),
          .note = "For the other shelter"};
}

TEST(Terms, come_back_from_a_step_as_they_were) {
  const auto back = terms_in(content_of(terms("2026-01-01", "2026-12-31")));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->purposes, Problems{"refer"});
  EXPECT_EQ(back->classes, classes_of("K"));
  EXPECT_EQ(back->least_cell, 10);
  EXPECT_EQ(back->start, day("2026-01-01"));
  EXPECT_EQ(back->end, day("2026-12-31"));
  EXPECT_EQ(back->note, "For the other shelter");
}

TEST(Terms, are_refused_with_everything_that_is_wrong) {
  auto wrong = terms("2026-02-02", "2026-02-01");
  wrong.purposes = {"count"};
  wrong.classes = {};
  wrong.rhythm = "now and then";
  wrong.least_cell = 1;
  EXPECT_EQ(problems_of([&] { refuse_if_any(problems_in(wrong)); }),
            (Problems{"purposes: field.not_a_choice", "classes: field.required",
                      "rhythm: field.not_a_choice", "least_cell: agreement.cell_too_small",
                      "end: agreement.ends_before"}));
  wrong.purposes.clear();
  EXPECT_EQ(problems_in(wrong).front().message, MessageKey{"field.required"});
  // What no form could have made, nobody agrees to.
  EXPECT_FALSE(terms_in(content_of(wrong)));
  EXPECT_FALSE(terms_in({}));
  auto content = content_of(terms("2026-01-01", "2026-12-31"));
  content.parts.front().fields = {1, 2, 3};
  EXPECT_FALSE(terms_in(content));
  content.parts.front().fields = catalogue::encode({{"purposes", "refer"}});
  EXPECT_FALSE(terms_in(content));
}

TEST(Footing, is_consent_alone_until_two_organisations_agree_and_what_they_agreed_from_then_on) {
  const auto on = [](const std::vector<Signed>& all, std::string_view when,
                     std::string_view purpose = "refer", std::string_view classes = "K") {
    return footing(all, purpose, classes_of(classes), day(when));
  };
  const Signed year{.terms = terms("2026-01-01", "2026-12-31")};
  EXPECT_EQ(on({}, "2026-06-01"), Footing::consent);
  EXPECT_EQ(on({year}, "2025-12-31"), Footing::consent);
  EXPECT_EQ(on({year}, "2026-01-01"), Footing::agreed);
  EXPECT_EQ(on({year}, "2026-12-31"), Footing::agreed);
  EXPECT_EQ(on({year}, "2027-01-01"), Footing::lapsed);
  EXPECT_EQ(on({year}, "2026-06-01", "trace"), Footing::outside);
  EXPECT_EQ(on({year}, "2026-06-01", "refer", "KS"), Footing::outside);
  EXPECT_EQ(on({year}, "2026-06-01", "", ""), Footing::agreed);
  const Signed next{.terms = terms("2027-01-01", "2027-12-31")};
  EXPECT_EQ(on({year, next}, "2027-01-01"), Footing::agreed);
  EXPECT_EQ(on({next, year}, "2026-12-31"), Footing::agreed);
  const Signed ended{.terms = terms("2026-01-01", "2026-12-31"), .ended = true};
  EXPECT_EQ(on({ended}, "2026-06-01"), Footing::lapsed);
  EXPECT_EQ(on({ended, year}, "2026-06-01"), Footing::agreed);
}

/// The clock of both stands on some day of 2026.
class ArrangementsTest : public testing::Test {
 protected:
  ArrangementsTest() {
    a_knows_b = a.knows(b);
    b.knows(a);
  }
  static Arrangements& at(Side& side) { return side.matters->arrangements(); }
  static Arrangements::View one(Side& side) { return at(side).all(side.supervisor).at(0); }
  Date in_days(int days) {
    return Date{std::chrono::sys_days{date_of(a.clock().now())} + std::chrono::days{days}};
  }
  Terms until(int days) { return terms(to_text(in_days(0)), to_text(in_days(days))); }
  void carry(Side& from, Side& to, DocumentId id) {
    to.matters->take_in(to.worker, at(from).packet(from.supervisor, id));
  }
  DocumentId proposed(const Terms& wanted) {
    const auto id = at(a).propose(a.supervisor, DocumentId::random(), a_knows_b, wanted).id;
    carry(a, b, id);
    return id;
  }
  DocumentId agreed(const Terms& wanted) {
    const auto id = proposed(wanted);
    at(b).say(b.supervisor, id, What::accepted, "");
    carry(b, a, id);
    return id;
  }
  void pass(int days) {
    for (auto* side : {&a, &b}) side->clock().forward(std::chrono::hours{24 * days});
  }
  View asked(std::string_view classes = "K") {
    file = a.person("House of the Lamp", "2027-12-31");
    return a.matters->send(a.worker, file.file.id, a.draft(file, a_knows_b, classes));
  }
  /// What the courier would carry of one matter now.
  std::vector<Outgoing> carried(DocumentId id) {
    auto out = a.mailroom().outgoing(false);
    std::erase_if(out, [&](const Outgoing& each) { return each.id != id; });
    return out;
  }
  Problems refusal(std::string_view classes) {
    file = a.person("House of the Lamp", "2027-12-31");
    return problems_of(
        [&] { a.matters->preview(a.worker, file.file.id, a.draft(file, a_knows_b, classes)); });
  }

  Side a{"Casa do Norte"};
  Side b{"House of the Lamp"};
  DocumentId a_knows_b;
  cases::View file;
};

TEST_F(ArrangementsTest, proposed_by_one_and_accepted_by_the_other_it_is_seen_by_both) {
  const auto id = proposed(until(60));
  EXPECT_EQ(one(a).state, State::proposed);
  EXPECT_EQ(one(a).can, (std::vector{What::withdraw}));
  EXPECT_EQ(one(b).can, (std::vector{What::accepted, What::declined}));
  EXPECT_EQ(one(b).terms->note, "For the other shelter");
  at(b).say(b.supervisor, id, What::accepted, "");
  carry(b, a, id);
  for (auto* side : {&a, &b}) {
    EXPECT_EQ(one(*side).state, State::in_force);
    EXPECT_FALSE(one(*side).ends_soon);
    EXPECT_EQ(one(*side).can, (std::vector{What::done}));
    EXPECT_TRUE(side->matters->all(side->worker).empty());
    EXPECT_EQ(key_of([&] { side->matters->read(side->worker, id); }), "matter.absent");
  }
  pass(40);
  EXPECT_TRUE(one(a).ends_soon);
  pass(21);
  EXPECT_EQ(one(a).state, State::over);
  EXPECT_FALSE(one(a).ends_soon);
  // Its terms stay: what was agreed is known afterwards, too.
  b.mailroom().outgoing(true);
  EXPECT_TRUE(one(b).terms);
}

TEST_F(ArrangementsTest, what_is_outside_of_it_is_not_sent) {
  EXPECT_TRUE(refusal("KS").empty());
  agreed(until(60));
  EXPECT_TRUE(refusal("K").empty());
  EXPECT_EQ(refusal("KS"), (Problems{"agreement: agreement.outside"}));
  EXPECT_EQ(
      problems_of([&] { a.matters->send(a.worker, file.file.id, a.draft(file, a_knows_b, "KS")); }),
      (Problems{"agreement: agreement.outside"}));
  EXPECT_TRUE(a.matters->all(a.worker).empty());
  pass(61);
  EXPECT_EQ(refusal("K"), (Problems{"agreement: agreement.lapsed"}));
  agreed(until(60));
  EXPECT_TRUE(refusal("K").empty());
}

TEST_F(ArrangementsTest, what_waits_stops_when_it_lapses_and_consent_taken_back_still_travels) {
  b.peers().set_address(b.supervisor, "http://127.0.0.1:1");
  a.peers().add(a.supervisor, b.card());
  agreed(until(60));
  const auto matter = asked();
  ASSERT_FALSE(matter.stopped);
  ASSERT_EQ(carried(matter.id).size(), 1U);
  pass(61);
  EXPECT_TRUE(a.matters->read(a.worker, matter.id).stopped);
  EXPECT_TRUE(carried(matter.id).empty());
  EXPECT_EQ(key_of([&] { a.matters->packet(a.worker, matter.id); }), "agreement.stopped");
  a.matters->say(a.worker, matter.id, What::withdraw, "");
  EXPECT_FALSE(a.matters->read(a.worker, matter.id).stopped);
  const auto out = carried(matter.id);
  ASSERT_EQ(out.size(), 1U);
  b.matters->take_in(b.worker, a.mailroom().packet(out.front().id));
  const auto there = b.matters->read(b.worker, matter.id);
  EXPECT_EQ(there.standing.withdrawal, packets::Standing::Duty::carried_out);
  EXPECT_FALSE(there.request);
}

TEST_F(ArrangementsTest, what_came_before_it_lapsed_is_not_answered_after) {
  agreed(until(60));
  const auto matter = asked();
  b.matters->take_in(b.worker, a.matters->packet(a.worker, matter.id));
  pass(61);
  b.matters->say(b.worker, matter.id, What::asked, "Alone?");
  EXPECT_EQ(key_of([&] { b.matters->packet(b.worker, matter.id); }), "agreement.stopped");
}

TEST_F(ArrangementsTest, either_side_ends_it_before_its_day) {
  const auto id = agreed(until(60));
  at(a).say(a.supervisor, id, What::done, "We move");
  EXPECT_EQ(refusal("K"), (Problems{"agreement: agreement.lapsed"}));
  carry(a, b, id);
  EXPECT_EQ(one(b).state, State::ended);
  EXPECT_TRUE(one(b).can.empty());
  EXPECT_EQ(one(b).steps.back().note, "We move");
}

TEST_F(ArrangementsTest, a_proposal_is_declined_with_a_reason_or_taken_back) {
  const auto id = proposed(until(60));
  EXPECT_EQ(problems_of([&] { at(b).say(b.supervisor, id, What::declined, ""); }),
            (Problems{"note: field.required"}));
  at(b).say(b.supervisor, id, What::declined, "Too long");
  EXPECT_EQ(one(b).state, State::declined);
  EXPECT_TRUE(refusal("KS").empty());
  EXPECT_EQ(key_of([&] { at(b).say(b.supervisor, id, What::accepted, ""); }), "matter.not_now");
  const auto other = proposed(until(30));
  at(a).say(a.supervisor, other, What::withdraw, "");
  carry(a, b, other);
  EXPECT_EQ(key_of([&] { at(b).say(b.supervisor, other, What::accepted, ""); }), "matter.not_now");
  EXPECT_TRUE(refusal("KS").empty());
}

TEST_F(ArrangementsTest, what_is_over_before_anybody_signed_is_not_signed_any_more) {
  const auto id = proposed(until(10));
  pass(11);
  EXPECT_EQ(one(b).can, (std::vector{What::declined}));
  EXPECT_EQ(key_of([&] { at(b).say(b.supervisor, id, What::accepted, ""); }), "matter.not_now");
  EXPECT_TRUE(refusal("KS").empty());
}

TEST_F(ArrangementsTest, is_made_once_with_somebody_who_is_known_by_who_decides) {
  const auto id = DocumentId::random();
  at(a).propose(a.supervisor, id, a_knows_b, until(60));
  at(a).propose(a.supervisor, id, a_knows_b, until(60));
  EXPECT_EQ(at(a).all(a.worker).size(), 1U);
  EXPECT_EQ(problems_of([&] {
              at(a).propose(a.supervisor, DocumentId::random(), DocumentId::random(), until(-1));
            }),
            (Problems{"end: agreement.ends_before", "peer: peer.absent"}));
  EXPECT_EQ(key_of([&] { at(a).propose(a.worker, id, a_knows_b, until(60)); }),
            "access.not_your_role");
  EXPECT_EQ(key_of([&] { at(a).say(a.supervisor, DocumentId::random(), What::done, ""); }),
            "agreement.absent");
  const auto matter = asked();
  EXPECT_EQ(key_of([&] { at(a).packet(a.supervisor, matter.id); }), "agreement.absent");
  EXPECT_EQ(key_of([&] { at(a).propose(a.supervisor, matter.id, a_knows_b, until(60)); }),
            "idempotency.key_reused");
  auto draft = a.draft(file, a_knows_b);
  draft.request = What::agree;
  EXPECT_EQ(problems_of([&] { a.matters->send(a.worker, file.file.id, draft); }),
            (Problems{"request: field.not_a_choice"}));
}

}  // namespace
}  // namespace ts::matters
