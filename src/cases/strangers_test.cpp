#include <gtest/gtest.h>

#include "cases/trial.h"

namespace ts::cases {
namespace {

using namespace trial;
using Trail = std::vector<std::string>;

/// Who may know of a case, and what is said of everybody who asks.
class Strangers : public CasesTest {
 protected:
  Strangers()
      : amal_{somebody()},
        stranger_{of_team(TeamId::random())},
        supervisor_{somebody(Role::supervisor)},
        id_{opened(amal_).file.id} {}

  struct Asking {
    std::string name;
    std::function<void(const Caller&, CaseId)> ask;
  };
  /// Every way to ask for one case.
  std::vector<Asking> every_way() {
    const auto nobody = AccountId::random();
    return {
        {"read", [&](const Caller& who, CaseId id) { cases_->read(who, id); }},
        {"history", [&](const Caller& who, CaseId id) { cases_->history(who, id); }},
        {"readers", [&](const Caller& who, CaseId id) { cases_->readers(who, id); }},
        {"add",
         [&](const Caller& who, CaseId id) {
           cases_->add(who, id, record("note", {{"cco_CaseComment", "text"}}), {});
         }},
        {"change",
         [&](const Caller& who, CaseId id) { cases_->change(who, id, RecordId::random(), 1, {}); }},
        {"close",
         [&](const Caller& who, CaseId id) {
           cases_->close(who, id, 1, {{"tsn_CloseReason", "returned_home"}});
         }},
        {"reopen", [&](const Caller& who, CaseId id) { cases_->reopen(who, id, 1); }},
        {"assign",
         [&, nobody](const Caller& who, CaseId id) { cases_->assign(who, id, 1, nobody, {}); }},
        {"add_helper",
         [&, nobody](const Caller& who, CaseId id) { cases_->add_helper(who, id, 1, nobody); }},
        {"keep_out",
         [&, nobody](const Caller& who, CaseId id) { cases_->keep_out(who, id, 1, nobody); }},
        {"let_in",
         [&, nobody](const Caller& who, CaseId id) { cases_->let_in(who, id, 1, nobody); }},
        {"remove_helper",
         [&, nobody](const Caller& who, CaseId id) { cases_->remove_helper(who, id, 1, nobody); }},
    };
  }
  struct Answer {
    std::string key;
    Fault fault = Fault::unavailable;
    std::size_t problems = 0;
    Trail trail;
    friend bool operator==(const Answer&, const Answer&) = default;
  };
  Answer answer(const Asking& asking, const Caller& who, CaseId id) {
    Answer out;
    const auto before = last();
    try {
      asking.ask(who, id);
    } catch (const Failure& failure) {
      out.key = failure.key().text();
      out.fault = failure.fault();
      out.problems = failure.problems().size();
    }
    for (const auto& entry : entries(before)) {
      EXPECT_EQ(entry.by, who.account);
      if (entry.event.what == audit::What::case_refused) {
        EXPECT_EQ(entry.event.case_id, id);
      }
      out.trail.emplace_back(text(entry.event.what));
    }
    return out;
  }

