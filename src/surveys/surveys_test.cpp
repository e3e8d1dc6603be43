#include "surveys/surveys.h"

#include <gtest/gtest.h>

#include "documents/trial.h"

namespace ts::surveys {
namespace {

using ts::trial::key_of;

class FieldSurveys : public documents::trial::DocumentsTest {
 protected:
  FieldSurveys() : surveys_{*database_, *journal_, *documents_} {}

  Caller somebody(access::Role role = access::Role::analyst) const {
    return {.account = AccountId::random(), .org = org_, .role = role, .team = {}, .reasons = {}};
  }
  static Survey survey(std::vector<Group> groups) {
    return {.id = DocumentId::random(),
            .title = "Street survey",
            .place = "Santiago",
            .from = parse_date("2026-01-05").value(),
            .until = parse_date("2026-01-09").value(),
            .sampling = Sampling::random,
            .notes = "Every tenth stall.",
            .groups = std::move(groups),
            .by = {},
            .at = {}};
  }
  std::vector<std::string> refused(const Survey& wanted) {
    std::vector<std::string> out;
    try {
      surveys_.add(somebody(), wanted);
    } catch (const Failure& failure) {
      for (const auto& problem : failure.problems())
        out.push_back(problem.field + ' ' + std::string{problem.message.text()});
    }
    return out;
  }

  Surveys surveys_;
};

constexpr Group street{Sex::unknown, Age::unknown, 1019, 42};

TEST_F(FieldSurveys, tell_shares_with_their_bounds) {
  const auto view = surveys_.add(somebody(), survey({street}));
  ASSERT_EQ(view.rows.size(), 2U);
  // 42 of 1,019: 4.1 %, 3.1 to 5.5 (Wilson 1927).
  EXPECT_NEAR(view.rows[0].share->share, 0.0412, 5e-5);
  EXPECT_NEAR(view.rows[0].share->low, 0.0306, 5e-5);
  EXPECT_NEAR(view.rows[0].share->high, 0.0552, 5e-5);
}

TEST_F(FieldSurveys, add_up_their_groups) {
  const auto view = surveys_.add(
      somebody(), survey({{Sex::women, Age::adults, 300, 20}, {Sex::men, Age::children, 200, 5}}));
  ASSERT_EQ(view.rows.size(), 3U);
  EXPECT_EQ(view.rows[0].screened, 500);
  EXPECT_EQ(view.rows[0].found, 25);
  EXPECT_EQ(view.rows[2].sex, Sex::men);
  EXPECT_EQ(view.rows[2].age, Age::children);
}

TEST_F(FieldSurveys, are_kept_as_they_were_written_and_once) {
  const auto wanted = survey({street});
  surveys_.add(somebody(), wanted);
  surveys_.add(somebody(), wanted);
  const auto all = surveys_.all(somebody());
  ASSERT_EQ(all.size(), 1U);
  const auto& kept = all[0].survey;
  EXPECT_EQ(kept.title, "Street survey");
  EXPECT_EQ(kept.place, "Santiago");
  EXPECT_EQ(to_text(kept.from), "2026-01-05");
  EXPECT_EQ(kept.sampling, Sampling::random);
  EXPECT_EQ(kept.groups.size(), 1U);
}

TEST_F(FieldSurveys, tell_no_groups_and_no_few_to_who_sees_figures_only) {
  surveys_.add(somebody(),
               survey({{Sex::women, Age::adults, 300, 20}, {Sex::men, Age::adults, 50, 1}}));
  surveys_.add(somebody(), survey({{Sex::men, Age::adults, 50, 9}}));
  surveys_.add(somebody(), survey({{Sex::men, Age::adults, 50, 45}}));
  for (const auto& view : surveys_.all(somebody(access::Role::coordinator))) {
    ASSERT_EQ(view.rows.size(), 1U);
    EXPECT_EQ(view.rows[0].found.has_value(), view.rows[0].screened == 350);
    EXPECT_EQ(view.rows[0].share.has_value(), view.rows[0].screened == 350);
    EXPECT_TRUE(view.survey.groups.empty());
    EXPECT_EQ(view.survey.notes, "");
  }
}

TEST_F(FieldSurveys, with_mistakes_are_refused_with_all_of_them) {
  using Said = std::vector<std::string>;
  EXPECT_EQ(refused(survey({})), Said{"groups survey.no_groups"});
  EXPECT_EQ(refused(survey({{Sex::men, Age::adults, 5, 6}})),
            Said{"groups[0].found survey.more_found"});
  EXPECT_EQ(refused(survey({{Sex::men, Age::adults, 0, 0}})),
            Said{"groups[0].screened field.out_of_range"});
  EXPECT_EQ(refused(survey({{Sex::men, Age::adults, 5, -1}})),
            Said{"groups[0].found field.out_of_range"});
  EXPECT_EQ(refused(survey({street, street})), Said{"groups[1].sex survey.group_twice"});
  auto wanted = survey({street});
  wanted.title.clear();
  wanted.place = std::string(401, 'a');
  wanted.until = parse_date("2026-01-04").value();
  EXPECT_EQ(refused(wanted),
            (Said{"title field.required", "place field.too_long", "until survey.ends_before"}));
}

TEST_F(FieldSurveys, are_made_by_analysts) {
  EXPECT_EQ(key_of([&] { surveys_.add(somebody(access::Role::caseworker), survey({street})); }),
            "access.not_your_role");
  EXPECT_EQ(key_of([&] { surveys_.all(somebody(access::Role::caseworker)); }),
            "access.not_your_role");
}

}  // namespace
}  // namespace ts::surveys
