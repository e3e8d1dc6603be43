#include "matters/matters.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "cases/trial.h"
#include "catalogue/file.h"

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
    matters = std::make_unique<Matters>(*database_, *journal_, *documents_,
                                        catalogue::Catalogue::built_in(), *records_, *frames_,
                                        *accounts_, *cases_);
    frames_->also(matters->agreements());
  }
  Peers& peers() const { return matters->peers(); }
  Mailroom& mailroom() const { return matters->mailroom(); }

  Bytes card() { return packets::encode(peers().card(supervisor)); }
  DocumentId knows(Side& other) { return peers().add(supervisor, other.card()).id; }

  /// A case with a name, a story and a consent for that recipient.
  cases::View person(const std::string& recipient, const std::string& until = "2027-01-31",
                     const std::string& purpose = "refer") {
    auto wanted = form("Ilma");
    wanted.records.push_back(record("note", {{"cco_CaseComment", "what she told"}}));
    wanted.records.push_back(
        record("consent", {{"con_Consent", true},
                           {"tsn_ConsentPurpose", purpose},
                           {"tsn_ConsentDate", "2026-02-01"},
                           {"tsn_ConsentHow", "written"},
                           {"tsn_ConsentLimits", true},
                           {"tsn_ConsentBy", "person"},
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
  /// A document of 600,000 bytes and of the story's class in its case; gives its file.
  RecordId paper(const cases::View& file, const std::string& name) {
    const auto id = RecordId::random();
    for (const std::size_t size : {std::size_t{512} * 1024, std::size_t{75'712}})
      cases_->put_piece(worker, file.file.id, id, FieldClass::story, size == 75'712 ? 1 : 0,
                        Bytes(size, static_cast<std::uint8_t>(size % 251)));
    cases_->add(worker, file.file.id,
                record("paper", {{"tsn_PaperWhat", "letter"},
                                 {"tsn_PaperStory", id.text() + " 600000 image/png " + name}}),
                {});
    return id;
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
  using CasesTest::of_team;
  using CasesTest::text_at;
  cases::Cases& cases() { return *cases_; }
  ManualClock& clock() { return clock_; }
  std::int64_t rows_beside(DocumentId id) {
    return read([&](db::Reader& tx) {
      return tx.one("SELECT count(*) FROM document_file WHERE document_id = ?", id)->integer(0);
    });
  }
  std::vector<audit::Finding> findings() {
    return read([&](db::Reader& tx) { return documents::Documents::verify(tx, keyring_.get()); });
  }

  Caller worker, supervisor;
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

TEST_F(MattersTest, a_document_travels_is_read_before_and_is_a_paper_of_the_case_after) {
  file = a.person("House of the Lamp");
  auto draft = a.draft(file, a_knows_b, "KS");
  draft.files = {a.paper(file, "what she \xE2\x80\xAEgnp.drew?.exe")};
  const auto preview = a.matters->preview(a.worker, file.file.id, draft);
  ASSERT_EQ(preview.files.size(), 1U);
  EXPECT_EQ(preview.files[0].name, "what she gnp.drew_.exe");
  EXPECT_EQ(preview.files[0].bytes, 600'000U);
  a.matters->send(a.worker, file.file.id, draft);
  auto there = carry(a, b, draft.id);
  ASSERT_TRUE(there.request && there.request->files.size() == 1);
  EXPECT_TRUE(there.request->files[0].here);
  EXPECT_EQ(b.matters->piece(b.worker, draft.id, 0, 1),
            a.cases().piece(a.worker, file.file.id, draft.files[0], 1));
  for (const auto& [number, piece] : {std::pair{0, 2}, {1, 0}, {0, -1}})
    EXPECT_EQ(key_of([&] { b.matters->piece(b.worker, draft.id, number, piece); }), "file.absent");
  carry(a, b, draft.id);  // the same again
  const Matters::Acceptance yes{.open = true, .called = {}, .note = {}};
  there = b.matters->accept(b.worker, draft.id, yes);
  const auto opened = b.cases().read(b.worker, *there.case_id);
  EXPECT_EQ(Side::text_at(opened, "paper", "tsn_PaperSource"), "Casa do Norte");
  const auto kept = catalogue::file_of(Side::text_at(opened, "paper", "tsn_PaperStory"));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->name, "what she gnp.drew_.exe");
  EXPECT_EQ(b.cases().piece(b.worker, *there.case_id, kept->id, 0),
            a.cases().piece(a.worker, file.file.id, draft.files[0], 0));
  EXPECT_TRUE(a.findings().empty() && b.findings().empty());
}

TEST_F(MattersTest, a_document_goes_with_the_consent_that_let_it_come) {
  file = a.person("House of the Lamp");
  auto draft = a.draft(file, a_knows_b, "KS");
  draft.files = {a.paper(file, "letter.png")};
  a.matters->send(a.worker, file.file.id, draft);
  carry(a, b, draft.id);
  a.matters->say(a.worker, draft.id, What::withdraw, "");
  carry(a, b, draft.id);
  for (auto* side : {&a, &b}) {
    EXPECT_EQ(key_of([&] { side->matters->piece(side->worker, draft.id, 0, 0); }), "file.absent");
    EXPECT_EQ(side->rows_beside(draft.id), 0);
    EXPECT_TRUE(side->findings().empty());
  }
}

TEST_F(MattersTest, only_documents_of_the_case_and_of_the_classes_that_go_may_go_along) {
  file = a.person("House of the Lamp");
  const auto elsewhere = a.person("House of the Lamp");
  const auto said = [&](std::string_view classes, RecordId wanted) {
    auto draft = a.draft(file, a_knows_b, classes);
    draft.files = {wanted};
    return problems_of([&] { a.matters->preview(a.worker, file.file.id, draft); });
  };
  const std::vector<std::string> refused{"files: matter.file_not_agreed"};
  EXPECT_EQ(said("K", a.paper(file, "letter.png")), refused);
  EXPECT_EQ(said("KS", a.paper(elsewhere, "letter.png")), refused);
  EXPECT_EQ(said("KS", RecordId::random()), refused);
  auto many = a.draft(file, a_knows_b, "KS");
  many.files.assign(60, a.paper(file, "letter.png"));
  EXPECT_EQ(problems_of([&] { a.matters->preview(a.worker, file.file.id, many); }),
            std::vector<std::string>{"files: matter.files_too_large"});
}

TEST(Attachments, names_are_names_whatever_somebody_called_them) {
  using namespace std::string_literals;
  for (const auto& [given, expected] :
       std::vector<std::pair<std::string, std::string>>{{"drawing.jpg", "drawing.jpg"},
                                                        {"Рисунок 1.png", "Рисунок 1.png"},
                                                        {"../../keys.db", "_.._keys.db"},
                                                        {"C:\\x\\y.exe", "C__x_y.exe"},
                                                        {"...", "file"},
                                                        {"", "file"},
                                                        {"\xff\xfe", "file"},
                                                        {"a\nb\0c"s, "a_bc"},
                                                        {" .profile. ", "profile"}})
    EXPECT_EQ(plain_name(given), expected);
  const auto cut = plain_name(std::string(100, 'a') + std::string(20, 'b') + "ééééé.jpeg");
  EXPECT_TRUE(packets::is_safe_name(cut) && cut.ends_with(".jpeg")) << cut;
  rc::check([] {
    const auto name = plain_name(*rc::gen::arbitrary<std::string>());
    RC_ASSERT(packets::is_safe_name(name));
    RC_ASSERT(plain_name(name) == name);
  });
  EXPECT_EQ(plain_type("image/png"), "image/png");
  for (const auto* bad : {"", "image/png x", "text/html; charset=utf-8", "IMAGE/PNG"})
    EXPECT_EQ(plain_type(bad), "application/octet-stream");
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
  carry(b, a, draft.id);
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

TEST_F(MattersTest, keys_are_renewed_and_whoever_knows_us_hears_of_it_with_the_next_packet) {
  const auto before = sent();
  const auto late = a.matters->packet(a.worker, before.id);  // on its way
  const auto old_number = a.peers().all(a.worker).at(0).comparison;
  a.clock().forward(std::chrono::seconds{1});
  const auto fresh = a.peers().renew_keys(a.supervisor);
  EXPECT_NE(a.peers().all(a.worker).at(0).comparison, old_number);
  // What was sealed before opens, and is answered to keys that still open.
  EXPECT_EQ(b.matters->take_in(b.worker, late).standing.progress, Standing::Progress::received);
  EXPECT_EQ(carry(b, a, before.id).standing.progress, Standing::Progress::received);
  // A new request is signed with the new key, of which they hear by it.
  const auto after = a.matters->send(a.worker, file.file.id, a.draft(file, a_knows_b));
  EXPECT_EQ(carry(a, b, after.id).standing.progress, Standing::Progress::received);
  EXPECT_EQ(b.peers().all(b.worker).at(0).card.signs, fresh.signs);
  EXPECT_EQ(b.peers().all(b.worker).at(0).comparison, a.peers().all(a.worker).at(0).comparison);
  // What was begun goes on, in both directions.
  b.matters->say(b.worker, before.id, What::declined, "No bed is free.");
  EXPECT_EQ(carry(b, a, before.id).standing.progress, Standing::Progress::declined);
  // Twice, while they heard of neither.
  for (int i = 0; i < 2; ++i) {
    a.clock().forward(std::chrono::seconds{1});
    a.peers().renew_keys(a.supervisor);
  }
  const auto last = a.matters->send(a.worker, file.file.id, a.draft(file, a_knows_b));
  carry(a, b, last.id);
  EXPECT_EQ(b.peers().all(b.worker).at(0).comparison, a.peers().all(a.worker).at(0).comparison);
  EXPECT_EQ(key_of([&] { a.peers().renew_keys(a.worker); }), "access.not_your_role");
  EXPECT_TRUE(a.findings().empty() && b.findings().empty());
}

TEST_F(MattersTest, a_key_that_was_replaced_begins_nothing_new_for_ever) {
  a.knows(b);
  const auto matter = sent();
  const auto old = a.matters->packet(a.worker, matter.id);
  a.clock().forward(std::chrono::seconds{1});
  a.peers().renew_keys(a.supervisor);
  const auto other = a.matters->send(a.worker, file.file.id, a.draft(file, a_knows_b));
  carry(a, b, other.id);
  b.clock().forward(Mailroom::packet_lasts + std::chrono::hours{24});
  EXPECT_EQ(key_of([&] { b.matters->take_in(b.worker, old); }), "packet.stranger");
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
