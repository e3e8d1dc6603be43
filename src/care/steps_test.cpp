#include "care/steps.h"

#include <gtest/gtest.h>

#include "care/age.h"
#include "care/due.h"
#include "records/trial.h"

namespace ts::care {
namespace {

using catalogue::Catalogue;
using catalogue::Fields;
using records::Record;
using records::trial::kept;

Date day(std::string_view text) { return parse_date(text).value(); }

std::string refusal(const std::vector<Record>& records) {
  try {
    refuse_early_step("reunion", {{"tsn_ReunionState", std::string{"done"}}}, records);
    return "";
  } catch (const Failure& failure) {
    return std::string{failure.key().text()};
  }
}

Record assessment(std::string conclusion, std::string on = "2026-03-01") {
  return kept("family_risk",
              {{"tsn_RiskDate", std::move(on)}, {"tsn_RiskConclusion", std::move(conclusion)}});
}

Record signed_by_somebody(const Record& assessed) {
  const auto made = signature(assessed, AccountId::random(), day("2026-03-02"));
  return kept(made.kind, made.fields);
}

TEST(Steps, nobody_is_brought_to_a_family_that_nobody_looked_at) {
  EXPECT_EQ(refusal({}), "reunion.needs_assessment");
  EXPECT_NO_THROW(refuse_early_step("reunion", {{"tsn_ReunionState", std::string{"planned"}}}, {}));
  EXPECT_NO_THROW(refuse_early_step("note", {}, {}));
}

TEST(Steps, an_assessment_needs_the_signature_of_a_second_person_as_it_stands) {
  auto assessed = assessment("safe_with_support");
  EXPECT_EQ(refusal({assessed}), "reunion.needs_signature");
  const auto signature = signed_by_somebody(assessed);
  EXPECT_EQ(refusal({assessed, signature}), "");
  assessed.revision = 2;  // what was signed is not what stands there now
  EXPECT_EQ(refusal({assessed, signature}), "reunion.needs_signature");
}

TEST(Steps, the_newest_assessment_counts) {
  const auto safe = assessment("safe"), later = assessment("not_safe", "2026-04-01");
  EXPECT_EQ(refusal({later, safe, signed_by_somebody(safe), signed_by_somebody(later)}),
            "reunion.not_safe");
}

TEST(Steps, follow_ups_are_made_once_and_on_days_that_exist) {
  const auto made = follow_ups(day("2026-08-31"), {});
  std::vector<std::string> days;
  for (const auto& each : made)
    days.push_back(std::get<std::string>(each.fields.at("tsn_FollowUpDue")));
  EXPECT_EQ(days,
            (std::vector<std::string>{"2026-09-30", "2026-11-30", "2027-02-28", "2027-08-31"}));
  EXPECT_EQ(follow_ups(day("2026-08-31"), {kept("follow_up", made[0].fields)}).size(), 3U);
}

TEST(Steps, a_return_is_told_once) {
  const auto today = day("2026-05-01");
  const auto held = kept("custody", {{"tsn_CustodyStage", std::string{"sentenced"}}});
  const auto free = kept("custody", {{"tsn_CustodyStage", std::string{"released"}},
                                     {"tsn_CustodyRelease", std::string{"2026-04-20"}}});
  EXPECT_EQ(return_in(&held, free, today), day("2026-04-20"));
  EXPECT_EQ(return_in(&free, free, today), std::nullopt);
  EXPECT_EQ(return_in(nullptr, held, today), std::nullopt);
  // A day that is yet to come was the plan; it has happened now.
  const auto done = kept("reunion", {{"tsn_ReunionState", std::string{"done"}},
                                     {"tsn_ReunionDate", std::string{"2026-06-01"}}});
  EXPECT_EQ(return_in(nullptr, done, today), today);
}

TEST(Steps, who_is_named_is_in_the_case) {
  const auto child = kept("person", {});
  const auto names = [&](std::string id) {
    return strangers_in(Catalogue::built_in(), {{"tsn_RolePerson", std::move(id)}}, {child}).size();
  };
  EXPECT_EQ(names(child.id.text()), 0U);
  EXPECT_EQ(names(RecordId::random().text()), 1U);
}

TEST(Steps, a_note_stands_for_itself_and_a_role_does_not) {
  const auto looks = [](std::string_view kind, const catalogue::Fields& fields) {
    return looks_beside(Catalogue::built_in(), kind, fields);
  };
  EXPECT_FALSE(looks("note", {{"cco_CaseComment", std::string{"called"}}}));
  EXPECT_TRUE(looks("role", {{"tsn_RolePerson", std::string{"somebody"}}}));
  for (const auto* kind : {"consent", "reunion", "custody"}) EXPECT_TRUE(looks(kind, {}));
}

TEST(Due, is_what_the_catalogue_says_until_it_is_done) {
  const auto owner = AccountId::random();
  auto task = kept("task", {{"tsn_TaskWhat", std::string{"call the school"}},
                            {"tsn_TaskDue", std::string{"2026-05"}},
                            {"tsn_TaskOwner", owner.text()}});
  const auto hearing = kept("hearing", {{"tsn_HearingDate", std::string{"2026-05-07"}},
                                        {"tsn_HearingTime", std::string{"09:30"}}});
  auto due = due_in(Catalogue::built_in(), {task, hearing, kept("note", {})});
  ASSERT_EQ(due.size(), 2U);
  EXPECT_EQ(due[0].date, day("2026-05-01"));
  EXPECT_EQ(due[0].text, "call the school");
  EXPECT_EQ(due[0].whose, std::vector{owner});
  EXPECT_EQ(due[1].time, "09:30");
  EXPECT_EQ(due[1].field->name, "tsn_HearingDate");
  task.fields["tsn_TaskState"] = std::string{"done"};
  EXPECT_TRUE(due_in(Catalogue::built_in(), {task}).empty());
}

TEST(Age, in_doubt_somebody_is_a_child) {
  const auto today = day("2026-06-01");
  const auto born = [&](std::string on) {
    return treated_as_child({kept("person", {{"prs_Birthdate", std::move(on)}})}, today);
  };
  EXPECT_FALSE(born("2008-06-01"));
  EXPECT_TRUE(born("2008-06-02"));
  EXPECT_TRUE(born("2008"));
  EXPECT_TRUE(born("2008-06"));
  EXPECT_FALSE(born("2007"));
  EXPECT_TRUE(born("2007~"));
  const auto person = kept("person", {});
  EXPECT_FALSE(treated_as_child({person}, today));
  EXPECT_FALSE(treated_as_child({}, today));
  const auto estimate = [&](std::int64_t low, std::string of) {
    return kept("age", {{"tsn_AgeLow", low}, {"tsn_AgePerson", std::move(of)}});
  };
  EXPECT_TRUE(treated_as_child({person, estimate(16, person.id.text())}, today));
  EXPECT_FALSE(treated_as_child({person, estimate(19, person.id.text())}, today));
  EXPECT_FALSE(treated_as_child({person, estimate(4, RecordId::random().text())}, today));
}

}  // namespace
}  // namespace ts::care