  Caller amal_, stranger_, supervisor_;
  CaseId id_;
};

TEST_F(Strangers, are_told_the_same_of_a_case_that_is_not_there_not_theirs_and_forgotten) {
  const auto forgotten = opened(amal_).file.id;
  cases_->forget(supervisor_, forgotten, 1, records::Reason::opened_in_error);
  const Answer expected{"case.absent", Fault::absent, 0, {"case_refused"}};
  for (const auto& way : every_way()) {
    EXPECT_EQ(answer(way, stranger_, CaseId::random()), expected) << way.name;
    EXPECT_EQ(answer(way, stranger_, id_), expected) << way.name;
    EXPECT_EQ(answer(way, stranger_, forgotten), expected) << way.name;
    // Those whose it was, too.
    EXPECT_EQ(answer(way, amal_, forgotten), expected) << way.name;
  }
}

TEST_F(Strangers, of_a_role_that_never_does_this_are_told_so_whatever_the_case) {
  const Answer expected{"access.not_your_role", Fault::forbidden, 0, {}};
  for (const auto role : {Role::tip_officer, Role::coordinator, Role::analyst, Role::administrator})
    for (const auto& way : every_way())
      for (const auto id : {id_, CaseId::random()})
        EXPECT_EQ(answer(way, of_team(team_, role), id), expected) << way.name << text(role);
  for (const auto& way : every_way()) {
    const auto said = answer(way, somebody(Role::auditor), id_);
    EXPECT_EQ(said == expected, way.name != "readers") << way.name;
    EXPECT_EQ(said.key.empty(), way.name == "readers") << way.name;
  }
  EXPECT_EQ(key_of([&] { cases_->forget(amal_, id_, 1, records::Reason::asked_by_person); }),
            "access.not_your_role");
  EXPECT_EQ(key_of([&] { cases_->open(supervisor_, form(), {}); }), "access.not_your_role");
  EXPECT_EQ(key_of([&] { cases_->certificates(amal_); }), "access.not_your_role");
}

TEST_F(Strangers, do_not_find_it_in_lists_and_searches) {
  EXPECT_TRUE(cases_->list(stranger_, {}).rows.empty());
  EXPECT_TRUE(cases_->search(stranger_, "Aurelio", {}, 10).rows.empty());
  EXPECT_EQ(cases_->day(stranger_).open, 0U);
  EXPECT_TRUE(cases_->count(stranger_, "cas_Status").empty());
  EXPECT_EQ(cases_->list(amal_, {}).rows.size(), 1U);
}

TEST_F(Strangers, of_another_organisation_never_get_this_far) {
  auto foreign = amal_;
  foreign.org = OrgId::random();
  EXPECT_THROW(cases_->read(foreign, id_), Bug);
  EXPECT_THROW(cases_->list(foreign, {}), Bug);
  EXPECT_THROW(cases_->open(foreign, form(), {}), Bug);
}

TEST_F(Strangers, and_all_others_leave_a_trace_before_they_get_an_answer) {
  const auto said = [&](auto&& act) {
    const auto before = last();
    act();
    return trail(before);
  };
  EXPECT_EQ(said([&] { cases_->read(amal_, id_); }), Trail{"case_read"});
  EXPECT_EQ(said([&] { cases_->history(amal_, id_); }), Trail{"case_history_read"});
  EXPECT_EQ(said([&] { cases_->readers(amal_, id_); }), Trail{"case_readers_read"});
  EXPECT_EQ(said([&] { cases_->list(amal_, {}); }), Trail{"case_listed"});
  EXPECT_EQ(said([&] { cases_->day(amal_); }), Trail{"case_listed"});
  EXPECT_EQ(said([&] { cases_->search(amal_, "Aurelio", {}, 5); }), Trail{"case_searched"});
  EXPECT_EQ(said([&] { cases_->count(amal_, "cas_Status"); }), Trail{"counts_read"});
  EXPECT_EQ(said([&] { cases_->certificates(supervisor_); }), Trail{"certificates_read"});
  EXPECT_EQ(said([&] { opened(amal_); }), (Trail{"case_opened", "record_written", "record_written",
                                                 "record_written", "record_written"}));
  EXPECT_EQ(said([&] { cases_->close(amal_, id_, 1, {{"tsn_CloseReason", "returned_home"}}); }),
            (Trail{"record_written", "record_written", "record_written", "record_written",
                   "record_written", "case_closed"}))
      << "the closing, and four times to look after the person";
  EXPECT_EQ(said([&] { cases_->reopen(amal_, id_, 2); }),
            (Trail{"record_written", "case_reopened"}));
  EXPECT_EQ(said([&] { cases_->forget(supervisor_, id_, 3, records::Reason::asked_by_person); }),
            (Trail{"case_forget_asked", "case_forgotten"}));
}

TEST_F(Strangers, are_shown_to_the_person_who_asks_who_opened_the_file) {
  cases_->read(supervisor_, id_);
  key_of([&] { cases_->read(stranger_, id_); });
  const auto readers = cases_->readers(somebody(Role::auditor), id_);
  ASSERT_GE(readers.size(), 3U);
  EXPECT_EQ(readers[0].by, stranger_.account);
  EXPECT_EQ(readers[0].what, audit::What::case_refused);
  EXPECT_EQ(readers[1].by, supervisor_.account);
  EXPECT_EQ(readers[1].what, audit::What::case_read);
  EXPECT_EQ(readers[1].at, clock_.now());
  EXPECT_EQ(readers.back().what, audit::What::case_opened);
  EXPECT_EQ(cases_->readers(amal_, id_).at(0).what, audit::What::case_readers_read);
}

TEST_F(Strangers, who_give_a_reason_read_that_class_of_that_case_only) {
  const auto other = opened(amal_).file.id;
  EXPECT_EQ(text_at(cases_->read(supervisor_, id_), "context", "tsn_HealthNeeds"), "");
  EXPECT_EQ(problems_of([&] {
              cases_->give_reason(supervisor_, id_, FieldClass::legal, "to plan a visit");
            }),
            Trail{"class: field.not_a_choice"});
  EXPECT_EQ(problems_of([&] { cases_->give_reason(supervisor_, id_, FieldClass::health, " "); }),
            Trail{"tsn_AccessReason: field.required"});
  EXPECT_EQ(key_of([&] { cases_->give_reason(amal_, id_, FieldClass::health, "text"); }),
            "form.incomplete");

  const auto before = last();
  cases_->give_reason(supervisor_, id_, FieldClass::health, "to plan a visit to a doctor");
  EXPECT_EQ(trail(before), (Trail{"record_written", "class_reason_given"}));
  supervisor_.reasons.emplace_back(id_, FieldClass::health);  // what the session remembers
  const auto seen = cases_->read(supervisor_, id_);
  EXPECT_EQ(text_at(seen, "context", "tsn_HealthNeeds"), "an invented need");
  EXPECT_TRUE(seen.withheld.empty());
  EXPECT_EQ(text_at(seen, "access_reason", "tsn_AccessReason"), "to plan a visit to a doctor");
  EXPECT_EQ(text_at(cases_->read(supervisor_, other), "context", "tsn_HealthNeeds"), "");
  // A reason opens what the role may read for a reason, and nothing else.
  auto officer = somebody(Role::protection_officer);
  officer.reasons.emplace_back(id_, FieldClass::health);
  EXPECT_TRUE(of_kind(cases_->read(officer, id_), "person").fields.empty());
  EXPECT_EQ(text_at(cases_->read(officer, id_), "context", "tsn_HealthNeeds"), "");
}

TEST_F(Strangers, learn_nothing_of_a_damaged_case_and_its_own_people_do) {
  tamper("UPDATE part SET sealed = zeroblob(104) WHERE case_id = ?", id_);
  EXPECT_EQ(key_of([&] { cases_->read(stranger_, id_); }), "case.absent");
  EXPECT_EQ(key_of([&] { cases_->read(amal_, id_); }), "store.damaged");
  EXPECT_TRUE(cases_->list(amal_, {}).rows.empty());  // and the others can be listed
  tamper("UPDATE case_file SET sealed = zeroblob(104) WHERE id = ?", id_);
  EXPECT_EQ(key_of([&] { cases_->read(stranger_, id_); }), "case.absent");
  EXPECT_EQ(key_of([&] { cases_->read(amal_, id_); }), "case.absent");  // whose it is is not known
}

TEST_F(Strangers, do_not_see_a_case_again_that_was_being_forgotten_when_the_program_stopped) {
  intend(supervisor_, id_);
  start();
  cases_->finish_forgetting();
  EXPECT_EQ(key_of([&] { cases_->read(amal_, id_); }), "case.absent");
  const auto certificate = cases_->certificates(supervisor_).at(0);
  EXPECT_EQ(certificate.case_id, id_);
  EXPECT_FALSE(certificate.by);
  const auto after = last();
  cases_->finish_forgetting();
  EXPECT_EQ(last(), after);
  EXPECT_TRUE(whole());
}

TEST_F(Strangers, do_not_see_a_case_again_that_came_back_with_a_backup) {
  EXPECT_TRUE(cases_->forget_again(id_, records::Reason::asked_by_person));
  EXPECT_FALSE(cases_->forget_again(id_, records::Reason::asked_by_person));
  EXPECT_FALSE(cases_->forget_again(CaseId::random(), records::Reason::asked_by_person));
  EXPECT_EQ(key_of([&] { cases_->read(amal_, id_); }), "case.absent");
  // Also one that does not open.
  const auto damaged = opened(amal_).file.id;
  tamper("UPDATE part SET sealed = zeroblob(104)");
  EXPECT_TRUE(cases_->forget_again(damaged, records::Reason::asked_by_person));
  EXPECT_TRUE(whole());
}

}  // namespace
}  // namespace ts::cases
