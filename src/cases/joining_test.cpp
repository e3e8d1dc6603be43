#include <gtest/gtest.h>

#include "cases/trial.h"

namespace ts::cases::trial {
namespace {

using Trail = std::vector<std::string>;

class Joining : public CasesTest {
 protected:
  std::string joining(const Caller& caller, CaseId id, CaseId other) {
    return key_of([&] { cases_->join(caller, id, other); });
  }
  records::CaseFile file(CaseId id) {
    return read([&](db::Reader& tx) { return records_->file(tx, id).value(); });
  }
  void forget_without_asking(CaseId id) {
    cases_->forget_again(id, records::Reason::asked_by_person);
  }

  Caller amal_ = of_team(team_);
  Caller supervisor_ = of_team(team_, Role::supervisor);
  CaseId one_ = opened(amal_, "Aurelio").file.id;
  CaseId two_ = opened(amal_, "Aurelio Vas").file.id;
};

TEST_F(Joining, closes_one_and_says_so_of_both) {
  const auto before = last();
  const auto view = cases_->join(amal_, one_, two_);
  EXPECT_EQ(trail(before), (Trail{"case_joined", "case_joined"}));
  ASSERT_EQ(view.holds.size(), 1U);
  EXPECT_EQ(view.holds[0].id, two_);
  EXPECT_EQ(view.file.state, records::State::open);
  const auto other = cases_->read(amal_, two_);
  EXPECT_EQ(other.file.state, records::State::closed);
  EXPECT_EQ(other.joined->to, one_);
  EXPECT_EQ(other.joined->by, amal_.account);
  EXPECT_EQ(text_at(other, "case", "cas_Status"), "Active");  // nothing is written into it
  EXPECT_TRUE(whole());
}

TEST_F(Joining, is_taken_back_without_a_trace_in_the_records) {
  const auto history_of = [&] { return cases_->history(amal_, two_).size(); };
  const auto revisions = history_of();
  cases_->join(amal_, one_, two_);
  EXPECT_TRUE(cases_->part(amal_, one_, two_).holds.empty());
  EXPECT_EQ(file(two_).state, records::State::open);
  EXPECT_FALSE(file(two_).joined);
  EXPECT_EQ(history_of(), revisions);
  const auto before = last();
  cases_->part(amal_, one_, two_);
  EXPECT_EQ(trail(before), (Trail{"case_read"}));
}

TEST_F(Joining, is_refused_where_it_would_tangle) {
  const auto three = opened(amal_, "Bento").file.id;
  cases_->join(amal_, one_, two_);
  EXPECT_EQ(joining(amal_, one_, two_), "");  // again
  EXPECT_EQ(joining(amal_, three, two_), "case.joined");
  EXPECT_EQ(joining(amal_, two_, three), "case.joined");
  EXPECT_EQ(joining(amal_, three, one_), "case.join_holds");
  EXPECT_EQ(joining(amal_, one_, one_), "case.join_itself");
  EXPECT_EQ(joining(amal_, one_, CaseId::random()), "case.absent");
  EXPECT_EQ(joining(amal_, CaseId::random(), one_), "case.absent");
  EXPECT_EQ(joining(of_team(TeamId::random()), one_, two_), "case.absent");
  EXPECT_EQ(joining(somebody(Role::analyst), one_, two_), "access.not_your_role");
}

TEST_F(Joining, leaves_nobody_without_their_case) {
  const auto south = of_team(TeamId::random());
  const auto theirs = cases_
                          ->open(south,
                                 {.id = CaseId::random(),
                                  .team = {},
                                  .records = {record("person", {{"tsn_CalledName", "Aurelio"}}),
                                              record("consent", {{"con_Consent", true}})}},
                                 {})
                          .file.id;
  EXPECT_EQ(joining(supervisor_, one_, theirs), "case.join_owner");
  cases_->add_helper(supervisor_, one_, file(one_).revision, south.account);
  EXPECT_EQ(joining(supervisor_, one_, theirs), "");
  // Who works on the first one only is told of no other case.
  EXPECT_TRUE(cases_->read(amal_, one_).holds.empty());
  EXPECT_EQ(cases_->read(south, theirs).joined->to, one_);
  cases_->remove_helper(supervisor_, one_, file(one_).revision, south.account);
  EXPECT_FALSE(cases_->read(south, theirs).joined->to);  // that it is joined, but not to which
  cases_->keep_out(supervisor_, one_, file(one_).revision, south.account);
  EXPECT_FALSE(cases_->read(south, theirs).joined);
}

TEST_F(Joining, treats_as_a_child_whoever_is_one_in_either) {
  const auto view = cases_->read(amal_, two_);
  const auto& person = of_kind(view, "person");
  cases_->change(amal_, two_, person.id, person.revision,
                 {{"prs_Birthdate", to_text(date_of(clock_.now())).substr(0, 4)}});
  EXPECT_FALSE(cases_->read(amal_, one_).child);
  EXPECT_TRUE(cases_->join(amal_, one_, two_).child);
}

TEST_F(Joining, ends_with_either_case_when_it_is_gone_all_the_same) {
  cases_->join(amal_, one_, two_);
  EXPECT_EQ(key_of([&] {
              cases_->forget(supervisor_, one_, file(one_).revision,
                             records::Reason::asked_by_person);
            }),
            "case.joined_forget");
  forget_without_asking(one_);
  EXPECT_FALSE(cases_->read(amal_, two_).joined);
  EXPECT_EQ(cases_->reopen(amal_, two_, file(two_).revision).file.state, records::State::open);
  EXPECT_FALSE(file(two_).joined);

  const auto three = opened(amal_, "Bento").file.id;
  cases_->join(amal_, two_, three);
  forget_without_asking(three);
  EXPECT_TRUE(cases_->read(amal_, two_).holds.empty());
  cases_->forget(supervisor_, two_, file(two_).revision, records::Reason::asked_by_person);
  EXPECT_TRUE(whole());
}

TEST_F(Joining, keeps_that_two_people_are_two) {
  cases_->tell_apart(amal_, one_, two_);
  cases_->tell_apart(amal_, two_, one_);  // again, from the other side
  EXPECT_EQ(file(one_).told_apart, std::vector{two_});
  EXPECT_TRUE(file(two_).told_apart.empty());
  cases_->tell_apart_no_more(amal_, two_, one_);
  EXPECT_TRUE(file(one_).told_apart.empty());
  cases_->tell_apart(amal_, one_, two_);
  cases_->join(amal_, one_, two_);  // somebody knows better now
  EXPECT_TRUE(file(one_).told_apart.empty());
  EXPECT_EQ(key_of([&] { cases_->tell_apart(amal_, one_, two_); }), "case.joined");
  EXPECT_EQ(key_of([&] { cases_->tell_apart(amal_, one_, one_); }), "case.join_itself");
  EXPECT_EQ(key_of([&] { cases_->tell_apart_no_more(amal_, one_, one_); }), "case.join_itself");
  EXPECT_EQ(key_of([&] { cases_->part(amal_, one_, one_); }), "case.join_itself");
}

TEST_F(Joining, counts_the_person_once) {
  const auto count = [&] { return cases_->count(amal_, "cas_Status").at(0).count; };
  const auto released = [&] {
    const auto grant =
        access::Policy::built_in().require<Action::release_make>(somebody(Role::analyst));
    return frames_->attributes(grant, {"prs_Gender"}).at(0).rows();
  };
  EXPECT_EQ(count(), 2);
  EXPECT_EQ(released(), 2U);
  cases_->join(amal_, one_, two_);
  EXPECT_EQ(count(), 1);
  EXPECT_EQ(released(), 1U);
}

TEST_F(Joining, leaves_due_what_is_due_while_the_other_case_is_open) {
  const auto today = to_text(date_of(clock_.now()));
  cases_->add(amal_, two_,
              record("task", {{"tsn_TaskWhat", "Ring the clinic"}, {"tsn_TaskDue", today}}), {});
  cases_->join(amal_, one_, two_);
  const auto due = [&] { return cases_->due(amal_, date_of(clock_.now())).size(); };
  EXPECT_EQ(due(), 1U);
  const auto task = of_kind(cases_->read(amal_, two_), "task");
  cases_->change(amal_, two_, task.id, task.revision, {{"tsn_TaskWhat", "Ring them again"}});
  EXPECT_EQ(key_of([&] { cases_->add(amal_, two_, record("note", {}), {}); }), "case.joined");
  cases_->close(amal_, one_, file(one_).revision, {{"tsn_CloseReason", "support_completed"}});
  EXPECT_EQ(due(), 0U);
}

}  // namespace
}  // namespace ts::cases::trial
