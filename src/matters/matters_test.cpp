#include "matters/matters.h"

#include <gtest/gtest.h>

#include "cases/trial.h"

namespace ts::matters {
namespace {

using cases::trial::problems_of;
using cases::trial::record;
using packets::Standing;
using packets::What;
using ts::trial::key_of;
using Role = access::Role;

/// One organisation with its own store, keys, clock and people.
class Side : public cases::trial::CasesTest {
 public:
  explicit Side(const std::string& name) { build(name); }
  ~Side() override {
    matters.reset();
    peers.reset();
    accounts_.reset();
  }
  void TestBody() override {}

  void build(const std::string& name) {
    accounts_ = std::make_unique<access::Accounts>(*database_, *journal_, *keyring_,
                                                   crypto::Cost{.memory_bytes = 8192, .passes = 1});
    accounts_->found({.id = org_, .name = name, .country = "GW"});
    worker = of_team(TeamId::random());
    supervisor = of_team(*worker.team, Role::supervisor);
    documents_ = std::make_unique<documents::Documents>(*keyring_);
    peers = std::make_unique<Peers>(*database_, *journal_, *documents_, *accounts_);
    matters = std::make_unique<Matters>(*database_, *journal_, *documents_,
                                        catalogue::Catalogue::built_in(), *peers, *frames_, *cases_,
                                        org_);
  }

  Bytes card() { return packets::encode(peers->card(supervisor)); }
  DocumentId knows(Side& other) { return peers->add(supervisor, other.card()).id; }

  /// A case with a name, a story and a consent for that recipient.
  cases::View person(const std::string& recipient, const std::string& until = "2027-01-31") {
    auto wanted = form("Ilma");
    wanted.records.push_back(record("note", {{"cco_CaseComment", "what she told"}}));
    wanted.records.push_back(
        record("consent", {{"con_Consent", true},
                           {"tsn_ConsentPurpose", "A bed for three nights"},
                           {"tsn_ConsentRecipient", recipient},
                           {"tsn_ConsentClasses", std::vector<std::string>{"K", "S"}},
                           {"tsn_ConsentUntil", until}}));
    clock_.forward(std::chrono::seconds{1});
    return cases_->open(worker, wanted, {});
  }
  static RecordId receipt(const cases::View& file) {
    for (const auto& each : file.records)
      if (each.kind == "consent" && each.fields.contains("tsn_ConsentUntil")) return each.id;
    return {};
  }
  Draft draft(const cases::View& file, DocumentId peer, std::string_view classes = "K") const {
    Draft out{.id = DocumentId::random(),
              .peer = peer,
              .note = "On Friday",
              .classes = {},
              .due = {},
              .receipt = receipt(file)};
    for (const char letter : classes) out.classes.add(*field_class_of(letter));
    return out;
  }
  using CasesTest::text_at;
  cases::Cases& cases() { return *cases_; }
  ManualClock& clock() { return clock_; }
  std::vector<audit::Finding> findings() {
    return read([&](db::Reader& tx) { return documents::Documents::verify(tx, keyring_.get()); });
  }

  Caller worker, supervisor;
  std::unique_ptr<Peers> peers;
  std::unique_ptr<Matters> matters;

 private:
  std::unique_ptr<access::Accounts> accounts_;
  std::unique_ptr<documents::Documents> documents_;
};

class MattersTest : public testing::Test {
 protected:
  MattersTest() {
    a_knows_b = a.knows(b);
    b.knows(a);
  }
  /// By stick, from one to the other.
  View carry(Side& from, Side& to, DocumentId id) {
    return to.matters->take_in(to.worker, from.matters->packet(from.worker, id));
  }
  View sent(const std::string& classes = "KS") {
    file = a.person("House of the Lamp");
    return a.matters->send(a.worker, file.file.id, a.draft(file, a_knows_b, classes));
  }

