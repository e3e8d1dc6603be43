#include "matters/trial.h"

namespace ts::matters {
namespace {

using cases::trial::problems_of;
using cases::trial::record;
using packets::Standing;
using packets::What;
using trial::MattersTest;
using trial::Side;
using ts::trial::key_of;
using Role = access::Role;

TEST_F(MattersTest, both_see_the_same_number_and_nobody_is_known_unasked) {
  EXPECT_EQ(a.peers().all(a.worker).at(0).comparison, b.peers().all(b.worker).at(0).comparison);
  Side c{"Stranger"};
  const auto to_b = c.knows(b);
  const auto theirs = c.person("House of the Lamp");
  const auto matter = c.matters->send(c.worker, theirs.file.id, c.draft(theirs, to_b));
  const auto packet = c.matters->packet(c.worker, matter.id);
  EXPECT_EQ(key_of([&] { b.matters->take_in(b.worker, packet); }), "packet.stranger");
  EXPECT_EQ(key_of([&] { a.matters->take_in(a.worker, packet); }), "packet.not_for_us");
  EXPECT_FALSE(a.mailroom().arrived(packet));
  EXPECT_EQ(key_of([&] { a.peers().add(a.supervisor, a.card()); }), "peer.ourselves");
  EXPECT_EQ(key_of([&] { a.peers().look(a.supervisor, Bytes(10)); }), "peer.no_card");
  EXPECT_EQ(key_of([&] { a.peers().add(a.worker, b.card()); }), "access.not_your_role");
}

TEST_F(MattersTest, the_preview_is_what_the_other_sees_and_no_more) {
  file = a.person("House of the Lamp");
  const auto draft = a.draft(file, a_knows_b, "K");
  const auto preview = a.matters->preview(a.worker, file.file.id, draft);
  ASSERT_EQ(preview.parts.size(), 1U);
  EXPECT_EQ(preview.parts[0].fields.at("tsn_CalledName"), catalogue::Value{std::string{"Ilma"}});
  EXPECT_EQ(preview.purpose, "refer");
  a.matters->send(a.worker, file.file.id, draft);
  const auto seen = carry(a, b, draft.id);
  ASSERT_TRUE(seen.request);
  ASSERT_EQ(seen.request->parts.size(), 1U);
  EXPECT_EQ(seen.request->parts[0].fields, preview.parts[0].fields);
  EXPECT_EQ(seen.request->note, "On Friday");
}

TEST_F(MattersTest, nothing_goes_without_a_consent_that_covers_it) {
  file = a.person("House of the Lamp");
  const auto said = [&](const Draft& draft) {
    return problems_of([&] { a.matters->preview(a.worker, file.file.id, draft); });
  };
  using Problems = std::vector<std::string>;
  EXPECT_EQ(said(a.draft(file, a_knows_b, "KM")), Problems{"classes: matter.class_not_agreed"});
  auto search = a.draft(file, a_knows_b);
  search.request = What::trace;
  EXPECT_EQ(said(search), Problems{"receipt: matter.other_purpose"});
  auto other = a.draft(file, a_knows_b);
  other.receipt = RecordId::random();
  EXPECT_EQ(said(other), Problems{"receipt: matter.needs_consent"});
  EXPECT_EQ(said(a.draft(file, DocumentId::random())), Problems{"peer: peer.absent"});
  const auto elsewhere = a.person("Another house");
  EXPECT_EQ(problems_of([&] {
              a.matters->preview(a.worker, elsewhere.file.id, a.draft(elsewhere, a_knows_b));
            }),
            Problems{"receipt: matter.other_recipient"});
  const auto past = a.person("House of the Lamp", "2020-01-01");
  EXPECT_EQ(
      problems_of([&] { a.matters->preview(a.worker, past.file.id, a.draft(past, a_knows_b)); }),
      Problems{"receipt: matter.consent_ended"});
}

TEST_F(MattersTest, a_referral_by_stick_is_accepted_into_a_case_and_done) {
  const auto matter = sent();
  EXPECT_TRUE(matter.waits);
  auto there = carry(a, b, matter.id);
  EXPECT_EQ(there.standing.progress, Standing::Progress::received);
  EXPECT_EQ(carry(a, b, matter.id).steps.size(), 2U);  // the same again changes nothing
  there = b.matters->accept(b.worker, matter.id, {.open = true, .called = {}, .note = "Yes"});
  EXPECT_EQ(there.standing.progress, Standing::Progress::accepted);
  ASSERT_TRUE(there.case_id);
  const auto opened = b.cases().read(b.worker, *there.case_id);
  EXPECT_EQ(Side::text_at(opened, "person", "tsn_CalledName"), "Ilma");
  b.matters->say(b.worker, matter.id, What::done, "");
  const auto here = carry(b, a, matter.id);
  EXPECT_EQ(here.standing.progress, Standing::Progress::done);
  EXPECT_FALSE(here.waits);
  EXPECT_EQ(here.steps.size(), 4U);
  EXPECT_TRUE(a.findings().empty() && b.findings().empty());
}

TEST_F(MattersTest, declining_and_asking_need_words_and_their_turn) {
  const auto matter = sent();
  carry(a, b, matter.id);
  EXPECT_EQ(problems_of([&] { b.matters->say(b.worker, matter.id, What::declined, ""); }),
            std::vector<std::string>{"note: field.required"});
  EXPECT_EQ(key_of([&] { a.matters->say(a.worker, matter.id, What::done, ""); }), "matter.not_now");
  b.matters->say(b.worker, matter.id, What::asked, "Does she come alone?");
  EXPECT_TRUE(carry(b, a, matter.id).standing.question);
  a.matters->say(a.worker, matter.id, What::answered, "With her sister.");
  carry(a, b, matter.id);
  b.matters->say(b.worker, matter.id, What::declined, "No bed is free.");
  const auto here = carry(b, a, matter.id);
  EXPECT_EQ(here.standing.progress, Standing::Progress::declined);
  EXPECT_EQ(here.steps.back().note, "No bed is free.");
}

TEST_F(MattersTest, consent_taken_back_before_it_is_accepted_destroys_what_came) {
  const auto matter = sent();
  carry(a, b, matter.id);
  a.matters->say(a.worker, matter.id, What::withdraw, "");
  const auto there = carry(a, b, matter.id);
  EXPECT_EQ(there.standing.withdrawal, Standing::Duty::carried_out);
  EXPECT_FALSE(there.request);
  EXPECT_EQ(carry(b, a, matter.id).standing.withdrawal, Standing::Duty::carried_out);
}

TEST_F(MattersTest, consent_taken_back_after_that_waits_for_a_person_and_shows_until_when) {
  const auto matter = sent();
  carry(a, b, matter.id);
  b.matters->accept(b.worker, matter.id, {.open = true, .called = {}, .note = {}});
  carry(b, a, matter.id);
  a.matters->say(a.worker, matter.id, What::withdraw, "");
  auto there = carry(a, b, matter.id);
  EXPECT_EQ(there.standing.withdrawal, Standing::Duty::asked);
  EXPECT_EQ(there.steps.back().due,
            to_text(Date{std::chrono::sys_days{date_of(a.clock().now())} + std::chrono::days{7}}));
  EXPECT_EQ(a.matters->read(a.worker, matter.id).standing.withdrawal, Standing::Duty::asked);
  b.matters->say(b.worker, matter.id, What::withdrawn, "");
  EXPECT_EQ(carry(b, a, matter.id).standing.withdrawal, Standing::Duty::carried_out);
}

TEST_F(MattersTest, a_case_that_is_forgotten_is_asked_to_be_forgotten_there) {
  const auto matter = sent();
  carry(a, b, matter.id);
  a.cases().forget(a.supervisor, file.file.id, file.file.revision,
                   records::Reason::asked_by_person);
  a.mailroom().outgoing(false);
  const auto left = a.matters->read(a.worker, matter.id);
  EXPECT_EQ(left.standing.erasure, Standing::Duty::asked);
  EXPECT_FALSE(left.request);
  EXPECT_EQ(carry(a, b, matter.id).standing.erasure, Standing::Duty::carried_out);
}

TEST_F(MattersTest, what_comes_for_a_case_that_was_forgotten_brings_nothing_back) {
  const auto matter = sent();
  carry(a, b, matter.id);
  a.cases().forget(a.supervisor, file.file.id, file.file.revision,
                   records::Reason::asked_by_person);
  a.mailroom().outgoing(false);
  // They have not heard of it yet.
  b.matters->say(b.worker, matter.id, What::asked, "Where does she sleep?");
  const auto back = carry(b, a, matter.id);
  EXPECT_FALSE(back.request);
  EXPECT_EQ(back.steps.back().what, What::asked);
  EXPECT_EQ(back.steps.back().note, "");
  EXPECT_EQ(key_of([&] { a.cases().read(a.worker, file.file.id); }), "case.absent");
  EXPECT_EQ(carry(a, b, matter.id).standing.erasure, Standing::Duty::carried_out);
}

TEST_F(MattersTest, over_the_line_what_arrives_is_answered_and_what_does_not_is_tried_again) {
  b.peers().set_address(b.supervisor, "https://lamp.example");
  a.knows(b);  // the same keys, with an address
  const auto matter = sent();
  const auto out = a.mailroom().outgoing(false);
  ASSERT_EQ(out.size(), 1U);
  EXPECT_EQ(out[0].address, "https://lamp.example");
  a.mailroom().handed_over(matter.id, false, {});
  EXPECT_TRUE(a.mailroom().outgoing(false).empty());
  EXPECT_EQ(a.matters->read(a.worker, matter.id).tries, 1);
  a.clock().forward(std::chrono::seconds{3});
  ASSERT_EQ(a.mailroom().outgoing(false).size(), 1U);
  const auto answer = b.mailroom().arrived(a.mailroom().packet(matter.id));
  ASSERT_TRUE(answer);
  a.mailroom().handed_over(matter.id, true, *answer);
  const auto here = a.matters->read(a.worker, matter.id);
  EXPECT_EQ(here.standing.progress, Standing::Progress::received);
  EXPECT_FALSE(here.waits && a.mailroom().outgoing(false).empty());
}

TEST_F(MattersTest, what_another_process_sent_is_carried_here_and_no_sooner_than_its_turn) {
  b.peers().set_address(b.supervisor, "https://lamp.example");
  const auto other = a.another();
  EXPECT_TRUE(other->mailroom().outgoing(false).empty());
  a.knows(b);  // the same keys, with an address
  const auto first = sent();
  EXPECT_TRUE(other->mailroom().outgoing(false).empty());  // nobody told it
  other->mailroom().others_wrote();
  ASSERT_EQ(other->mailroom().outgoing(false).size(), 1U);
  other->mailroom().handed_over(first.id, false, {});
  const auto second = sent();
  other->mailroom().others_wrote();
  const auto out = other->mailroom().outgoing(false);
  ASSERT_EQ(out.size(), 1U);
  EXPECT_EQ(out[0].id, second.id);
}

TEST_F(MattersTest, nothing_is_exchanged_with_a_peer_that_was_ended) {
  const auto matter = sent();
  const auto packet = a.matters->packet(a.worker, matter.id);
  a.peers().end(a.supervisor, a_knows_b);
  EXPECT_EQ(key_of([&] { a.matters->packet(a.worker, matter.id); }), "peer.ended");
  b.peers().end(b.supervisor, b.peers().all(b.worker).at(0).id);
  EXPECT_EQ(key_of([&] { b.matters->take_in(b.worker, packet); }), "packet.stranger");
}

TEST_F(MattersTest, an_agreement_taken_back_in_the_case_reaches_two_holders_one_away_for_a_month) {
  Side c{"Harbour Light"};
  const auto to_c = a.knows(c);
  c.knows(a);
  const auto to_b = sent();
  const auto other = a.person("Harbour Light");
  const auto second = a.matters->send(a.worker, other.file.id, a.draft(other, to_c));
  carry(a, b, to_b.id);
  for (const auto& each : {file, other}) {
    const auto receipt = Side::receipt(each);
    const auto view = a.cases().read(a.worker, each.file.id);
    const auto record = std::find_if(view.records.begin(), view.records.end(),
                                     [&](const auto& one) { return one.id == receipt; });
    a.cases().change(a.worker, each.file.id, receipt, record->revision,
                     {{"con_Consent", catalogue::Value{false}}});
  }
  a.mailroom().outgoing(false);
  EXPECT_EQ(carry(a, b, to_b.id).standing.withdrawal, Standing::Duty::carried_out);
  EXPECT_EQ(carry(b, a, to_b.id).standing.withdrawal, Standing::Duty::carried_out);
  // The other is away; what it never had is not sent any more, and until it says so, it shows.
  for (auto* side : {&a, &b, &c}) side->clock().forward(std::chrono::days{31});
  const auto waiting = a.matters->read(a.worker, second.id);
  EXPECT_EQ(waiting.standing.withdrawal, Standing::Duty::asked);
  EXPECT_TRUE(waiting.waits);
  const auto there = carry(a, c, second.id);
  EXPECT_FALSE(there.request);
  EXPECT_EQ(there.standing.withdrawal, Standing::Duty::carried_out);
  EXPECT_EQ(carry(c, a, second.id).standing.withdrawal, Standing::Duty::carried_out);
}

TEST_F(MattersTest, what_came_is_destroyed_after_its_last_day_when_nobody_accepted_it) {
  const auto matter = sent();
  carry(a, b, matter.id);
  b.clock().forward(std::chrono::days{400});
  b.mailroom().outgoing(false);
  EXPECT_FALSE(b.matters->read(b.worker, matter.id).request);
  EXPECT_EQ(key_of([&] {
              b.matters->accept(b.worker, matter.id, {.open = true, .called = {}, .note = {}});
            }),
            "matter.not_now");
}

TEST_F(MattersTest, a_packet_that_is_too_late_cut_or_altered_changes_nothing) {
  const auto matter = sent();
  const auto packet = a.matters->packet(a.worker, matter.id);
  const auto refused = [&](BytesView bytes) {
    return key_of([&] { b.matters->take_in(b.worker, bytes); });
  };
  EXPECT_EQ(refused(BytesView{packet}.first(packet.size() - 1)), "packet.damaged");
  EXPECT_EQ(refused(BytesView{packet}.first(50)), "packet.cut");
  auto altered = packet;
  altered[200] ^= 1;
  EXPECT_EQ(refused(altered), "packet.damaged");
  b.clock().forward(Mailroom::packet_lasts + std::chrono::hours{48});
  EXPECT_EQ(refused(packet), "packet.expired");
  b.clock().forward(-2 * (Mailroom::packet_lasts + std::chrono::hours{48}));
  EXPECT_EQ(refused(packet), "packet.future");
  EXPECT_TRUE(b.matters->all(b.worker).empty());
}

TEST_F(MattersTest, a_case_that_another_has_taken_over_is_closed_here_once_by_itself) {
  file = a.person("House of the Lamp", "2027-01-31", "transfer");
  auto draft = a.draft(file, a_knows_b);
  draft.request = What::transfer;
  a.matters->send(a.worker, file.file.id, draft);
  carry(a, b, draft.id);
  carry(b, a, draft.id);
  const auto stands = [&] { return a.cases().read(a.worker, file.file.id); };
  EXPECT_EQ(stands().file.state, records::State::open);
  b.matters->accept(b.worker, draft.id, {.open = true, .called = {}, .note = {}});
  a.mailroom().arrived(b.mailroom().packet(draft.id));  // over the line, while nobody asks
  EXPECT_EQ(stands().file.state, records::State::closed);
  EXPECT_EQ(Side::text_at(stands(), "case", "tsn_CloseReason"), "transferred");
  // Who opens it again, knows why.
  a.cases().reopen(a.supervisor, file.file.id, stands().file.revision);
  b.matters->say(b.worker, draft.id, What::done, "");
  carry(b, a, draft.id);
  EXPECT_EQ(stands().file.state, records::State::open);
  EXPECT_TRUE(a.findings().empty());
}

TEST_F(MattersTest, days_are_told_to_both_and_a_reminder_reaches_the_other_side) {
  file = a.person("House of the Lamp");
  auto draft = a.draft(file, a_knows_b);
  draft.due = parse_date("2026-03-05");
  EXPECT_EQ(a.matters->send(a.worker, file.file.id, draft).due, "2026-03-05");
  EXPECT_EQ(carry(a, b, draft.id).due, "2026-03-05");
  const auto days = [&](Side& side, const Caller& caller) {
    return side.matters->due(caller, *parse_date("2026-03-05")).size();
  };
  EXPECT_EQ(days(a, a.worker), 1U);      // whose case it is
  EXPECT_EQ(days(a, a.supervisor), 0U);  // whose it is not
  EXPECT_EQ(days(b, b.supervisor), 1U);  // who may answer
  EXPECT_TRUE(b.matters->due(b.worker, *parse_date("2026-03-04")).empty());
  EXPECT_EQ(key_of([&] { b.matters->say(b.worker, draft.id, What::reminded, ""); }),
            "matter.not_now");
  carry(b, a, draft.id);
  a.matters->say(a.worker, draft.id, What::reminded, "");
  EXPECT_EQ(carry(a, b, draft.id).steps.back().what, What::reminded);
  b.matters->say(b.worker, draft.id, What::declined, "No bed.");
  EXPECT_EQ(days(b, b.worker), 0U);
  EXPECT_EQ(carry(b, a, draft.id).due, "");
}

TEST_F(MattersTest, a_case_is_opened_once_whoever_accepts_and_is_seen_by_its_team_then) {
  const auto matter = sent();
  carry(a, b, matter.id);
  const auto elsewhere = b.of_team(TeamId::random());
  EXPECT_EQ(b.matters->all(elsewhere).size(), 1U);
  const Matters::Acceptance yes{.open = true, .called = {}, .note = {}};
  const auto first = b.matters->accept(b.worker, matter.id, yes);
  EXPECT_EQ(b.matters->accept(b.worker, matter.id, yes).case_id, first.case_id);
  EXPECT_TRUE(b.matters->all(elsewhere).empty());
  // The same person, asked for a second time, is another case, to be joined by a person.
  const auto again = a.draft(file, a_knows_b);
  a.matters->send(a.worker, file.file.id, again);
  carry(a, b, again.id);
  EXPECT_NE(b.matters->accept(b.worker, again.id, yes).case_id, first.case_id);
  EXPECT_EQ(key_of([&] { b.matters->read(elsewhere, matter.id); }), "matter.absent");
  EXPECT_EQ(key_of([&] { b.matters->accept(elsewhere, matter.id, yes); }), "matter.absent");
  // Forgotten there, it is told here, though nobody asked for it.
  const auto opened = b.cases().read(b.worker, *first.case_id);
  b.cases().forget(b.supervisor, *first.case_id, opened.file.revision,
                   records::Reason::asked_by_person);
  b.mailroom().outgoing(false);
  EXPECT_FALSE(b.matters->read(b.worker, matter.id).request);
}

}  // namespace
}  // namespace ts::matters
