#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "cases/trial.h"
#include "matters/matters.h"

/// For tests: two organisations that know each other, and packets carried by hand.
namespace ts::matters::trial {

using cases::trial::record;
using packets::What;
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
    matters = another();
    frames_->also(matters->agreements());
  }
  /// As another process on the same database has them.
  std::unique_ptr<Matters> another() {
    return std::make_unique<Matters>(*database_, *journal_, *documents_,
                                     catalogue::Catalogue::built_in(), *records_, *frames_,
                                     *accounts_, *cases_);
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
  using CasesTest::form;
  using CasesTest::last;
  using CasesTest::of_kind;
  using CasesTest::of_team;
  using CasesTest::text_at;
  using CasesTest::trail;
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

}  // namespace ts::matters::trial
