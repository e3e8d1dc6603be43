#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cases/trial.h"
#include "matters/matters.h"

/// Organisations for tests.
namespace ts::matters::trial {

using cases::trial::record;

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
    supervisor = of_team(*worker.team, access::Role::supervisor);
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
  cases::View person(const std::string& recipient, const std::string& until = "2027-01-31") {
    auto wanted = form("Ilma");
    wanted.records.push_back(record("note", {{"cco_CaseComment", "what she told"}}));
    wanted.records.push_back(
        record("consent", {{"con_Consent", true},
                           {"tsn_ConsentPurpose", "refer"},
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
  std::vector<audit::Finding> findings() {
    return read([&](db::Reader& tx) { return documents::Documents::verify(tx, keyring_.get()); });
  }

  Caller worker, supervisor;
  std::unique_ptr<Matters> matters;

 private:
  std::unique_ptr<access::Accounts> accounts_;
  std::unique_ptr<documents::Documents> documents_;
};

}  // namespace ts::matters::trial
