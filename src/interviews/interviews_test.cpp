#include "interviews/interviews.h"

#include <gtest/gtest.h>

#include "cases/trial.h"

namespace ts::interviews {
namespace {

using cases::trial::key_of;
using cases::trial::problems_of;
using cases::trial::Role;
using screening::Reply;
using screening::Truth;

class InterviewsTest : public cases::trial::CasesTest {
 protected:
  InterviewsTest()
      : interviews_{*database_,
                    *journal_,
                    *records_,
                    *frames_,
                    access::Policy::built_in(),
                    screening::Library::built_in()} {}

  Caller worker() const { return of_team(team_, Role::caseworker); }
  View begun(const Caller& caller, CaseId id, const std::string& instrument = "importation") {
    clock_.forward(std::chrono::seconds{1});
    return interviews_.begin(caller, id, instrument, {});
  }
  View said(const Caller& caller, const View& view, std::vector<NewAnswer> answers) {
    return interviews_.save(caller, view.file.id, view.content.interviews.at(0).id,
                            std::move(answers), {});
  }
  static NewAnswer answer(std::string question, std::optional<Reply> reply,
                          std::int64_t revision = 0) {
    return {.question = std::move(question),
            .reply = reply,
            .words = "invented words",
            .source = "person",
            .revision = revision};
  }
  static Truth element(const View& view, std::string_view regime, std::string_view key) {
    for (const auto& each : view.panel.regimes)
      for (const auto& one : each.elements)
        if (each.regime->key == regime && one.element->key == key) return one.truth;
    return Truth::unknown;
  }

