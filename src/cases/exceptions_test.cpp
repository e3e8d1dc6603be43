#include <gtest/gtest.h>

#include "cases/trial.h"

namespace ts::cases {
namespace {

using namespace trial;
using std::chrono::hours;
using Trail = std::vector<std::string>;

/// The two exceptions from whose a case is: somebody is kept out, somebody breaks the glass.
class Exceptions : public CasesTest {
 protected:
  Exceptions()
      : amal_{somebody()},
        stranger_{of_team(TeamId::random())},
        supervisor_{somebody(Role::supervisor)},
        id_{opened(amal_).file.id} {}

  /// As the program asks: with the time.
  Caller now(Caller caller) const {
    caller.now = clock_.now();
    return caller;
  }
  std::int64_t revision() { return cases_->read(amal_, id_).file.revision; }
  std::string keeping_out(const Caller& caller, AccountId colleague) {
    return key_of([&] { cases_->keep_out(caller, id_, revision(), colleague); });
  }
  std::string reading(const Caller& caller) {
    return key_of([&] { cases_->read(now(caller), id_); });
  }
  std::string breaking(const Caller& caller, CaseId id, std::string reason = "a call at night") {
    return key_of([&] { cases_->break_glass(now(caller), id, std::move(reason)); });
  }

  Caller amal_, stranger_, supervisor_;
  CaseId id_;
};

TEST_F(Exceptions, a_colleague_who_is_kept_out_finds_no_trace_of_the_case) {
  const auto bruno = somebody();  // of the same team
  ASSERT_EQ(reading(bruno), "");
  const auto before = last();
  const auto view = cases_->keep_out(amal_, id_, 1, bruno.account);
  EXPECT_EQ(view.file.kept_out, std::vector{bruno.account});
  EXPECT_EQ(trail(before), (Trail{"colleague_kept_out"}));
  for (const auto& who : {bruno, supervisor_}) {
    if (who.account == supervisor_.account) {
      EXPECT_EQ(keeping_out(amal_, who.account), "");
    }
    EXPECT_EQ(reading(who), "case.absent");
    EXPECT_EQ(breaking(who, id_), "case.absent");
    EXPECT_TRUE(cases_->list(who, {}).rows.empty());
    const auto found = cases_->search(who, "Aurelio", {}, 10);
    EXPECT_TRUE(found.rows.empty());
    EXPECT_FALSE(found.elsewhere) << "as if nobody knew anybody alike";
    EXPECT_TRUE(cases_->count(who, "cas_Status").empty());
    const auto day = cases_->day(who);
    EXPECT_EQ(day.open, 0U);
    EXPECT_TRUE(day.broken.empty());
  }
  EXPECT_TRUE(cases_->search(stranger_, "Aurelio", {}, 10).elsewhere);
  EXPECT_EQ(reading(amal_), "");
}

TEST_F(Exceptions, keeping_out_names_neither_oneself_nor_the_owner_and_ends_what_was_given) {
  const auto bruno = somebody();
  EXPECT_EQ(keeping_out(amal_, amal_.account), "case.keep_out_self");
  EXPECT_EQ(keeping_out(bruno, amal_.account), "case.keep_out_owner");
  cases_->add_helper(amal_, id_, revision(), stranger_.account);
  ASSERT_EQ(reading(stranger_), "");
  EXPECT_EQ(keeping_out(supervisor_, stranger_.account), "");
  EXPECT_EQ(keeping_out(amal_, stranger_.account), "case.already_kept_out");
  EXPECT_TRUE(cases_->read(amal_, id_).file.helpers.empty());
  EXPECT_EQ(key_of([&] { cases_->add_helper(amal_, id_, revision(), stranger_.account); }),
            "case.kept_out_colleague");
  EXPECT_EQ(key_of([&] { cases_->assign(amal_, id_, revision(), stranger_.account, {}); }),
            "case.kept_out_colleague");
  EXPECT_EQ(key_of([&] { cases_->let_in(amal_, id_, 1, stranger_.account); }),
            "store.changed_meanwhile");
  const auto before = last();
  cases_->let_in(amal_, id_, revision(), stranger_.account);
  EXPECT_EQ(trail(before), (Trail{"case_read", "colleague_let_in"}));
  EXPECT_EQ(key_of([&] { cases_->let_in(amal_, id_, revision(), stranger_.account); }),
            "case.not_kept_out");
  EXPECT_EQ(reading(stranger_), "case.absent") << "helps no longer";
}

TEST_F(Exceptions, glass_is_broken_for_three_hours_and_for_a_reason_that_stays) {
  ASSERT_EQ(reading(stranger_), "case.absent");
  EXPECT_EQ(breaking(stranger_, CaseId::random()), "case.absent");
  EXPECT_EQ(breaking(stranger_, id_, ""), "form.incomplete");
  EXPECT_EQ(reading(stranger_), "case.absent");
  const auto before = last();
  EXPECT_EQ(cases_->break_glass(now(stranger_), id_, "a call at night"), clock_.now() + hours{3});
  EXPECT_EQ(trail(before), (Trail{"record_written", "glass_broken"}));
  EXPECT_EQ(text_at(cases_->read(amal_, id_), "break_glass", "tsn_BreakGlassReason"),
            "a call at night");

  const auto view = cases_->read(now(stranger_), id_);
  for (const auto never : {Action::case_close, Action::case_assign, Action::case_reopen})
    EXPECT_EQ(std::count(view.can.begin(), view.can.end(), never), 0);
  EXPECT_EQ(key_of([&] {
              cases_->assign(now(stranger_), id_, view.file.revision, stranger_.account, {});
            }),
            "case.absent");
  cases_->add(now(stranger_), id_, record("note", {{"cco_CaseComment", "told the clinic"}}), {});
  EXPECT_EQ(cases_->list(now(stranger_), {}).rows.size(), 1U);

  clock_.forward(hours{3});
  EXPECT_EQ(reading(stranger_), "case.absent");
  EXPECT_TRUE(cases_->list(now(stranger_), {}).rows.empty());
  start();
  EXPECT_EQ(reading(stranger_), "case.absent");
  EXPECT_EQ(breaking(stranger_, id_, "once more"), "");
  EXPECT_EQ(cases_->read(amal_, id_).file.visits.size(), 1U) << "one for each colleague";
}

TEST_F(Exceptions, the_team_is_told_on_its_day_for_a_week_and_nobody_else) {
  ASSERT_EQ(breaking(stranger_, id_), "");
  for (const auto& who : {amal_, somebody(), supervisor_}) {
    const auto day = cases_->day(now(who));
    ASSERT_EQ(day.broken.size(), 1U);
    EXPECT_EQ(day.broken[0].row.id, id_);
    EXPECT_EQ(day.broken[0].by, stranger_.account);
    EXPECT_EQ(day.broken[0].until, clock_.now() + hours{3});
  }
  EXPECT_TRUE(cases_->day(now(stranger_)).broken.empty());
  EXPECT_TRUE(cases_->day(now(of_team(TeamId::random()))).broken.empty());
  clock_.forward(hours{24 * 7 + 4});
  EXPECT_TRUE(cases_->day(now(amal_)).broken.empty());
  // What is long over is not kept with the case for ever; the chain has it.
  ASSERT_EQ(breaking(of_team(TeamId::random()), id_), "");
  EXPECT_EQ(cases_->read(amal_, id_).file.visits.size(), 1U);
}

TEST_F(Exceptions, glass_is_nothing_for_roles_that_work_on_no_cases) {
  for (const auto role : {Role::protection_officer, Role::tip_officer, Role::coordinator,
                          Role::analyst, Role::administrator, Role::auditor})
    EXPECT_EQ(breaking(somebody(role), id_), "access.not_your_role") << text(role);
}

}  // namespace
}  // namespace ts::cases
