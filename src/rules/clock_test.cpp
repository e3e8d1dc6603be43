#include "rules/clock.h"

#include <gtest/gtest.h>

#include "base/failure.h"
#include "rules/trial.h"

namespace ts::rules {
namespace {

using trial::day;
using trial::text_of;

/// One status whose clock has these members, asked about these facts.
Answer ask(const std::string& clock, const Facts& facts, const std::string& more = "",
           const std::string& head = "") {
  const auto result = trial::loaded({trial::pack_with(
      "\"clock\": {\"starts_on\": [\"decision.date\"], " + clock + "}," + more, "zz", head)});
  EXPECT_TRUE(result.refusals.empty());
  return trial::answer(result.library, {.on = day("2024-02-01"), .facts = facts, .held = {}});
}

const Facts decided{{"decision.date", day("2024-01-31")}};
Facts decided_and(std::string_view fact, Value value) {
  auto out = decided;
  out.emplace(fact, std::move(value));
  return out;
}

std::vector<std::string> keys(const std::vector<Phrase>& phrases) {
  std::vector<std::string> out;
  for (const auto& each : phrases) out.push_back(each.key);
  return out;
}
using Keys = std::vector<std::string>;

TEST(Clock, tells_every_step) {
  const auto clock = *ask("\"lengths\": [{\"exactly\": \"P1M\"}]", decided).clock;
  EXPECT_EQ(text_of(clock.until), "2024-02-29");
  EXPECT_EQ(text_of(clock.not_before), "2024-02-29");
  EXPECT_EQ(keys(clock.steps), (Keys{"step.start", "step.exactly"}));
  EXPECT_EQ(std::get<Date>(clock.steps[1].args.at("date")), day("2024-02-29"));
}

TEST(Clock, of_several_starts_the_rule_says_which) {
  const std::string starts =
      "\"starts_on\": [\"referral.date\", \"receipt.date\"], \"lengths\": [{\"at_most\": "
      "\"P30D\"}]";
  const Facts both{{"referral.date", day("2024-03-01")}, {"receipt.date", day("2024-01-01")}};
  const auto from = [&](const std::string& rule) {
    const auto result = trial::loaded({trial::pack_with("\"clock\": {" + starts + rule + "},")});
    const auto answer =
        trial::answer(result.library, {.on = day("2024-02-01"), .facts = both, .held = {}});
    EXPECT_EQ(answer.clock->starts.size(), 2U);
    EXPECT_EQ(answer.clock->steps.size(), 3U);
    return text_of(answer.clock->from);
  };
  EXPECT_EQ(from(""), "2024-03-01");
  EXPECT_EQ(from(", \"start\": \"first_listed\""), "2024-03-01");
  EXPECT_EQ(from(", \"start\": \"latest\""), "2024-03-01");
  EXPECT_EQ(from(", \"start\": \"earliest\""), "2024-01-01");
}

TEST(Clock, ends_with_the_earlier_of_length_and_event) {
  const std::string clock =
      "\"lengths\": [{\"at_most\": \"P3M\", \"ends\": {\"earliest_of\": [\"refusal.date\"]}}]";
  EXPECT_EQ(text_of(ask(clock, decided_and("refusal.date", day("2024-03-01"))).clock->until),
            "2024-03-01");
  EXPECT_EQ(text_of(ask(clock, decided_and("refusal.date", day("2024-07-01"))).clock->until),
            "2024-04-30");
  const auto open = *ask(clock, decided).clock;
  EXPECT_EQ(text_of(open.until), "none");
  EXPECT_EQ(text_of(open.not_after), "2024-04-30");
  EXPECT_EQ(open.missing, Keys{"refusal.date"});
  // An event before the start is no end.
  EXPECT_EQ(text_of(ask(clock, decided_and("refusal.date", day("2023-03-01"))).clock->until),
            "none");
}

TEST(Clock, stands_still_and_goes_on) {
  const std::string clock =
      "\"lengths\": [{\"exactly\": \"P30D\"}], \"stands_still\": [{\"from\": \"absent.from\", "
      "\"until\": \"absent.until\"}]";
  EXPECT_EQ(text_of(ask(clock, decided).clock->until), "2024-03-01");
  auto away = decided_and("absent.from", day("2024-02-10"));
  const auto still = *ask(clock, away).clock;
  EXPECT_EQ(text_of(still.until), "none");
  EXPECT_EQ(text_of(still.not_after), "none");
  EXPECT_EQ(still.missing, Keys{"absent.until"});
  away.emplace("absent.until", day("2024-02-15"));
  EXPECT_EQ(text_of(ask(clock, away).clock->until), "2024-03-06");
  // Not before it began, not after it ended.
  away["absent.from"] = day("2024-01-01");
  EXPECT_EQ(text_of(ask(clock, away).clock->until), "2024-03-16");
  away["absent.until"] = day("2024-01-15");
  EXPECT_EQ(text_of(ask(clock, away).clock->until), "2024-03-01");
  away["absent.from"] = day("2024-05-01");
  away["absent.until"] = day("2024-05-15");
  EXPECT_EQ(text_of(ask(clock, away).clock->until), "2024-03-01");
}

TEST(Clock, everything_together_is_capped) {
  const std::string clock =
      "\"lengths\": [{\"exactly\": \"P30D\"}], \"extensions\": [{\"when\": {\"fact\": "
      "\"special_reasons\", \"is\": true}, \"by\": \"P60D\"}], \"total_at_most\": \"P45D\"";
  const auto longer = *ask(clock, decided_and("special_reasons", true)).clock;
  EXPECT_EQ(text_of(longer.until), "2024-03-16");
  EXPECT_EQ(keys(longer.steps),
            (Keys{"step.start", "step.exactly", "step.extended_by", "step.total"}));
  EXPECT_EQ(text_of(ask(clock, decided_and("special_reasons", false)).clock->until), "2024-03-01");
  const auto only =
      *ask("\"total_at_most\": \"P45D\", \"lengths\": [{\"at_least\": \"P1D\"}]", decided).clock;
  EXPECT_EQ(text_of(only.not_after), "2024-03-16");
}

TEST(Clock, a_length_nobody_comes_under_gives_no_day) {
  const auto clock = *ask("\"lengths\": [{\"when\": false, \"exactly\": \"P30D\"}]", decided).clock;
  EXPECT_EQ(text_of(clock.from), "2024-01-31");
  EXPECT_EQ(text_of(clock.until), "none");
}

TEST(Clock, a_decision_is_held_against_the_law) {
  const std::string clock = "\"lengths\": [{\"at_least\": \"P30D\", \"at_most\": \"P60D\"}]";
  const auto warned = [&](std::string_view until) {
    return keys(ask(clock, decided_and("granted_until", day(until))).warnings);
  };
  EXPECT_EQ(warned("2024-02-20"), Keys{"warning.below_least"});
  EXPECT_EQ(warned("2024-03-15"), Keys{});
  EXPECT_EQ(warned("2024-06-15"), Keys{"warning.above_most"});
  EXPECT_EQ(warned("2024-01-15"), Keys{"warning.granted_before_start"});
}

TEST(Clock, a_moment_is_the_day_that_it_was_there) {
  // Half past eleven at night in London is the next day in Oslo, and summer time has begun.
  const Facts facts{{"decision.date", *parse_instant("2024-03-31T22:30Z")}};
  EXPECT_EQ(text_of(ask("\"lengths\": [{\"exactly\": \"P1M\"}]", facts).clock->from), "2024-04-01");
}

TEST(Clock, of_a_granted_status_runs_whatever_the_conditions_say) {
  const auto& library = Library::built_in();
  const Situation asked{.on = day("2008-06-01"),
                        .facts = {{"decision.date", day("2008-06-01")}, {"presumed_victim", false}},
                        .held = {}};
  const auto& norway = *library.pack("no-2008");
  EXPECT_EQ(library.answer(norway, "reflection", asked).outcome, Outcome::closed);
  EXPECT_FALSE(library.answer(norway, "reflection", asked).clock);
  EXPECT_EQ(text_of(library.clock(norway, "reflection", asked)->until), "2008-12-01");
  // From a weak source there is no date, whoever decided.
  EXPECT_FALSE(library.clock(*library.pack("hr"), "reflection", asked));
}

TEST(Clock, deadlines_move_to_a_working_day_where_the_law_says_so) {
  const std::string deadline =
      "\"deadlines\": [{\"key\": \"appeal\", \"from\": \"refusal.date\", \"within\": \"P10D\", "
      "\"next_working_day\": true}],";
  const Facts refused{{"refusal.date", day("2024-05-07")}};
  const std::string holidays =
      "\"holidays\": {\"fixed\": [{\"day\": \"05-17\"}], \"easter\": "
      "[50]},\n";
  const auto known = ask("\"lengths\": []", refused, deadline, holidays);
  // 17 May is a Friday, and Whit Monday follows.
  EXPECT_EQ(text_of(known.deadlines.at(0).due), "2024-05-21");
  EXPECT_EQ(keys(known.warnings), Keys{});
  const auto unknown = ask("\"lengths\": []", refused, deadline);
  EXPECT_FALSE(unknown.deadlines.at(0).due) << "a day that may be wrong is none";
  EXPECT_EQ(keys(unknown.deadlines.at(0).steps), (Keys{"step.start", "step.by_hand"}));
  EXPECT_EQ(keys(unknown.warnings), Keys{"warning.holidays_unknown"});
  const auto missing = ask("\"lengths\": []", {}, deadline);
  EXPECT_EQ(missing.deadlines.at(0).missing, Keys{"refusal.date"});
}

TEST(Clock, counts_working_days_only_where_the_holidays_are_known) {
  const std::string fifth = "\"lengths\": [{\"exactly\": {\"working_days\": 5}}]";
  const auto known =
      ask(fifth, decided, "", "\"holidays\": {\"fixed\": [{\"day\": \"02-01\"}]},\n");
  EXPECT_EQ(text_of(known.clock->until), "2024-02-08");
  const auto unknown = ask(fifth, decided);
  EXPECT_TRUE(unknown.clock->from);
  EXPECT_FALSE(unknown.clock->until || unknown.clock->not_before || unknown.clock->not_after);
  EXPECT_EQ(keys(unknown.clock->steps), (Keys{"step.start", "step.by_hand"}));
  EXPECT_EQ(keys(unknown.warnings), Keys{"warning.holidays_unknown"});
}

TEST(Benefits, are_paid_once_by_who_began) {
  const std::vector<Held> held{{"asylum_claim", {"housing", "subsistence"}},
                               {"zz/stay", {"housing", "safety"}}};
  const auto paid = pay_once(held);
  ASSERT_EQ(paid.size(), 3U);
  EXPECT_EQ(paid[0].paid_by, "asylum_claim");
  EXPECT_EQ(paid[0].other, Keys{"zz/stay"});
  EXPECT_EQ(paid[2].paid_by, "zz/stay");
  EXPECT_EQ(lapsing(held, "zz/stay"), Keys{"safety"});
  EXPECT_EQ(lapsing(held, "nothing"), Keys{});
}

TEST(Benefits, the_special_status_pays_first_where_the_law_says_so) {
  const auto paid_by = [](const std::string& rule) {
    const std::string head =
        "\"interplay\": [{\"with\": \"asylum_claim\", \"effect\": "
        "\"coexists\", \"benefit_rule\": \"" +
        rule + "\", \"sources\": [{\"doc\": \"A law\", \"confidence\": \"high\"}]}],\n";
    const auto result =
        trial::loaded({trial::pack_with("\"benefits\": [\"housing\"],", "zz", head)});
    EXPECT_TRUE(result.refusals.empty());
    const auto answer = trial::answer(
        result.library,
        {.on = day("2024-02-01"), .facts = {}, .held = {{"asylum_claim", {"housing"}}}});
    EXPECT_EQ(answer.notes.at(0).key, "interplay.coexists");
    return answer.benefits.at(0).paid_by;
  };
  EXPECT_EQ(paid_by("specific_wins"), "zz/stay");
  EXPECT_EQ(paid_by("first_wins"), "asylum_claim");
  EXPECT_EQ(paid_by("union_no_double"), "asylum_claim");
}

TEST(Answer, names_what_would_end_it_and_what_may_follow) {
  const std::string head =
      "\"interplay\": [{\"with\": \"stay\", \"effect\": \"converts_to\", "
      "\"sources\": [{\"doc\": \"A law\", \"confidence\": \"high\"}]},"
      "{\"with\": \"detained\", \"effect\": \"excludes\", "
      "\"sources\": [{\"doc\": \"A law\", \"confidence\": \"high\"}]},"
      "{\"with\": \"removal_order\", \"effect\": \"suspends\", "
      "\"sources\": [{\"doc\": \"A law\", \"confidence\": \"high\"}]}],\n";
  const auto result = trial::loaded({trial::pack_with(
      "\"end_if\": [{\"fact\": \"contact_renewed\", \"is\": true}], \"refuse_if\": [{\"fact\": "
      "\"public_order\", \"is\": true}],",
      "zz", head)});
  ASSERT_TRUE(result.refusals.empty());
  const auto answer =
      trial::answer(result.library, {.on = day("2024-02-01"),
                                     .facts = {{"contact_renewed", true}, {"removal_order", true}},
                                     .held = {{"zz/stay", {}}}});
  EXPECT_EQ(answer.outcome, Outcome::open);
  EXPECT_EQ(answer.endings.size(), 1U);
  EXPECT_EQ(answer.unchecked, (Keys{"detained", "public_order"}));
  EXPECT_EQ(keys(answer.notes), (Keys{"interplay.converts_to", "interplay.suspends"}));
  const auto barred = trial::answer(
      result.library, {.on = day("2024-02-01"), .facts = {{"detained", true}}, .held = {}});
  EXPECT_EQ(barred.outcome, Outcome::closed);
  EXPECT_EQ(keys(barred.notes), Keys{"interplay.excludes"});
}

}  // namespace
}  // namespace ts::rules
