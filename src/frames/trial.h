#pragma once

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "access/policy.h"
#include "audit/audit.h"
#include "catalogue/catalogue.h"
#include "db/trial_place.h"
#include "frames/frames.h"
#include "records/records.h"
#include "vault/vault.h"

/// For tests: one organisation with everything real below the columns, and invented people.
namespace ts::frames::trial {

using access::Action;
using access::Caller;
using access::Policy;
using access::Role;
using catalogue::Changes;
using catalogue::Fields;

class Place {
 public:
  Place() {
    std::string name = (std::filesystem::temp_directory_path() / "ts-frames-XXXXXX").string();
    if (!::mkdtemp(name.data())) std::abort();
    path_ = name;
  }
  ~Place() { std::filesystem::remove_all(path_); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  db::Place location() const { return db::trial::place_in(path_); }

 private:
  std::filesystem::path path_;
};

/// A case as it was opened: the ids of what is in it.
struct Opened {
  CaseId id;
  RecordId person, file;
};

/// What a list shows of a case.
inline Fields fields_of(const CaseRow& row) { return {row.fields.begin(), row.fields.end()}; }

class Shelter {
  template <class F>
  auto work_on(const Caller& caller, CaseId id, F&& body) {
    clock_.forward(std::chrono::milliseconds{1});
    return journal_.write(caller.account, [&](audit::Work& work) {
      const auto file = records_.file(work.tx(), id);
      const auto permit = Policy::built_in().require<Action::case_change>(
          caller, file ? std::optional{file->standing()} : std::nullopt);
      return body(work, permit, *file);
    });
  }

 public:
  Shelter()
      : database_{db::Database::open(place_.location(), db::built_in_migrations())},
        keyring_{with_key(), node_key_, org_},
        journal_{*database_, clock_, keyring_.audit_key()},
        records_{keyring_, catalogue::Catalogue::built_in()},
        frames_{records_} {
    frames_.rebuild(*database_);
    frames_.follow_commits(*database_);
  }

  Caller somebody(Role role, std::optional<TeamId> team = {}) const {
    return {.account = AccountId::random(), .org = org_, .role = role, .team = team, .reasons = {}};
  }

  /// Opens a case in one unit of work: a person, the case's own record, the agreement, and `more`.
  Opened open(const Caller& caller, Fields person,
              std::vector<std::pair<std::string, Fields>> more = {}) {
    clock_.forward(std::chrono::milliseconds{1});
    const Opened out{CaseId::random(), RecordId::random(), RecordId::random()};
    journal_.write(caller.account, [&](audit::Work& work) {
      const auto general = Policy::built_in().require<Action::case_open>(caller);
      const auto file = records_.open(work, general, out.id, caller.team.value());
      const auto permit = Policy::built_in().require<Action::case_change>(caller, file.standing());
      records_.add(work, permit, {out.person, "person", std::move(person)});
      records_.add(
          work, permit,
          {out.file, "case", {{"cas_Status", "Active"}, {"cas_CaseOwner", caller.account.text()}}});
      records_.add(work, permit, {RecordId::random(), "consent", {{"con_Consent", true}}});
      for (auto& [kind, fields] : more)
        records_.add(work, permit, {RecordId::random(), kind, std::move(fields)});
    });
    return out;
  }

  RecordId add(const Caller& caller, CaseId id, const std::string& kind, Fields fields) {
    return work_on(caller, id, [&](audit::Work& work, const auto& permit, const auto&) {
      return records_.add(work, permit, {RecordId::random(), kind, std::move(fields)}).id;
    });
  }

  void change(const Caller& caller, CaseId id, RecordId record, Changes changes) {
    work_on(caller, id, [&](audit::Work& work, const auto& permit, const auto&) {
      std::int64_t base = 0;
      for (const auto& each : records_.all(work.tx(), permit))
        if (each.id == record) base = each.revision;
      return records_.change(work, permit, record, base, std::move(changes)).id;
    });
  }

  /// Changes how the case stands.
  template <class F>
  void stand(const Caller& caller, CaseId id, audit::What what, F&& alter) {
    work_on(caller, id, [&](audit::Work& work, const auto& permit, records::CaseFile file) {
      alter(file);
      return records_.change_file(work, permit, std::move(file), what).revision;
    });
  }

  void close(const Caller& caller, CaseId id) {
    stand(caller, id, audit::What::case_closed,
          [](records::CaseFile& file) { file.state = records::State::closed; });
  }

  void forget(const Caller& supervisor, CaseId id) {
    clock_.forward(std::chrono::milliseconds{1});
    const auto grant =
        Policy::built_in().require<Action::case_forget>(supervisor, frames_.standing(id));
    constexpr auto reason = records::Reason::asked_by_person;
    journal_.write(supervisor.account,
                   [&](audit::Work& work) { records_.intend_forgetting(work, grant, reason); });
    journal_.write(supervisor.account,
                   [&](audit::Work& work) { records_.forget(work, id, reason); });
  }

  Page list(const Caller& caller, const Query& query = {}) const {
    return frames_.list(Policy::built_in().require<Action::case_list>(caller), query);
  }
  Found find(const Caller& caller, std::string_view name) const {
    return frames_.find(Policy::built_in().require<Action::case_search>(caller), name, {}, 50);
  }
  std::vector<Count> count(const Caller& caller, std::string_view field) const {
    return frames_.count(Policy::built_in().require<Action::count_read>(caller), field);
  }
  std::vector<CrossCount> cross(const Caller& caller,
                                const std::vector<std::string>& fields) const {
    return frames_.cross(Policy::built_in().require<Action::count_read>(caller), fields);
  }

  template <class F>
  void read(F&& use) {
    database_->read([&](db::Reader& tx) {
      use(tx);
      return true;
    });
  }

  Frames& frames() { return frames_; }
  const records::Records& records() const { return records_; }
  db::Database& database() { return *database_; }
  ManualClock& clock() { return clock_; }

 private:
  db::Database& with_key() {
    database_->write([&](db::Writer& tx) { vault::Keyring::create(tx, node_key_, org_); });
    return *database_;
  }

  Place place_;
  OrgId org_ = OrgId::random();
  crypto::Secret node_key_ = crypto::Secret::random();
  ManualClock clock_{Instant{1'200'000'000'000}};
  std::unique_ptr<db::Database> database_;
  vault::Keyring keyring_;
  audit::Journal journal_;
  records::Records records_;
  Frames frames_;
};

/// Everything that a row says, to compare two.
inline std::string text_of_row(const CaseRow& row) {
  const auto fields = catalogue::encode(fields_of(row));
  return row.id.text() + (row.state == records::State::open ? " open " : " closed ") +
         (row.team ? row.team->text() : "-") + ' ' + row.owner.text() + ' ' +
         to_text(row.opened_at) + ' ' + to_text(row.changed_at) + ' ' +
         std::to_string(row.revision) + (row.masked ? " masked " : " ") + row.name + ' ' +
         std::string{text_of(fields)};
}

inline std::vector<std::string> texts_of(const std::vector<CaseRow>& rows) {
  std::vector<std::string> out;
  for (const auto& row : rows) out.push_back(text_of_row(row));
  return out;
}

}  // namespace ts::frames::trial