  Interviews interviews_;
};

TEST_F(InterviewsTest, keeps_answers_bit_by_bit_and_shows_what_they_come_to) {
  const auto me = worker();
  const auto id = opened(me).file.id;
  auto view = begun(me, id);
  EXPECT_TRUE(view.may_record);
  EXPECT_EQ(element(view, "trafficking", "means"), Truth::unknown);
  view = said(me, view, {answer("IM.threats", Reply::yes), answer("IM.loan", Reply::refused)});
  EXPECT_EQ(element(view, "trafficking", "means"), Truth::yes);
  const auto& kept = *view.content.interviews[0].answer("IM.threats");
  EXPECT_EQ(kept.words, "invented words");
  EXPECT_EQ(kept.source, "person");
  EXPECT_EQ(kept.by, me.account);
  view = said(me, view, {answer("IM.threats", Reply::no, kept.revision)});
  EXPECT_EQ(element(view, "trafficking", "means"), Truth::unknown);
  const auto again = interviews_.read(me, id);
  EXPECT_EQ(again.content.interviews[0].answers.size(), 2U);
  EXPECT_FALSE(again.content.interviews[0].outdated());
}

TEST_F(InterviewsTest, an_answer_can_be_taken_back_and_is_then_not_asked_yet) {
  const auto me = worker();
  auto view = said(me, begun(me, opened(me).file.id), {answer("IM.threats", Reply::yes)});
  const auto revision = view.content.interviews[0].answer("IM.threats")->revision;
  view = said(
      me, view,
      {{.question = "IM.threats", .reply = {}, .words = {}, .source = {}, .revision = revision}});
  EXPECT_FALSE(view.content.interviews[0].answer("IM.threats")->reply);
  EXPECT_TRUE(view.sheets[0].replies.empty());
}

TEST_F(InterviewsTest, what_somebody_else_answered_meanwhile_is_not_overwritten) {
  const auto me = worker();
  const auto view = begun(me, opened(me).file.id);
  said(me, view, {answer("IM.threats", Reply::yes)});
  EXPECT_EQ(key_of([&] { said(me, view, {answer("IM.threats", Reply::no)}); }),
            "store.changed_meanwhile");
  EXPECT_EQ(key_of([&] { said(me, view, {answer("IM.loan", Reply::no, 7)}); }),
            "store.changed_meanwhile");
}

TEST_F(InterviewsTest, names_every_answer_that_does_not_fit) {
  const auto me = worker();
  const auto view = begun(me, opened(me).file.id);
  auto strange = answer("IM.loan", Reply::yes);
  strange.source = "the weather";
  const auto problems = problems_of([&] {
    said(me, view, {answer("DR.wages", Reply::yes), strange, answer("IM.loan", Reply::yes)});
  });
  EXPECT_EQ(problems, (std::vector<std::string>{"answers[0].question: field.not_a_choice",
                                                "answers[1].tsn_AnswerSource: field.not_a_choice",
                                                "answers[2].question: field.not_a_choice"}));
  EXPECT_EQ(key_of([&] { said(me, view, {}); }), "form.incomplete");
  EXPECT_EQ(key_of([&] { begun(me, view.file.id, "horoscope"); }), "form.incomplete");
  EXPECT_EQ(key_of([&] {
              interviews_.save(me, view.file.id, RecordId::random(),
                               {answer("IM.loan", Reply::yes)}, {});
            }),
            "record.absent");
}

TEST_F(InterviewsTest, a_repeated_request_begins_one_set) {
  const auto me = worker();
  const auto id = opened(me).file.id;
  const records::Once once{.key = "0123456789abcdef", .request = {}};
  interviews_.begin(me, id, "general", once);
  EXPECT_EQ(interviews_.begin(me, id, "general", once).content.interviews.size(), 1U);
}

TEST_F(InterviewsTest, fields_of_the_case_are_cited_and_age_decides_who_is_a_child) {
  const auto me = worker();
  const auto file = opened(me);
  const auto& context = of_kind(file, "context");
  EXPECT_EQ(interviews_.read(me, file.file.id).content.child, Truth::no);
  cases_->change(
      me, file.file.id, context.id, context.revision,
      {{"vic_MethodsOfControl", std::vector<std::string>{"DebtBondage", "FalsePromises"}},
       {"vic_AgeWhenTrafficked", std::int64_t{16}}});
  const auto view = interviews_.read(me, file.file.id);
  EXPECT_EQ(view.content.child, Truth::yes);
  EXPECT_EQ(element(view, "trafficking", "means"), Truth::yes);
  EXPECT_EQ(element(view, "slavery", "debt_bondage"), Truth::yes);
}

TEST(File, says_who_is_a_child_by_the_age_at_the_time_or_else_by_the_age_now) {
  const auto& library = screening::Library::built_in();
  const auto child = [&](catalogue::Fields person, catalogue::Fields context) {
    const std::vector<records::Record> records{{.id = {},
                                                .kind = "person",
                                                .revision = 1,
                                                .changed_at = {},
                                                .changed_by = {},
                                                .fields = std::move(person)},
                                               {.id = {},
                                                .kind = "context",
                                                .revision = 1,
                                                .changed_at = {},
                                                .changed_by = {},
                                                .fields = std::move(context)}};
    return file_of(records, library, parse_date("2026-06-01").value()).child;
  };
  EXPECT_EQ(child({}, {}), Truth::unknown);
  EXPECT_EQ(child({{"prs_Birthdate", std::string{"2008"}}}, {}), Truth::yes);
  EXPECT_EQ(child({{"prs_Birthdate", std::string{"2008-05"}}}, {}), Truth::no);
  EXPECT_EQ(child({{"prs_Birthdate", std::string{"1990"}}},
                  {{"vic_AgeWhenTrafficked", std::int64_t{16}}}),
            Truth::yes);
  EXPECT_EQ(file_of({}, library, {}).child, Truth::unknown);
}

TEST_F(InterviewsTest, a_supervisor_reads_and_does_not_answer) {
  const auto me = worker();
  const auto view = said(me, begun(me, opened(me).file.id), {answer("IM.threats", Reply::yes)});
  const auto supervisor = of_team(team_, Role::supervisor);
  const auto seen = interviews_.read(supervisor, view.file.id);
  EXPECT_FALSE(seen.may_record);
  EXPECT_EQ(seen.content.interviews[0].answers.size(), 1U);
  EXPECT_EQ(key_of([&] { begun(supervisor, view.file.id); }), "access.not_your_role");
}

TEST_F(InterviewsTest, of_a_set_that_is_gone_or_changed_the_answers_stay) {
  const auto me = worker();
  const auto view = said(me, begun(me, opened(me).file.id), {answer("IM.threats", Reply::yes)});
  std::vector<records::Record> all;
  read([&](db::Reader& tx) {
    all = records_->whole(tx, {&view.file.id, 1}).at(0).whole->records;
    return true;
  });
  for (auto& record : all)
    if (record.kind == "screening") record.fields["tsn_ScreenHash"] = std::string{"another"};
  const auto& library = screening::Library::built_in();
  const auto changed = file_of(all, library, date_of(clock_.now()));
  EXPECT_TRUE(changed.interviews[0].outdated());
  EXPECT_EQ(sheets_of(changed)[0].replies.size(), 1U);
  for (auto& record : all)
    if (record.kind == "screening") record.fields["tsn_ScreenInstrument"] = std::string{"gone"};
  const auto gone = file_of(all, library, date_of(clock_.now()));
  EXPECT_TRUE(gone.interviews[0].outdated());
  EXPECT_EQ(gone.interviews[0].answers.size(), 1U);
}

}  // namespace
}  // namespace ts::interviews
