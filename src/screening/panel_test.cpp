#include "screening/panel.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "screening/trial.h"

namespace ts::screening {
namespace {

using trial::any_question;
using trial::any_sheet;
using trial::any_truth;
using trial::conclusions;
using trial::library;
using trial::panel;
using trial::present;
using trial::sheet_of;

const ElementView& element(const Panel& panel, std::string_view regime, std::string_view key) {
  for (const auto& view : panel.regimes)
    for (const auto& each : view.elements)
      if (view.regime->key == regime && each.element->key == key) return each;
  throw std::out_of_range{std::string{key}};
}
Truth line(const Panel& panel, std::string_view key) {
  for (const auto& each : panel.sheets.at(0).lines)
    if (each.line->key == key) return each.truth;
  throw std::out_of_range{std::string{key}};
}
Sheet answered(const std::string& instrument, const std::vector<std::string>& yes,
               const std::vector<std::string>& no = {}) {
  auto out = sheet_of(instrument);
  for (const auto& key : yes) out.replies[key] = Reply::yes;
  for (const auto& key : no) out.replies[key] = Reply::no;
  return out;
}

TEST(Panel, sorts_signs_by_what_was_answered) {
  auto sheet =
      answered("ilo-adult-labour", {"CD.documents", "CD.isolation"}, {"CD.withhold_wages"});
  sheet.replies["CD.forced_tasks"] = Reply::refused;
  const auto view = panel({sheet});
  const auto& group = view.sheets[0].groups[4];
  EXPECT_EQ(group.group->key, "CD");
  EXPECT_EQ(group.positive, Truth::yes);
  EXPECT_EQ(group.present.size(), 2U);
  EXPECT_EQ(group.against.size(), 1U);
  EXPECT_EQ(group.undecided.size(), 1U);
  EXPECT_EQ(group.open.size(), 11U);
}

TEST(Panel, shows_the_pattern_only_when_its_dimensions_are_positive) {
  auto sheet = answered("ilo-adult-labour",
                        {"DR.job_nature", "DR.wages", "EX.hours", "EX.low_pay", "CD.documents"});
  EXPECT_EQ(line(panel({sheet}), "trafficking"), Truth::unknown);
  sheet.replies["CD.debt_bondage"] = Reply::yes;
  EXPECT_EQ(line(panel({sheet}), "trafficking"), Truth::yes);
  EXPECT_EQ(line(panel({sheet}), "exploitation_only"), Truth::no);
}

TEST(Panel, needs_no_means_for_a_child) {
  const auto sheet = answered("ilo-child-labour", {"EX.hours", "EX.hazardous"});
  const auto view = panel({sheet}, Truth::yes);
  EXPECT_EQ(line(view, "child_exploitation"), Truth::yes);
  EXPECT_EQ(view.sheets[0].lines.size(), 1U);
  EXPECT_TRUE(element(view, "trafficking", "means").waived);
  EXPECT_FALSE(element(view, "trafficking", "purpose").waived);
  EXPECT_FALSE(element(panel({sheet}, Truth::unknown), "trafficking", "means").waived);
  // A set for adults, asked of a child, is read as one for a child.
  const auto adult = panel({answered("ilo-adult-labour", {"EX.hours", "EX.low_pay"})}, Truth::yes);
  EXPECT_EQ(line(adult, "child_exploitation"), Truth::yes);
}

TEST(Panel, concludes_nothing_from_a_checklist) {
  const auto view =
      panel({answered("ilo-adult-sexual", {"EX.hours", "EX.low_pay", "CD.isolation"})});
  EXPECT_TRUE(view.sheets[0].lines.empty());
  for (const auto& group : view.sheets[0].groups) EXPECT_FALSE(group.positive);
}

TEST(Panel, cites_the_answers_that_an_element_rests_on) {
  const auto importation = answered("importation", {"IM.content", "IM.threats"}, {"IM.journey"});
  const auto needs = answered("protection-needs", {"PN.offence", "PN.fear"}, {"PN.outside"});
  const auto view = panel({importation, needs}, Truth::no, {"recruited"});
  const auto& act = element(view, "trafficking", "act");
  EXPECT_EQ(act.truth, Truth::yes);
  ASSERT_EQ(act.cited.size(), 1U);
  EXPECT_EQ(act.cited[0].question, nullptr);
  ASSERT_EQ(act.against.size(), 1U);
  EXPECT_EQ(act.against[0].question->key, "IM.journey");
  const auto& compelled = element(view, "non_punishment", "compelled");
  EXPECT_EQ(compelled.truth, Truth::yes);
  EXPECT_EQ(compelled.cited.size(), 2U);
  EXPECT_EQ(compelled.cited[0].question->key, "IM.content");
  EXPECT_EQ(element(view, "asylum", "fear").truth, Truth::yes);
  EXPECT_EQ(element(view, "asylum", "outside").truth, Truth::no);
  EXPECT_EQ(element(view, "asylum", "ground").truth, Truth::unknown);
  EXPECT_EQ(element(view, "statelessness", "none").truth, Truth::unknown);
}

TEST(Panel, takes_a_dimension_as_a_whole_and_never_one_of_its_signs) {
  auto sheet = answered("ilo-adult-labour", {"EX.hours"});
  EXPECT_EQ(element(panel({sheet}), "trafficking", "purpose").truth, Truth::unknown);
  EXPECT_TRUE(element(panel({sheet}), "trafficking", "purpose").cited.empty());
  sheet.replies["EX.low_pay"] = Reply::yes;
  const auto view = panel({sheet});
  EXPECT_EQ(element(view, "trafficking", "purpose").truth, Truth::yes);
  EXPECT_EQ(element(view, "trafficking", "purpose").cited.size(), 2U);
}

TEST(Panel, says_which_sets_would_ask) {
  const auto asked = [](Truth child) {
    return element(panel({}, child), "smuggling", "entry").asked_by;
  };
  EXPECT_EQ(asked(Truth::no), std::vector<std::string>{"protection-needs"});
  const auto purpose = [](Truth child) {
    return element(panel({}, child), "trafficking", "purpose").asked_by;
  };
  const auto has = [](const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  EXPECT_TRUE(has(purpose(Truth::unknown), "ilo-adult-labour"));
  EXPECT_TRUE(has(purpose(Truth::unknown), "ilo-child-labour"));
  EXPECT_FALSE(has(purpose(Truth::yes), "ilo-adult-labour"));
  EXPECT_FALSE(has(purpose(Truth::no), "ilo-child-labour"));
}

RC_GTEST_PROP(Panel, an_unknown_answer_changes_no_sign_and_no_conclusion, ()) {
  auto sheet = any_sheet();
  const auto& question = any_question(sheet);
  sheet.replies.erase(question.key);
  const auto child = any_truth();
  const auto before = panel({sheet}, child);
  sheet.replies[question.key] = *rc::gen::element(Reply::unknown, Reply::refused);
  const auto after = panel({sheet}, child);
  RC_ASSERT(present(before) == present(after));
  RC_ASSERT(conclusions(before) == conclusions(after));
}

RC_GTEST_PROP(Panel, what_was_concluded_stays_when_more_is_answered, ()) {
  auto sheet = any_sheet();
  const auto child = any_truth();
  const auto before = conclusions(panel({sheet}, child));
  for (const auto* question : trial::questions_of(*sheet.instrument)) {
    const auto reply = sheet.replies.find(question->key);
    const bool open = reply == sheet.replies.end() || reply->second == Reply::unknown ||
                      reply->second == Reply::refused;
    if (open && *rc::gen::inRange(0, 3) == 0)
      sheet.replies[question->key] = *rc::gen::element(Reply::yes, Reply::no);
  }
  const auto after = conclusions(panel({sheet}, child));
  for (std::size_t i = 0; i < before.size(); ++i)
    RC_ASSERT(before[i] == Truth::unknown || before[i] == after[i]);
}

RC_GTEST_PROP(Panel, every_element_that_is_met_says_by_what, ()) {
  const std::vector<Sheet> sheets{any_sheet(), any_sheet()};
  const auto view = panel(sheets, any_truth());
  for (const auto& regime : view.regimes)
    for (const auto& each : regime.elements) {
      RC_ASSERT((each.truth == Truth::yes) == !each.cited.empty());
      for (const auto& cited : each.cited)
        RC_ASSERT(sheets[cited.of].replies.at(cited.question->key) == Reply::yes);
    }
}

RC_GTEST_PROP(Panel, every_question_stands_in_exactly_one_list, ()) {
  const auto sheet = any_sheet();
  const auto view = panel({sheet});
  std::size_t count = 0;
  for (const auto& group : view.sheets[0].groups)
    count +=
        group.present.size() + group.against.size() + group.undecided.size() + group.open.size();
  RC_ASSERT(count == trial::questions_of(*sheet.instrument).size());
}

}  // namespace
}  // namespace ts::screening
