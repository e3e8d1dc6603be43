#include "cases/cases.h"

#include <gtest/gtest.h>

#include <latch>
#include <mutex>
#include <set>
#include <thread>

#include "cases/trial.h"

namespace ts::cases {
namespace {

using namespace trial;
using records::State;
using Problems = std::vector<std::string>;

class CaseOfATeam : public CasesTest {
 protected:
  CaseOfATeam() : amal_{somebody()}, supervisor_{somebody(Role::supervisor)} {}
  View closed(const View& view, std::string reason = "support_completed") {
    return cases_->close(amal_, view.file.id, view.file.revision,
                         {{"tsn_CloseReason", std::move(reason)}});
  }
  records::Record noted(CaseId id, std::string text, const records::Once& once = {}) {
    return cases_->add(amal_, id, record("note", {{"cco_CaseComment", std::move(text)}}), once);
  }
  Caller amal_, supervisor_;
};

TEST_F(CaseOfATeam, is_opened_worked_closed_reopened_and_forgotten) {
  const auto view = opened(amal_);
  const auto id = view.file.id;
  EXPECT_EQ(view.file.state, State::open);
  EXPECT_EQ(view.file.owner, amal_.account);
  EXPECT_EQ(view.file.team, team_);
  EXPECT_EQ(text_at(view, "case", "cas_Status"), "Active");
  EXPECT_EQ(text_at(view, "case", "cas_CaseOwner"), amal_.account.text());

  clock_.forward(std::chrono::hours{1});
  noted(id, "a note");
  const auto& person = of_kind(view, "person");
  cases_->change(amal_, id, person.id, person.revision, {{"tsn_CalledName", "Aurelia"}});
  const auto read = cases_->read(amal_, id);
  EXPECT_EQ(text_at(read, "person", "tsn_CalledName"), "Aurelia");
  EXPECT_EQ(read.changed_at, clock_.now());

  const auto shut = closed(read);
  EXPECT_EQ(shut.file.state, State::closed);
  EXPECT_EQ(text_at(shut, "case", "cas_Status"), "Closed");
  EXPECT_EQ(key_of([&] { noted(id, "late"); }), "case.closed");
  EXPECT_EQ(key_of([&] { cases_->change(amal_, id, person.id, 2, {}); }), "case.closed");
  EXPECT_EQ(key_of([&] { closed(shut); }), "case.closed");

  const auto again = cases_->reopen(amal_, id, shut.file.revision);
  EXPECT_EQ(again.file.state, State::open);
  EXPECT_EQ(text_at(again, "case", "cas_Status"), "Active");
  EXPECT_EQ(text_at(again, "case", "tsn_CloseReason"), "");
  EXPECT_EQ(key_of([&] { cases_->reopen(amal_, id, again.file.revision); }), "case.open");

  const auto certificate =
      cases_->forget(supervisor_, id, again.file.revision, records::Reason::asked_by_person);
  EXPECT_EQ(certificate.records, 9);  // with four follow-ups after it was closed
  EXPECT_EQ(key_of([&] { cases_->read(amal_, id); }), "case.absent");
  EXPECT_EQ(cases_->certificates(supervisor_).at(0).case_id, id);
  start();
  EXPECT_EQ(key_of([&] { cases_->read(amal_, id); }), "case.absent");
  EXPECT_TRUE(whole());
}

TEST_F(CaseOfATeam, is_named_when_it_was_kept_as_long_as_it_was_to_be) {
  const auto id = opened(amal_).file.id;
  cases_->close(amal_, id, 1, {{"tsn_CloseReason", std::string{"opened_in_error"}}});
  clock_.forward(std::chrono::hours{24 * 25});
  EXPECT_TRUE(cases_->day(supervisor_).outlived.empty());
  clock_.forward(std::chrono::hours{24 * 8});
  ASSERT_EQ(cases_->day(supervisor_).outlived.size(), 1U);
  EXPECT_EQ(cases_->day(supervisor_).outlived[0].id, id);
  EXPECT_TRUE(cases_->day(amal_).outlived.empty());  // who cannot forget it has nothing to do here
  cases_->forget(supervisor_, id, 2, records::Reason::retention_ended);
  EXPECT_TRUE(cases_->day(supervisor_).outlived.empty());
}

TEST_F(CaseOfATeam, that_must_stay_is_not_forgotten_until_that_is_lifted) {
  const auto id = opened(amal_).file.id;
  const auto forget = [&] { cases_->forget(supervisor_, id, 1, records::Reason::asked_by_person); };
  const auto hold =
      cases_->add(amal_, id, record("hold", {{"tsn_HoldReason", std::string{"court"}}}), {});
  EXPECT_EQ(key_of(forget), "case.held");
  const auto ended = to_text(date_of(clock_.now()));
  cases_->change(amal_, id, hold.id, hold.revision, {{"tsn_HoldUntil", ended}});
  EXPECT_EQ(key_of(forget), "case.held");  // on its last day, too
  clock_.forward(std::chrono::hours{24});
  forget();
  EXPECT_EQ(key_of([&] { cases_->read(amal_, id); }), "case.absent");
}

TEST_F(CaseOfATeam, brings_nobody_to_a_family_before_a_second_person_signed) {
  const auto id = opened(amal_).file.id;
  const auto plan = cases_->add(
      amal_, id,
      record("reunion", {{"tsn_ReunionWith", "an aunt"}, {"tsn_ReunionState", "planned"}}), {});
  const auto bring = [&] {
    return cases_->change(amal_, id, plan.id, plan.revision, {{"tsn_ReunionState", "done"}});
  };
  EXPECT_EQ(key_of(bring), "reunion.needs_assessment");
  const auto assessed = cases_->add(amal_, id,
                                    record("family_risk", {{"tsn_RiskDate", "2008-01-01"},
                                                           {"tsn_RiskFamily", "an aunt"},
                                                           {"tsn_RiskConclusion", "safe"}}),
                                    {});
  EXPECT_EQ(key_of(bring), "reunion.needs_signature");
  const auto sign = [&](const Caller& who, RecordId what) { cases_->sign(who, id, what, 1); };
  EXPECT_EQ(key_of([&] { sign(amal_, assessed.id); }), "record.sign_own");
  EXPECT_EQ(key_of([&] { sign(supervisor_, plan.id); }), "record.not_signed");
  EXPECT_EQ(key_of([&] { sign(supervisor_, RecordId::random()); }), "record.absent");
  sign(supervisor_, assessed.id);
  EXPECT_EQ(bring().revision, 2);
  const auto view = cases_->read(amal_, id);
  EXPECT_EQ(std::count_if(view.records.begin(), view.records.end(),
                          [](const auto& each) { return each.kind == "follow_up"; }),
            4);
  EXPECT_TRUE(cases_->day(amal_).due.empty()) << "the first is due in a month";
  EXPECT_EQ(cases_->due(amal_, Date{std::chrono::year{2030} / 1 / 1}).size(), 4U);
}

TEST_F(CaseOfATeam, is_the_same_after_a_start) {
  const auto view = closed(opened(amal_));
  start();
  const auto again = cases_->read(amal_, view.file.id);
  EXPECT_EQ(again.file.revision, view.file.revision);
  EXPECT_EQ(again.file.state, State::closed);
  ASSERT_EQ(again.records.size(), view.records.size());
  for (std::size_t i = 0; i < view.records.size(); ++i) {
    EXPECT_EQ(again.records[i].id, view.records[i].id);
    EXPECT_EQ(again.records[i].fields, view.records[i].fields);
  }
}

TEST_F(CaseOfATeam, needs_a_person_their_agreement_and_a_team) {
  const auto problems = [&](NewCase wanted, const Caller& caller) {
    return problems_of([&] { cases_->open(caller, std::move(wanted), {}); });
  };
  const auto consent = record("consent", {{"con_Consent", true}});
  EXPECT_EQ(problems({.id = CaseId::random(), .team = {}, .records = {}}, amal_),
            (Problems{"person: kind.required", "consent: kind.required"}));
  auto refused = form();
  refused.records[2].fields = {{"con_Consent", false}};
  EXPECT_EQ(problems(refused, amal_), Problems{"records[2].con_Consent: case.needs_consent"});
  auto of_nobody = amal_;
  of_nobody.team = std::nullopt;
  EXPECT_EQ(problems(form(), of_nobody), Problems{"team: case.needs_team"});
  auto elsewhere = form();
  elsewhere.team = TeamId::random();
  EXPECT_EQ(problems(elsewhere, amal_), Problems{"team: case.other_team"});
  EXPECT_EQ(frames_->size().cases, 0U);
}

TEST_F(CaseOfATeam, is_told_every_problem_by_its_place_in_the_form) {
  auto wanted = form();
  // The case's own record first: it must not shift the others.
  wanted.records.insert(wanted.records.begin(),
                        record("case", {{"cas_IncomingReferralDate", "soon"}}));
  wanted.records[1].fields["prs_Birthdate"] = "long ago";
  wanted.records.push_back(record("access_reason", {}));
  wanted.records.push_back(record("nothing", {}));
  wanted.records.push_back(record("case", {}));
  EXPECT_EQ(problems_of([&] { cases_->open(amal_, wanted, {}); }),
            (Problems{"records[0].cas_IncomingReferralDate: date.malformed",
                      "records[1].prs_Birthdate: date.malformed", "records[4].kind: kind.unknown",
                      "records[5].kind: kind.unknown", "records[6].kind: record.one_per_case",
                      "records[6].cas_Status: field.required"}));
  EXPECT_EQ(
      key_of([&] { cases_->add(amal_, opened(amal_).file.id, record("access_reason", {}), {}); }),
      "form.incomplete");
}

TEST_F(CaseOfATeam, keeps_its_own_state_whatever_the_form_says) {
  auto wanted = form();
  wanted.records.push_back(record("case", {{"cas_Status", "Closed"},
                                           {"cas_CaseOwner", AccountId::random().text()},
                                           {"cas_IncomingReferralDate", "2026-01"}}));
  const auto view = cases_->open(amal_, wanted, {});
  EXPECT_EQ(text_at(view, "case", "cas_Status"), "Active");
  EXPECT_EQ(text_at(view, "case", "cas_CaseOwner"), amal_.account.text());
  EXPECT_EQ(text_at(view, "case", "cas_IncomingReferralDate"), "2026-01");
}

TEST_F(CaseOfATeam, is_opened_once_however_often_the_form_is_sent) {
  const records::Once once{.key = "0123456789abcdef", .request = crypto::hash(bytes_of("form"))};
  const auto wanted = form();
  std::latch together{8};
  std::mutex mutex;
  std::set<CaseId> ids;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      auto mine = form();
      if (i == 0) mine.id = wanted.id;
      together.arrive_and_wait();
      const auto id = cases_->open(amal_, mine, once).file.id;
      const std::lock_guard lock{mutex};
      ids.insert(id);
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(ids.size(), 1U);
  EXPECT_EQ(frames_->size().cases, 1U);
  EXPECT_EQ(
      key_of([&] { cases_->open(amal_, form(), {.key = once.key, .request = crypto::hash({})}); }),
      "idempotency.key_reused");
  EXPECT_EQ(key_of([&] { cases_->open(amal_, {*ids.begin(), {}, form().records}, {}); }),
            "case.id_taken");
  EXPECT_TRUE(whole());
}

TEST_F(CaseOfATeam, answers_a_note_that_is_sent_again_also_when_it_was_closed_meanwhile) {
  const auto view = opened(amal_);
  const records::Once once{.key = "a-note-sent-twice", .request = crypto::hash(bytes_of("note"))};
  const auto first = noted(view.file.id, "text", once);
  EXPECT_EQ(noted(view.file.id, "text", once).id, first.id);
  closed(cases_->read(amal_, view.file.id));
  EXPECT_EQ(noted(view.file.id, "text", once).id, first.id);
  // The key belongs to that case.
  const auto other = opened(amal_);
  EXPECT_EQ(key_of([&] { noted(other.file.id, "text", once); }), "idempotency.key_reused");
}

TEST_F(CaseOfATeam, is_closed_with_a_reason_only) {
  const auto view = opened(amal_);
  const auto close = [&](Changes changes) {
    return problems_of(
        [&] { cases_->close(amal_, view.file.id, view.file.revision, std::move(changes)); });
  };
  const Problems required{"tsn_CloseReason: field.required"};
  EXPECT_EQ(close({}), required);
  EXPECT_EQ(close({{"tsn_CloseReason", std::nullopt}}), required);
  EXPECT_EQ(close({{"tsn_CloseReason", ""}}), required);
  EXPECT_EQ(close({{"tsn_CloseReason", "   "}}), required);
  EXPECT_EQ(close({{"tsn_CloseReason", "tired"}}), Problems{"tsn_CloseReason: field.not_a_choice"});
  EXPECT_EQ(cases_->read(amal_, view.file.id).file.state, State::open);
  EXPECT_EQ(text_at(closed(view, "transferred"), "case", "cas_Status"), "ClosedReferred");
}

TEST_F(CaseOfATeam, is_not_changed_by_who_looked_at_an_older_state) {
  const auto view = opened(amal_);
  const auto id = view.file.id;
  cases_->add_helper(amal_, id, view.file.revision, AccountId::random());
  EXPECT_EQ(key_of([&] { closed(view); }), "store.changed_meanwhile");
  EXPECT_EQ(key_of([&] { cases_->assign(amal_, id, 1, AccountId::random(), {}); }),
            "store.changed_meanwhile");
  EXPECT_EQ(key_of([&] { cases_->add_helper(amal_, id, 1, AccountId::random()); }),
            "store.changed_meanwhile");
  EXPECT_EQ(key_of([&] { cases_->remove_helper(amal_, id, 1, AccountId::random()); }),
            "store.changed_meanwhile");
  EXPECT_EQ(key_of([&] { cases_->reopen(amal_, id, 1); }), "store.changed_meanwhile");
  EXPECT_EQ(key_of([&] { cases_->forget(supervisor_, id, 1, records::Reason::asked_by_person); }),
            "store.changed_meanwhile");
  EXPECT_TRUE(read([&](db::Reader& tx) { return records_->half_forgotten(tx); }).empty());
}

TEST_F(CaseOfATeam, passes_to_another_who_then_has_it) {
  const auto far = TeamId::random();
  const auto bilal = of_team(far);
  auto view = opened(amal_);
  const auto id = view.file.id;
  EXPECT_EQ(key_of([&] { cases_->read(bilal, id); }), "case.absent");

  view = cases_->add_helper(amal_, id, view.file.revision, bilal.account);
  EXPECT_EQ(key_of([&] { cases_->read(bilal, id); }), "");
  EXPECT_EQ(key_of([&] { cases_->add_helper(amal_, id, view.file.revision, bilal.account); }),
            "case.already_helper");
  view = cases_->remove_helper(amal_, id, view.file.revision, bilal.account);
  EXPECT_EQ(key_of([&] { cases_->read(bilal, id); }), "case.absent");
  EXPECT_EQ(key_of([&] { cases_->remove_helper(amal_, id, view.file.revision, bilal.account); }),
            "case.not_helper");

  view = cases_->assign(supervisor_, id, view.file.revision, bilal.account, far);
  EXPECT_EQ(view.file.owner, bilal.account);
  EXPECT_EQ(text_at(view, "case", "cas_CaseOwner"), bilal.account.text());
  EXPECT_EQ(key_of([&] { cases_->read(bilal, id); }), "");
  EXPECT_EQ(key_of([&] { cases_->read(amal_, id); }), "case.absent");
  EXPECT_TRUE(whole());
}

TEST_F(CaseOfATeam, shows_what_may_be_done_now_and_what_is_withheld) {
  const auto view = opened(amal_);
  const auto may = [](const View& seen, Action action) {
    return std::find(seen.can.begin(), seen.can.end(), action) != seen.can.end();
  };
  EXPECT_TRUE(view.withheld.empty());
  EXPECT_TRUE(may(view, Action::case_close));
  EXPECT_FALSE(may(view, Action::case_reopen));
  EXPECT_FALSE(may(view, Action::case_forget));
  const auto shut = closed(view);
  EXPECT_FALSE(may(shut, Action::case_change));
  EXPECT_TRUE(may(shut, Action::case_reopen));
  const auto seen = cases_->read(supervisor_, view.file.id);
  EXPECT_EQ(seen.withheld.letters(), "M");
  EXPECT_TRUE(may(seen, Action::case_forget));
  EXPECT_TRUE(may(seen, Action::case_reason));
}

TEST_F(CaseOfATeam, is_in_the_lists_and_figures_the_moment_it_is_written) {
  const auto view = opened(amal_, "Zubeida");
  EXPECT_EQ(cases_->list(amal_, {}).rows.at(0).name, "Zubeida");
  EXPECT_EQ(cases_->search(amal_, "Subaida", {}, 10).rows.at(0).id, view.file.id);
  EXPECT_EQ(cases_->day(amal_).open, 1U);
  EXPECT_EQ(cases_->day(amal_).changed_today, 1U);
  clock_.forward(std::chrono::hours{24 * 31});
  EXPECT_EQ(cases_->day(amal_).quiet.at(0).id, view.file.id);
  EXPECT_EQ(cases_->count(amal_, "cas_Status").at(0).value, "Active");
  closed(view);
  EXPECT_EQ(cases_->day(amal_).open, 0U);
  EXPECT_EQ(cases_->day(amal_).closed, 1U);
  EXPECT_EQ(cases_->count(amal_, "cas_Status").at(0).value, "Closed");
}

TEST_F(CaseOfATeam, shows_every_revision_as_far_as_its_reader_may_see) {
  const auto view = opened(amal_);
  const auto& context = of_kind(view, "context");
  clock_.forward(std::chrono::hours{1});
  cases_->change(amal_, view.file.id, context.id, 1, {{"tsn_HealthNeeds", "another need"}});
  const auto mine = cases_->history(amal_, view.file.id);
  ASSERT_EQ(mine.at(0).changes.size(), 1U);
  EXPECT_EQ(mine[0].changes[0].field, "tsn_HealthNeeds");
  for (const auto& change : cases_->history(supervisor_, view.file.id))
    for (const auto& field : change.changes) EXPECT_NE(field.field, "tsn_HealthNeeds");
}

}  // namespace
}  // namespace ts::cases
