#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "access/trial.h"
#include "records/idempotency.h"
#include "records/records.h"

/// For tests: the records of one organisation on disk, and somebody who tampers with the files.
namespace ts::records::trial {

using access::Action;
using access::Caller;
using access::Permit;
using access::Policy;
using access::Role;
using catalogue::Changes;
using catalogue::Fields;

using ts::trial::key_of;

/// A record as it was kept once.
inline Record kept(std::string kind, Fields fields, RecordId id = RecordId::random(),
                   std::int64_t revision = 1) {
  return {.id = id,
          .kind = std::move(kind),
          .revision = revision,
          .changed_at = {},
          .changed_by = {},
          .fields = std::move(fields)};
}

/// What verification found, without what it says of the chain itself: "record.altered <id>".
inline std::string text_of_finding(const audit::Finding& finding) {
  std::string out{finding.key.text()};
  if (finding.record)
    out += ' ' + finding.record->text();
  else if (finding.case_id)
    out += ' ' + finding.case_id->text();
  return out;
}

class RecordsTest : public access::trial::StoreTest {
 protected:
  RecordsTest() { RecordsTest::start(); }
  ~RecordsTest() override { RecordsTest::stop(); }

  void start() override {
    RecordsTest::stop();
    StoreTest::start();
    records_ = std::make_unique<Records>(*keyring_, catalogue::Catalogue::built_in());
  }
  void stop() override {
    records_.reset();
    StoreTest::stop();
  }

  Caller somebody(Role role = Role::caseworker) const {
    return {
        .account = AccountId::random(), .org = org_, .role = role, .team = team_, .reasons = {}};
  }
  template <class F>
  auto read(F&& ask) {
    return database_->read(std::forward<F>(ask));
  }
  template <class F>
  auto write(const Caller& caller, CaseId id, F&& work_on) {
    clock_.forward(std::chrono::seconds{1});
    return journal_->write(caller.account, [&](audit::Work& work) {
      return work_on(work, permit(work.tx(), caller, id));
    });
  }
  access::Grant<Action::case_change> permit(db::Reader& tx, const Caller& caller, CaseId id) {
    const auto file = records_->file(tx, id);
    return Policy::built_in().require<Action::case_change>(
        caller, file ? std::optional{file->standing()} : std::nullopt);
  }

  CaseId open(const Caller& caller) {
    clock_.forward(std::chrono::seconds{1});
    const auto id = CaseId::random();
    journal_->write(caller.account, [&](audit::Work& work) {
      return records_->open(work, Policy::built_in().require<Action::case_open>(caller), id, team_);
    });
    return id;
  }
  Record add(const Caller& caller, CaseId id, std::string kind, Fields fields) {
    return write(caller, id, [&](audit::Work& work, const Permit& permit) {
      return records_->add(work, permit, {RecordId::random(), std::move(kind), std::move(fields)});
    });
  }
  Record change(const Caller& caller, CaseId id, RecordId record, std::int64_t base,
                Changes changes) {
    return write(caller, id, [&](audit::Work& work, const Permit& permit) {
      return records_->change(work, permit, record, base, std::move(changes));
    });
  }
  CaseFile close(const Caller& caller, CaseId id) {
    return write(caller, id, [&](audit::Work& work, const Permit& permit) {
      auto file = records_->file(work.tx(), id).value();
      file.state = State::closed;
      return records_->change_file(work, permit, file, audit::What::case_closed);
    });
  }
  void intend(const Caller& supervisor, CaseId id) {
    journal_->write(supervisor.account, [&](audit::Work& work) {
      const auto file = records_->file(work.tx(), id);
      const auto grant =
          Policy::built_in().require<Action::case_forget>(supervisor, file->standing());
      records_->intend_forgetting(work, grant, Reason::asked_by_person);
    });
  }
  Certificate forget(const Caller& supervisor, CaseId id) {
    intend(supervisor, id);
    auto out = journal_->write(supervisor.account, [&](audit::Work& work) {
      return records_->forget(work, id, Reason::asked_by_person);
    });
    database_->scrub_keys();
    return out;
  }

  std::vector<Record> all(const Caller& caller, CaseId id) {
    return read([&](db::Reader& tx) { return records_->all(tx, permit(tx, caller, id)); });
  }
  Record one(const Caller& caller, CaseId id, RecordId record) {
    const auto found = all(caller, id);
    return *std::find_if(found.begin(), found.end(),
                         [&](const Record& each) { return each.id == record; });
  }
  std::vector<Change> history(const Caller& caller, CaseId id) {
    return read([&](db::Reader& tx) { return records_->history(tx, permit(tx, caller, id)); });
  }
  std::string reading(const Caller& caller, CaseId id) {
    return key_of([&] { all(caller, id); });
  }

  /// Changes the files while the program is stopped, by what is not the program.
  template <class... A>
  void tamper(std::string_view sql, const A&... args) {
    stop();
    {
      const auto database = db::Database::open(location(), db::built_in_migrations());
      database->write([&](db::Writer& tx) { EXPECT_GT(tx.run(sql, args...), 0) << sql; });
    }
    start();
  }
  std::vector<std::string> found(bool with_keys = true) {
    std::vector<std::string> out;
    for (const auto& finding :
         read([&](db::Reader& tx) { return verify(tx, with_keys ? keyring_.get() : nullptr); }))
      out.push_back(text_of_finding(finding));
    return out;
  }
  /// Of the chain and of the records.
  bool whole() {
    return found().empty() && read([&](db::Reader& tx) {
             return audit::verify_chain(tx, keyring_->audit_key().verify_key()).ok();
           });
  }

  TeamId team_ = TeamId::random();
  std::unique_ptr<Records> records_;
};

}  // namespace ts::records::trial
