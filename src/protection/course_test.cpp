#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "protection/facts.h"
#include "protection/support.h"
#include "protection/trial.h"
#include "rules/pack.h"

namespace ts::protection {
namespace {

using trial::day;
using trial::has;

const rules::Library& library() { return rules::Library::built_in(); }

/// An application in Norway in the summer of 2008.
Application applied(std::string_view on = "2008-06-02", std::string_view country = "NO") {
  return {.id = RecordId::random(),
          .status = "reflection",
          .country = std::string{country},
          .from = "ngo",
          .basis = "consent",
          .sender = {},
          .reference = {},
          .language = {},
          .on = day(on),
          .remind = {{.days = 30}},
          .stamp = library().in_force(country, day(on))->stamp,
          .decisions = {},
          .events = {},
          .letters = {}};
}
Decision decided(Outcome outcome, std::string_view on, std::optional<Date> ends = {},
                 Reading reading = Reading::in_force) {
  return {.id = RecordId::random(),
          .outcome = outcome,
          .reading = reading,
          .on = day(on),
          .length = {},
          .reasons = {},
          .remarks = {},
          .by = {},
          .reader = {},
          .read_on = {},
          .starts = outcome == Outcome::refused ? std::optional<Date>{} : day(on),
          .ends = ends,
          .stamp = {}};
}
Event happened(EventType type, std::string_view on, std::optional<Date> until = {}) {
  return {.id = RecordId::random(),
          .type = type,
          .on = day(on),
          .until = until,
          .reasons = {},
          .by = {}};
}
Application granted() {
  auto out = applied();
  out.decisions.push_back(decided(Outcome::granted, "2008-06-20", day("2008-12-20")));
  return out;
}
Ground fact_said(std::string fact, std::string value, std::string certainty = "stated") {
  return {.id = RecordId::random(),
          .fact = std::move(fact),
          .value = std::move(value),
          .source = "person",
          .certainty = std::move(certainty),
          .text = {},
          .on = {}};
}
Dossier with(Application application) {
  Dossier out;
  out.applications.push_back(std::move(application));
  return out;
}
Course course(const Dossier& dossier, std::string_view today) {
  return course_of(dossier, dossier.applications.at(0), day(today), library());
}
Stage stage(const Application& application, std::string_view today) {
  return state_of(application, day(today)).stage;
}

TEST(Course, goes_from_received_through_running_to_ended) {
  EXPECT_EQ(stage(applied(), "2008-06-10"), Stage::received);
  EXPECT_EQ(stage(granted(), "2008-06-20"), Stage::running);
  EXPECT_EQ(stage(granted(), "2008-12-20"), Stage::running) << "the last day counts";
  EXPECT_EQ(stage(granted(), "2008-12-21"), Stage::ended);
}

TEST(Course, of_a_refusal_waits_for_its_reader) {
  auto application = applied();
  application.decisions.push_back(
      decided(Outcome::refused, "2008-06-20", {}, Reading::awaits_reader));
  EXPECT_EQ(stage(application, "2008-06-21"), Stage::awaits_reader);
  application.decisions.back().reading = Reading::sent_back;
  EXPECT_EQ(stage(application, "2008-06-21"), Stage::received);
  application.decisions.back().reading = Reading::in_force;
  EXPECT_EQ(stage(application, "2008-06-21"), Stage::refused);
}

TEST(Course, of_an_appeal_that_is_allowed_is_decided_anew) {
  auto application = applied();
  application.decisions.push_back(decided(Outcome::refused, "2008-06-20"));
  EXPECT_TRUE(fits(EventType::appealed, application, day("2008-06-25")));
  application.events.push_back(happened(EventType::appealed, "2008-06-25"));
  EXPECT_EQ(stage(application, "2008-06-26"), Stage::appealed);
  EXPECT_TRUE(fits(EventType::appeal_allowed, application, day("2008-07-01")));
  application.events.push_back(happened(EventType::appeal_allowed, "2008-07-01"));
  EXPECT_EQ(stage(application, "2008-07-02"), Stage::received);
  application.events.back().type = EventType::appeal_dismissed;
  EXPECT_EQ(stage(application, "2008-07-02"), Stage::refused);
}

TEST(Course, stands_still_while_suspended_and_adds_the_days_to_the_end) {
  auto application = granted();
  application.events.push_back(happened(EventType::suspended, "2008-12-01"));
  EXPECT_EQ(stage(application, "2009-03-01"), Stage::suspended);
  application.events.push_back(happened(EventType::resumed, "2008-12-11"));
  EXPECT_EQ(state_of(application, day("2008-12-12")).ends, day("2008-12-30"));
  application.events.back().until = day("2009-01-15");
  EXPECT_EQ(state_of(application, day("2008-12-12")).ends, day("2009-01-15"));
}

TEST(Course, ends_early_when_the_grounds_cease_and_later_when_extended) {
  auto application = granted();
  application.events.push_back(happened(EventType::extended, "2008-12-01", day("2009-06-20")));
  EXPECT_EQ(stage(application, "2009-06-20"), Stage::running);
  application.events.push_back(happened(EventType::grounds_withdrawn, "2009-02-01"));
  EXPECT_EQ(stage(application, "2009-02-02"), Stage::ended);
  EXPECT_EQ(state_of(application, day("2009-02-02")).ends, day("2009-02-01"));
  EXPECT_FALSE(fits(EventType::extended, application, day("2009-02-02")));
}

TEST(Course, lets_only_those_events_happen_that_fit_the_stage) {
  const auto today = day("2008-07-01");
  EXPECT_TRUE(fits(EventType::withdrawn, applied(), today));
  EXPECT_FALSE(fits(EventType::extended, applied(), today));
  EXPECT_FALSE(fits(EventType::resumed, granted(), today));
  EXPECT_TRUE(fits(EventType::suspended, granted(), today));
  EXPECT_TRUE(fits(EventType::ended, granted(), today));
  EXPECT_FALSE(fits(EventType::found, granted(), today));
  EXPECT_FALSE(fits(EventType::appeal_dismissed, granted(), today));
  auto application = granted();
  application.events.push_back(happened(EventType::left, "2008-06-25"));
  EXPECT_TRUE(fits(EventType::found, application, today));
  EXPECT_FALSE(fits(EventType::left, application, today));
}

TEST(Course, of_whoever_disappears_runs_on_unless_the_pack_names_it_as_an_end) {
  auto dossier = with(granted());
  dossier.applications[0].events.push_back(happened(EventType::left, "2008-07-01"));
  EXPECT_EQ(course(dossier, "2008-07-02").state.stage, Stage::running);
  EXPECT_TRUE(has(course(dossier, "2008-07-02").warnings, "person_left"));
  auto later = with(applied("2015-06-02"));
  later.applications[0].decisions.push_back(
      decided(Outcome::granted, "2015-06-20", day("2015-12-20")));
  later.applications[0].events.push_back(happened(EventType::left, "2015-07-01"));
  EXPECT_EQ(course(later, "2015-07-02").state.stage, Stage::running) << "a person decides";
  EXPECT_TRUE(has(course(later, "2015-07-02").warnings, "person_left_may_end"));
  later.applications[0].events.push_back(happened(EventType::found, "2015-07-03"));
  EXPECT_FALSE(has(course(later, "2015-07-04").warnings, "person_left_may_end"));
}

TEST(Course, is_judged_by_the_pack_of_the_day_of_the_application) {
  const auto dossier = with(applied());
  const auto today = course(dossier, "2024-06-01");
  ASSERT_TRUE(today.check);
  EXPECT_EQ(today.check->stamp.pack, "no-2008");
  auto unknown = dossier;
  unknown.applications[0].stamp.hash = "of a pack that was never here";
  EXPECT_FALSE(course(unknown, "2008-06-10").check);
  EXPECT_TRUE(has(course(unknown, "2008-06-10").warnings, "no_rules"));
}

TEST(Course, asks_for_what_is_missing_and_never_refuses_for_it) {
  auto dossier = with(applied());
  EXPECT_EQ(course(dossier, "2008-06-10").check->outcome, rules::Outcome::needs_info);
  dossier.grounds = {fact_said("presumed_victim", "true"), fact_said("intends_to_break", "true")};
  dossier.person.citizenship = {"MD"};
  EXPECT_EQ(course(dossier, "2008-06-10").check->outcome, rules::Outcome::open);
  dossier.grounds[1].value = "";
  EXPECT_EQ(course(dossier, "2008-06-10").check->outcome, rules::Outcome::needs_info);
}

TEST(Course, warns_of_what_whoever_decides_must_see) {
  auto dossier = with(granted());
  EXPECT_TRUE(has(course(dossier, "2008-06-21").warnings, "not_delivered"));
  EXPECT_TRUE(has(course(dossier, "2008-06-21").warnings, "no_sheet"));
  EXPECT_FALSE(has(course(dossier, "2008-11-19").warnings, "ends_soon"));
  EXPECT_TRUE(has(course(dossier, "2008-11-20").warnings, "ends_soon"));
  dossier.others = {
      {.id = {}, .status = "asylum_claim", .reference = {}, .from = day("2008-07-01"), .until = {}},
      {.id = {}, .status = "removal_order", .reference = {}, .from = {}, .until = {}}};
  EXPECT_TRUE(has(course(dossier, "2008-07-02").warnings, "beside_asylum"));
  EXPECT_FALSE(has(course(dossier, "2008-06-30").warnings, "beside_asylum"));
  EXPECT_TRUE(has(course(dossier, "2008-07-02").warnings, "removal_order"));
  dossier.applications.push_back(applied("2008-07-05"));
  EXPECT_TRUE(has(course(dossier, "2008-07-06").warnings, "two_applications"));
  dossier.grounds = {fact_said("presumed_victim", "true"), fact_said("presumed_victim", "false")};
  EXPECT_TRUE(has(course(dossier, "2008-07-06").warnings, "contradicted"));
}

TEST(Course, shows_the_bar_of_removal_while_the_status_runs) {
  auto dossier = with(applied("2024-03-01", "GB"));
  dossier.applications[0].status = "recovery";
  dossier.grounds = {fact_said("grounds", "reasonable"),
                     fact_said("grounds.reasonable.date", "2024-03-01")};
  dossier.others = {
      {.id = {}, .status = "removal_order", .reference = {}, .from = {}, .until = {}}};
  EXPECT_FALSE(course(dossier, "2024-03-05").bars_removal);
  dossier.applications[0].decisions.push_back(
      decided(Outcome::granted, "2024-03-02", day("2024-03-20")));
  const auto running = course(dossier, "2024-03-05");
  EXPECT_TRUE(running.bars_removal);
  EXPECT_TRUE(has(running.warnings, "removal_barred"));
  EXPECT_TRUE(has(running.warnings, "below_least")) << "thirty days are the least";
  EXPECT_FALSE(course(dossier, "2024-03-21").bars_removal);
}

TEST(Course, of_a_minor_says_when_they_turn_eighteen_and_keeps_the_age_of_the_application) {
  auto dossier = with(granted());
  dossier.person.born = parse_partial_date("1990-10-15");
  EXPECT_TRUE(has(course(dossier, "2008-09-20").warnings, "turns_adult"));
  const auto after = course(dossier, "2008-10-15");
  EXPECT_TRUE(has(after.warnings, "turned_adult"));
  const auto mark = std::find_if(after.marks.begin(), after.marks.end(),
                                 [](const Mark& each) { return each.key == "adult"; });
  ASSERT_NE(mark, after.marks.end());
  EXPECT_EQ(mark->on, day("2008-10-15"));
}

TEST(Age, in_doubt_is_that_of_a_child) {
  const auto born = [](std::string_view text) { return parse_partial_date(text).value(); };
  EXPECT_EQ(age_of(born("1990"), day("2008-12-30")), 17);
  EXPECT_EQ(age_of(born("1990"), day("2008-12-31")), 18);
  EXPECT_EQ(age_of(born("1990-02"), day("2008-02-28")), 18);
  EXPECT_EQ(adult_on(born("1992-02-29")), day("2010-03-01"));
  EXPECT_EQ(age_of(born("1992-02-29"), day("2010-02-28")), 17);
  EXPECT_EQ(age_of(born("2010"), day("2008-01-01")), 0);
}

TEST(Facts, of_the_most_certain_source_win) {
  Dossier dossier;
  dossier.grounds = {fact_said("presumed_victim", "false", "stated"),
                     fact_said("presumed_victim", "true", "established"),
                     fact_said("intends_to_break", "true", "doubtful"),
                     fact_said("no such fact", "true"), fact_said("age", "many")};
  const auto known = known_of(dossier, nullptr, day("2008-06-02"), library());
  EXPECT_EQ(known.facts.at("presumed_victim"), rules::Value{true});
  EXPECT_FALSE(known.facts.contains("intends_to_break"));
  EXPECT_EQ(known.facts.size(), 1U);
  EXPECT_TRUE(known.contradicted.empty());
}

TEST(Facts, follow_from_the_file_but_never_replace_what_was_recorded) {
  auto dossier = with(granted());
  dossier.person.citizenship = {"RO"};
  dossier.person.born = parse_partial_date("1980-01-01");
  dossier.grounds = {fact_said("eu_national", "false", "established")};
  const auto known =
      known_of(dossier, &dossier.applications[0], day("2008-07-01"), library()).facts;
  EXPECT_EQ(known.at("eu_national"), rules::Value{false});
  EXPECT_EQ(known.at("own_national"), rules::Value{false});
  EXPECT_EQ(known.at("age"), rules::Value{std::int64_t{28}});
  EXPECT_EQ(known.at("application.date"), rules::Value{day("2008-06-02")});
  EXPECT_EQ(known.at("decision.date"), rules::Value{day("2008-06-20")});
}

TEST(Facts, have_the_types_that_the_rules_give_them) {
  const rules::Fact choice{
      .name = "grounds", .type = rules::Fact::Type::choice, .values = {"none", "reasonable"}};
  EXPECT_TRUE(value_of(choice, "reasonable"));
  EXPECT_FALSE(value_of(choice, "some"));
  const rules::Fact date{.name = "x", .type = rules::Fact::Type::date, .values = {}};
  EXPECT_EQ(value_of(date, "2008-02-29"), rules::Value{day("2008-02-29")});
  EXPECT_FALSE(value_of(date, "2009-02-29"));
  const rules::Fact flag{.name = "x", .type = rules::Fact::Type::boolean, .values = {}};
  EXPECT_EQ(value_of(flag, "false"), rules::Value{false});
  EXPECT_FALSE(value_of(flag, "yes"));
}

Benefit paid(std::string benefit, std::string under, std::string payer,
             std::optional<Date> until = {}) {
  return {.id = RecordId::random(),
          .benefit = std::move(benefit),
          .under = std::move(under),
          .payer = std::move(payer),
          .from = day("2008-06-20"),
          .until = until};
}

TEST(Support, that_two_give_names_both) {
  auto dossier = with(granted());
  dossier.benefits = {paid("housing", "protection", "Harbour House"),
                      paid("housing", "asylum", "Reception North")};
  const auto supports = supports_of(dossier, day("2008-07-01"), library());
  ASSERT_EQ(supports.size(), 1U);
  EXPECT_TRUE(supports[0].twice);
  const auto warnings = warnings_of(dossier, supports, day("2008-07-01"));
  ASSERT_TRUE(has(warnings, "benefit_twice"));
  EXPECT_EQ(warnings[0].args.at("first"), "Harbour House");
  EXPECT_EQ(warnings[0].args.at("second"), "Reception North");
}

TEST(Support, that_lapses_with_the_status_is_said_before_it_does) {
  auto dossier = with(granted());
  dossier.benefits = {paid("housing", "protection", "Harbour House")};
  const auto warned = [&](std::string_view today) {
    return has(warnings_of(dossier, supports_of(dossier, day(today), library()), day(today)),
               "benefit_lapses");
  };
  EXPECT_FALSE(warned("2008-11-19"));
  EXPECT_TRUE(warned("2008-11-20"));
  dossier.benefits.push_back(paid("housing", "asylum", "Reception North"));
  EXPECT_FALSE(warned("2008-11-20")) << "somebody goes on giving it";
}

TEST(Support, that_is_due_and_given_by_nobody_is_a_gap) {
  auto dossier = with(applied("2024-03-01", "GB"));
  dossier.applications[0].status = "recovery";
  dossier.applications[0].decisions.push_back(
      decided(Outcome::granted, "2024-03-02", day("2024-06-20")));
  const auto supports = supports_of(dossier, day("2024-03-05"), library());
  ASSERT_FALSE(supports.empty());
  EXPECT_TRUE(supports[0].gap);
  EXPECT_TRUE(has(warnings_of(dossier, supports, day("2024-03-05")), "benefit_gap"));
}

RC_GTEST_PROP(Course, never_ends_before_it_starts, ()) {
  auto application = granted();
  const auto start = std::chrono::sys_days{day("2008-06-20")};
  auto at = start;
  const auto types = *rc::gen::container<std::vector<int>>(
      rc::gen::inRange(0, static_cast<int>(all_event_types.size())));
  for (const auto type : types) {
    at += std::chrono::days{*rc::gen::inRange(0, 40)};
    const auto event = all_event_types.at(static_cast<std::size_t>(type));
    const Date on{at};
    if (!fits(event, application, on)) continue;
    application.events.push_back({.id = {},
                                  .type = event,
                                  .on = on,
                                  .until = event == EventType::extended
                                               ? std::optional{Date{at + std::chrono::days{30}}}
                                               : std::nullopt,
                                  .reasons = {},
                                  .by = {}});
    const auto state = state_of(application, on);
    if (state.ends && state.starts) RC_ASSERT(*state.starts <= *state.ends);
  }
}

}  // namespace
}  // namespace ts::protection
