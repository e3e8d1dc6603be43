#include <gtest/gtest.h>

#include "base/data.h"
#include "protection/trial.h"
#include "rules/folder.h"

namespace ts::protection {
namespace {

using trial::day;
using trial::decision;
using trial::event;
using trial::filing;
using trial::ground;
using trial::has;
using trial::key_of;
using trial::problems_of;

class Applications : public trial::ProtectionTest {};

TEST_F(Applications, are_filed_as_a_packet_with_the_rules_of_that_day_stamped) {
  const auto view = filed(officer());
  ASSERT_EQ(view.dossier.applications.size(), 1U);
  const auto& application = view.dossier.applications[0];
  EXPECT_TRUE(view.file.from_packet);
  EXPECT_TRUE(application.withheld);
  EXPECT_EQ(application.stamp.pack, "no-2008");
  EXPECT_EQ(application.stamp.hash.size(), 64U);
  EXPECT_EQ(view.courses[0].state.stage, Stage::received);
  EXPECT_TRUE(view.may_decide);
  EXPECT_EQ(view.dossier.person.names.at(0), "Aurelia Montane") << "the packet shows it";
}

TEST_F(Applications, say_everything_that_is_wrong_at_once) {
  auto wanted = filing(trial::application("2031-01-01"));
  wanted.person["prs_MobilePhone"] = std::string{"+000"};
  wanted.person.erase("tsn_CalledName");
  wanted.application["tsn_AppPack"] = std::string{"mine"};
  const auto who = officer();
  EXPECT_EQ(
      problems_of([&] { filed(who, wanted); }),
      (std::vector<std::string>{
          "application.tsn_AppPack: field.not_yours", "application.tsn_AppDate: date.in_future",
          "person.tsn_CalledName: field.required", "person.prs_MobilePhone: packet.not_needed"}));
  EXPECT_EQ(problems_of([&] { filed(who, filing(trial::application("2008-06"))); }),
            std::vector<std::string>{"application.tsn_AppDate: date.needs_day"});
  EXPECT_EQ(problems_of([&] { filed(who, filing(trial::application("2008-06-02", "KI"))); }),
            std::vector<std::string>{"application.tsn_AppCountry: application.no_law"});
  EXPECT_EQ(problems_of([&] { filed(who, filing(trial::application("2008-06-02", "NO", "x"))); }),
            std::vector<std::string>{"application.tsn_AppStatus: field.not_a_choice"});
  auto other = filing();
  other.team = TeamId::random();
  EXPECT_EQ(problems_of([&] { filed(who, other); }),
            std::vector<std::string>{"team: case.other_team"});
  auto nowhere = who;
  nowhere.team.reset();
  EXPECT_EQ(problems_of([&] { filed(nowhere); }),
            std::vector<std::string>{"team: case.needs_team"});
}

TEST_F(Applications, are_for_protection_officers) {
  EXPECT_EQ(key_of([&] { filed(of_team(team_)); }), "access.not_your_role");
  const auto view = filed(officer());
  const auto stranger = of_team(TeamId::random(), trial::Role::protection_officer);
  EXPECT_EQ(key_of([&] { protection_->read(stranger, view.file.id, ""); }), "case.absent");
}

TEST_F(Applications, show_what_no_packet_shows_to_nobody_who_reads_packets_only) {
  const auto worker = of_team(team_);
  const auto shelter = opened(worker);
  const auto view = protection_->read(officer(), shelter.file.id, "NO");
  EXPECT_TRUE(view.dossier.person.names.empty()) << "it did not come as a packet";
  EXPECT_FALSE(view.possible.empty());
}

TEST_F(Applications, are_granted_for_as_long_as_the_law_of_then_says) {
  const auto who = officer();
  const auto view = decided(who, filed(who));
  const auto& given = view.dossier.applications[0].decisions.at(0);
  EXPECT_EQ(given.starts, day("2008-06-20"));
  EXPECT_EQ(given.ends, day("2008-12-20"));
  EXPECT_EQ(given.by, who.account);
  EXPECT_EQ(given.stamp.pack, "no-2008");
  EXPECT_EQ(view.courses[0].state.stage, Stage::ended) << "it is long past";
  EXPECT_EQ(key_of([&] { decided(who, view); }), "application.other_stage");
}

TEST_F(Applications, may_be_granted_for_less_and_need_a_length_where_the_law_gives_none) {
  const auto who = officer();
  auto shorter = decision("shorter");
  const auto view = filed(who);
  EXPECT_EQ(problems_of([&] { decided(who, view, shorter); }),
            std::vector<std::string>{"tsn_DecisionLength: field.required"});
  shorter["tsn_DecisionLength"] = std::string{"six months"};
  EXPECT_EQ(problems_of([&] { decided(who, view, shorter); }),
            std::vector<std::string>{"tsn_DecisionLength: length.malformed"});
  shorter["tsn_DecisionLength"] = std::string{"P20D"};
  const auto given = decided(who, view, shorter);
  EXPECT_EQ(given.dossier.applications[0].decisions[0].ends, day("2008-07-10"));
  const auto permanent = filed(who, filing(trial::application("2008-06-02", "NO", "permanent")));
  EXPECT_EQ(problems_of([&] { decided(who, permanent); }),
            std::vector<std::string>{"tsn_DecisionLength: decision.needs_length"});
}

TEST_F(Applications, are_decided_with_reasons_and_on_a_day_that_was) {
  const auto who = officer();
  const auto view = filed(who);
  auto bare = decision();
  bare.erase("tsn_DecisionReasons");
  EXPECT_EQ(problems_of([&] { decided(who, view, bare); }),
            std::vector<std::string>{"tsn_DecisionReasons: field.required"});
  EXPECT_EQ(problems_of([&] { decided(who, view, decision("granted", "2008-06-01")); }),
            std::vector<std::string>{"tsn_DecisionDate: date.too_early"});
  auto refusal = decision("refused");
  refusal["tsn_DecisionLength"] = std::string{"P1M"};
  EXPECT_EQ(problems_of([&] { decided(who, view, refusal); }),
            std::vector<std::string>{"tsn_DecisionLength: decision.no_length"});
  EXPECT_EQ(
      key_of([&] { protection_->decide(who, view.file.id, RecordId::random(), decision(), {}); }),
      "record.absent");
}

TEST_F(Applications, are_refused_only_when_somebody_else_has_read_it) {
  const auto who = officer();
  const auto colleague = officer();
  const auto view = decided(who, filed(who), decision("refused"));
  const auto id = view.dossier.applications[0].id;
  const auto reading = [&](const Caller& reader, bool agrees, std::optional<Date> on = {},
                           std::string remarks = {}) {
    return protection_->read_refusal(reader, view.file.id, id, agrees, on, remarks);
  };
  EXPECT_EQ(view.courses[0].state.stage, Stage::awaits_reader);
  EXPECT_EQ(key_of([&] { reading(who, true); }), "decision.own_reading");
  EXPECT_EQ(problems_of([&] { reading(colleague, false); }),
            std::vector<std::string>{"remarks: field.required"});
  EXPECT_EQ(problems_of([&] { reading(colleague, true, day("2008-06-19")); }),
            std::vector<std::string>{"on: date.too_early"});
  EXPECT_EQ(problems_of([&] { reading(colleague, true, day("2035-06-19")); }),
            std::vector<std::string>{"on: date.in_future"});
  const auto back = reading(colleague, false, {}, "say what was asked of the sender");
  EXPECT_EQ(back.courses[0].state.stage, Stage::received);
  EXPECT_EQ(key_of([&] { reading(colleague, true); }), "application.other_stage");
  decided(who, view, decision("refused"));
  const auto read = reading(colleague, true, day("2008-06-25"));
  EXPECT_EQ(read.courses[0].state.stage, Stage::refused);
  EXPECT_EQ(read.dossier.applications[0].decisions.size(), 2U);
  EXPECT_EQ(decision_in_force(read.dossier.applications[0])->reader, colleague.account);
  const auto appealed = happened(who, read, event("appealed", "2008-07-01"));
  EXPECT_EQ(appealed.courses[0].state.stage, Stage::appealed);
}

TEST_F(Applications, go_on_by_events_that_fit) {
  const auto who = officer();
  const auto today = to_text(date_of(clock_.now()));
  const auto view =
      decided(who, filed(who, filing(trial::application(today))), decision("granted", today));
  EXPECT_EQ(view.courses[0].state.stage, Stage::running);
  EXPECT_EQ(problems_of([&] { happened(who, view, event("extended", today)); }),
            std::vector<std::string>{"tsn_EventUntil: field.required"});
  EXPECT_EQ(problems_of([&] { happened(who, view, event("extended", today, "2009-01-01")); }),
            std::vector<std::string>{"tsn_EventUntil: date.too_early"});
  EXPECT_EQ(problems_of([&] { happened(who, view, event("ended", today, "2036-01-01")); }),
            std::vector<std::string>{"tsn_EventUntil: event.no_end"});
  auto silent = event("ended", today);
  silent.erase("tsn_EventReasons");
  EXPECT_EQ(problems_of([&] { happened(who, view, silent); }),
            std::vector<std::string>{"tsn_EventReasons: field.required"});
  EXPECT_EQ(key_of([&] { happened(who, view, event("resumed", today)); }),
            "application.other_stage");
  const auto extended = happened(who, view, event("extended", today, "2036-01-01"));
  EXPECT_EQ(extended.courses[0].state.ends, day("2036-01-01"));
  EXPECT_TRUE(has(later(who, view.file.id, 1).courses[0].warnings, "not_delivered"));
  const Fields letter{{"tsn_LetterType", std::string{"decision"}},
                      {"tsn_LetterDate", today},
                      {"tsn_LetterTo", std::string{"person"}},
                      {"tsn_LetterHow", std::string{"in_person"}}};
  const auto told =
      protection_->record_letter(who, view.file.id, view.dossier.applications[0].id, letter, {});
  EXPECT_FALSE(has(told.courses[0].warnings, "not_delivered"));
}

TEST_F(Applications, take_facts_with_their_source) {
  const auto who = officer();
  const auto view = filed(who);
  const auto record = [&](Fields fields) {
    return protection_->record_ground(who, view.file.id, std::move(fields), {});
  };
  EXPECT_EQ(view.courses[0].check->outcome, rules::Outcome::needs_info);
  record(ground("presumed_victim", "true"));
  const auto known = record(ground("intends_to_break", "true"));
  EXPECT_EQ(known.courses[0].check->outcome, rules::Outcome::open);
  EXPECT_EQ(problems_of([&] { record(ground("nonsense", "true")); }),
            std::vector<std::string>{"tsn_GroundFact: field.not_a_choice"});
  EXPECT_EQ(problems_of([&] { record(ground("presumed_victim", "perhaps")); }),
            std::vector<std::string>{"tsn_GroundValue: ground.other_type"});
}

TEST_F(Applications, of_perhaps_the_same_person_are_named_to_each_other) {
  const auto who = officer();
  filed(who);
  const auto again = filed(who, filing(trial::application(), trial::person("Aurélia Montané")));
  ASSERT_TRUE(has(again.warnings, "perhaps_same"));
  const auto other =
      filed(who, filing(trial::application(), trial::person("Bertil Ostrander", "1986-02-03")));
  EXPECT_FALSE(has(other.warnings, "perhaps_same"));
  const auto born_later =
      filed(who, filing(trial::application(), trial::person("Aurelia Montane", "1999")));
  EXPECT_FALSE(has(born_later.warnings, "perhaps_same"));
  const auto elsewhere = filed(of_team(TeamId::random(), trial::Role::protection_officer));
  EXPECT_TRUE(has(elsewhere.warnings, "perhaps_same_elsewhere"));
  const auto twice = protection_->add(who, again.file.id, trial::application("2008-07-01"), {});
  EXPECT_TRUE(has(twice.courses[0].warnings, "two_applications"));
}

TEST_F(Applications, keep_what_the_law_keeps_when_consent_is_taken_back) {
  const auto who = officer();
  const auto view = decided(who, filed(who));
  protection_->record_ground(who, view.file.id, ground("presumed_victim", "true"), {});
  const auto kept = protection_->take_back(who, view.file.id);
  EXPECT_NE(kept.file.id, view.file.id);
  EXPECT_TRUE(kept.dossier.person.names.empty());
  EXPECT_TRUE(kept.dossier.grounds.empty());
  const auto& application = kept.dossier.applications.at(0);
  EXPECT_TRUE(application.kept_by_law);
  EXPECT_EQ(application.sender, "");
  EXPECT_EQ(application.decisions.at(0).ends, day("2008-12-20"));
  EXPECT_EQ(key_of([&] { protection_->read(who, view.file.id, ""); }), "case.absent");
  const auto pending = protection_->take_back(who, filed(who).file.id);
  EXPECT_EQ(pending.courses.at(0).state.stage, Stage::withdrawn);
  const auto own = opened(of_team(team_));
  EXPECT_EQ(key_of([&] { protection_->take_back(who, own.file.id); }), "application.not_a_packet");
  EXPECT_TRUE(whole());
}

TEST_F(Applications, of_a_closed_case_are_read_and_nothing_else) {
  const auto who = officer();
  const auto view = filed(who);
  cases_->close(who, view.file.id, view.file.revision,
                {{"tsn_CloseReason", std::string{"support_completed"}}});
  EXPECT_EQ(key_of([&] { decided(who, view); }), "case.closed");
  EXPECT_FALSE(protection_->read(who, view.file.id, "").may_decide);
}

TEST_F(Applications, are_listed_by_their_clock) {
  const auto who = officer();
  const auto today = to_text(date_of(clock_.now()));
  const auto pending = filed(who);
  const auto running =
      decided(who, filed(who, filing(trial::application(today))), decision("granted", today));
  const auto count = [&](Work work) { return protection_->list(who, work).size(); };
  EXPECT_EQ(count(Work::all), 2U);
  EXPECT_EQ(protection_->list(who, Work::due).at(0).case_id, pending.file.id);
  EXPECT_EQ(protection_->list(who, Work::running).at(0).name, "Aurelia Montane");
  EXPECT_EQ(count(Work::ending), 0U);
  clock_.forward(std::chrono::hours{24} * 160);
  EXPECT_EQ(count(Work::ending), 1U);
  EXPECT_EQ(count(Work::appeal), 0U);
  EXPECT_EQ(protection_->list(of_team(TeamId::random(), trial::Role::protection_officer), Work::all)
                .size(),
            0U);
  const auto supervisor = of_team(team_, trial::Role::supervisor);
  EXPECT_EQ(protection_->list(supervisor, Work::all).at(0).name, "") << "names when opened";
  EXPECT_EQ(work_of("ending"), Work::ending);
  EXPECT_FALSE(work_of("others"));
}

TEST_F(Applications, are_counted_by_the_office_and_safely_for_others) {
  const auto who = officer();
  decided(who, filed(who));
  filed(who, filing(trial::application(), trial::person("Bertil Ostrander", "1991")));
  const Question question{.from = 2008, .to = 2008, .split = Split::age};
  const auto figures = protection_->figures(who, question);
  ASSERT_EQ(figures.size(), 2U);
  EXPECT_EQ(figures[0].group, "15-17");
  EXPECT_EQ(figures[1].granted, 1);
  const auto analyst = of_team(team_, trial::Role::analyst);
  for (const auto& figure : protection_->figures(analyst, question)) EXPECT_FALSE(figure.applied);
  EXPECT_EQ(key_of([&] { protection_->figures(of_team(team_), question); }),
            "access.not_your_role");
}

TEST_F(Applications, are_the_same_after_a_start) {
  const auto who = officer();
  decided(who, filed(who));
  start();
  EXPECT_EQ(protection_->applications().cases(), 1U);
  EXPECT_EQ(protection_->list(who, Work::all).size(), 1U);
}

TEST_F(Applications, are_reminded_of_at_other_lead_times) {
  const auto who = officer();
  const auto first = filed(who);
  const auto id = first.dossier.applications[0].id;
  const auto remind = [&](Fields fields) {
    return protection_->remind(who, first.file.id, id, fields).dossier.applications[0].remind;
  };
  using Lengths = std::vector<rules::Duration>;
  EXPECT_EQ(remind({{"tsn_AppRemind", std::vector<std::string>{"P60D"}}}), (Lengths{{.days = 60}}));
  EXPECT_EQ(remind({}), (Lengths{{.days = 30}, {.days = 7}}));
  EXPECT_THROW(remind({{"tsn_AppStatus", std::string{"permit"}}}), Failure);
  EXPECT_THROW(remind({{"tsn_AppRemind", std::vector<std::string>{"P5Y"}}}), Failure);
}

TEST_F(Applications, are_judged_by_the_packs_that_are_in_use_now) {
  const auto who = officer();
  const auto before = filed(who);
  const auto old = before.dossier.applications[0].stamp;
  auto text = std::string{data::file("rules/no-2008.json")};
  text.replace(text.find("1.0.0"), 5, "1.1.0");
  const std::vector<rules::File> files{{"no-2008.json", text}};
  auto with_index = files;
  with_index.push_back(rules::index_of(files));
  *laws_.lock() = rules::Library::built_in().with(with_index).library;
  EXPECT_EQ(filed(who).dossier.applications[0].stamp.version, "1.1.0");
  const auto again = protection_->read(who, before.file.id, "");
  EXPECT_EQ(again.dossier.applications[0].stamp, old);
  EXPECT_EQ(again.courses[0].check->stamp, old);
}

TEST_F(Applications, are_made_once) {
  const auto who = officer();
  const records::Once once{.key = "0123456789abcdef", .request = {}};
  const auto wanted = filing();
  const auto first = protection_->file(who, wanted, once);
  EXPECT_EQ(protection_->file(who, wanted, once).file.id, first.file.id);
  const auto id = first.dossier.applications[0].id;
  EXPECT_EQ(protection_->particulars(who, first.file.id, id).application.id, id);
  const records::Once again{.key = "0123456789abcdeg", .request = {}};
  protection_->decide(who, first.file.id, id, decision(), again);
  EXPECT_EQ(protection_->decide(who, first.file.id, id, decision(), again)
                .dossier.applications[0]
                .decisions.size(),
            1U);
}

}  // namespace
}  // namespace ts::protection