  Side a{"Casa do Norte"};
  Side b{"House of the Lamp"};
  DocumentId a_knows_b;
  cases::View file;
};

TEST_F(MattersTest, both_see_the_same_number_and_nobody_is_known_unasked) {
  EXPECT_EQ(a.peers->all(a.worker).at(0).comparison, b.peers->all(b.worker).at(0).comparison);
  Side c{"Stranger"};
  const auto to_b = c.knows(b);
  const auto theirs = c.person("House of the Lamp");
  const auto matter = c.matters->send(c.worker, theirs.file.id, c.draft(theirs, to_b));
  const auto packet = c.matters->packet(c.worker, matter.id);
  EXPECT_EQ(key_of([&] { b.matters->take_in(b.worker, packet); }), "packet.stranger");
  EXPECT_EQ(key_of([&] { a.matters->take_in(a.worker, packet); }), "packet.not_for_us");
  EXPECT_FALSE(a.matters->arrived(packet));
  EXPECT_EQ(key_of([&] { a.peers->add(a.supervisor, a.card()); }), "peer.ourselves");
  EXPECT_EQ(key_of([&] { a.peers->look(a.supervisor, Bytes(10)); }), "peer.no_card");
  EXPECT_EQ(key_of([&] { a.peers->add(a.worker, b.card()); }), "access.not_your_role");
}

TEST_F(MattersTest, the_preview_is_what_the_other_sees_and_no_more) {
  file = a.person("House of the Lamp");
  const auto draft = a.draft(file, a_knows_b, "K");
  const auto preview = a.matters->preview(a.worker, file.file.id, draft);
  ASSERT_EQ(preview.parts.size(), 1U);
  EXPECT_EQ(preview.parts[0].fields.at("tsn_CalledName"), catalogue::Value{std::string{"Ilma"}});
  EXPECT_EQ(preview.purpose, "A bed for three nights");
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
  const auto case_id = CaseId::random();
  there = b.matters->accept(b.worker, matter.id, {.open = case_id, .called = {}, .note = "Yes"});
  EXPECT_EQ(there.standing.progress, Standing::Progress::accepted);
  EXPECT_EQ(there.case_id, case_id);
  const auto opened = b.cases().read(b.worker, case_id);
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
  b.matters->accept(b.worker, matter.id, {.open = CaseId::random(), .called = {}, .note = {}});
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
  a.matters->outgoing(false);
  const auto left = a.matters->read(a.worker, matter.id);
  EXPECT_EQ(left.standing.erasure, Standing::Duty::asked);
  EXPECT_FALSE(left.request);
  EXPECT_EQ(carry(a, b, matter.id).standing.erasure, Standing::Duty::carried_out);
}

TEST_F(MattersTest, over_the_line_what_arrives_is_answered_and_what_does_not_is_tried_again) {
  b.peers->set_address(b.supervisor, "https://lamp.example");
  a.knows(b);  // the same keys, with an address
  const auto matter = sent();
  const auto out = a.matters->outgoing(false);
  ASSERT_EQ(out.size(), 1U);
  EXPECT_EQ(out[0].address, "https://lamp.example");
  a.matters->handed_over(matter.id, false, {});
  EXPECT_TRUE(a.matters->outgoing(false).empty());
  EXPECT_EQ(a.matters->read(a.worker, matter.id).tries, 1);
  a.clock().forward(std::chrono::seconds{3});
  ASSERT_EQ(a.matters->outgoing(false).size(), 1U);
  const auto answer = b.matters->arrived(a.matters->outgoing(false)[0].packet);
  ASSERT_TRUE(answer);
  a.matters->handed_over(matter.id, true, *answer);
  const auto here = a.matters->read(a.worker, matter.id);
  EXPECT_EQ(here.standing.progress, Standing::Progress::received);
  EXPECT_FALSE(here.waits && a.matters->outgoing(false).empty());
}

TEST_F(MattersTest, nothing_is_exchanged_with_a_peer_that_was_ended) {
  const auto matter = sent();
  const auto packet = a.matters->packet(a.worker, matter.id);
  a.peers->end(a.supervisor, a_knows_b);
  EXPECT_EQ(key_of([&] { a.matters->packet(a.worker, matter.id); }), "peer.ended");
  b.peers->end(b.supervisor, b.peers->all(b.worker).at(0).id);
  EXPECT_EQ(key_of([&] { b.matters->take_in(b.worker, packet); }), "packet.stranger");
}

}  // namespace
}  // namespace ts::matters
