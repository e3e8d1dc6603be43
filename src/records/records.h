#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "access/policy.h"
#include "audit/audit.h"
#include "base/id.h"
#include "base/time.h"
#include "catalogue/catalogue.h"
#include "db/db.h"
#include "vault/vault.h"

/// The one record model: everything that anyone writes is a record of a kind, belonging to a case.
namespace ts::records {

enum class State { open, closed };

/// That a case is read together with another one, which it was joined to; its own records stay as
/// they are.
struct Joined {
  CaseId to;
  AccountId by;
  Instant at;
  friend bool operator==(const Joined&, const Joined&) = default;
};

/// How a case stands: sealed as one piece, changed only with an audit entry that carries its
/// digest.
struct CaseFile {
  CaseId id;
  std::int64_t revision = 0;
  State state = State::open;
  std::optional<TeamId> team;
  AccountId owner;
  std::vector<AccountId> helpers;
  std::vector<AccountId> kept_out = {};    ///< access::Standing
  std::vector<access::Visit> visits = {};  ///< access::Standing
  bool from_packet = false;                ///< it came as a packet (access::Standing)
  std::optional<Joined> joined = {};       ///< then it is closed, and `to` holds it
  std::vector<CaseId> holds = {};          ///< the cases that were joined to this one
  /// Cases of whose people somebody said that they are others than this one's.
  std::vector<CaseId> told_apart = {};
  Instant opened_at;
  Instant changed_at;  ///< of this file; records have their own
  /// What it was opened with, for its records; null when it was not opened by itself.
  std::shared_ptr<const vault::CaseKey> key = {};

  access::Standing standing() const;
};

struct NewRecord {
  RecordId id;
  std::string kind;
  catalogue::Fields fields;
};

/// A record as somebody may see it: only fields of classes in his permit.
struct Record {
  RecordId id;
  std::string kind;
  std::int64_t revision = 0;
  Instant changed_at;
  AccountId changed_by;
  catalogue::Fields fields;
};

struct FieldChange {
  std::string field;
  std::optional<catalogue::Value> before, after;
};

/// One revision of a record, as changes of fields of the classes in the permit.
struct Change {
  RecordId record;
  std::string kind;
  std::int64_t revision = 0;
  Instant at;
  AccountId by;
  std::vector<FieldChange> changes;
};

/// Why a case is forgotten: a code that says nothing about the person, for it outlives the case.
enum class Reason { asked_by_person, retention_ended, opened_in_error };
std::string_view text(Reason reason);
std::optional<Reason> reason_of(std::string_view text);

/// What is left of a forgotten case.
struct Certificate {
  CaseId case_id;
  Instant at;
  std::optional<AccountId> by;  ///< nothing: finished at a start of the program, or after a restore
  Reason reason = Reason::asked_by_person;
  std::int64_t records = 0;    ///< how many were there
  std::int64_t audit_seq = 0;  ///< the entry of the chain that says so
};

class Files;

/// Reads and writes records of one organisation. Holds nothing itself: every call works inside the
/// transaction it is given, and what it may see or change is the permit's.
class Records {
 public:
  Records(const vault::Keyring& keyring, const catalogue::Catalogue& catalogue);

  /// Nothing when there is no such case or it is forgotten. Sealed content that does not open is
  /// `Failure{unavailable, "store.damaged"}`, here and in everything below.
  std::optional<CaseFile> file(db::Reader& tx, CaseId id) const;

  /// Makes the case and its key. `Failure{conflict, "case.id_taken"}`.
  CaseFile open(audit::Work& work, const access::Grant<access::Action::case_open>& grant, CaseId id,
                TeamId team) const;
  /// The same for a case that came as a packet.
  CaseFile open(audit::Work& work, const access::Grant<access::Action::application_open>& grant,
                CaseId id, TeamId team) const;
  /// Replaces how the case stands; `file.revision` is the one it was read at
  /// (`Failure{stale, "store.changed_meanwhile"}`). Says `what` in the audit.
  CaseFile change_file(audit::Work& work, const access::Permit& permit, CaseFile file,
                       audit::What what, std::optional<AccountId> about = {}) const;

  /// Adds a record to the permit's case. `Failure{invalid, "form.incomplete"}` with every problem;
  /// `Failure{conflict, "record.id_taken"}`.
  Record add(audit::Work& work, const access::Permit& permit, NewRecord wanted) const;
  /// Changes fields of a record of the permit's case, made on revision `base`.
  /// `Failure{absent, "record.absent"}`, `{stale, "store.changed_meanwhile"}`, `{invalid, …}`.
  Record change(audit::Work& work, const access::Permit& permit, RecordId id, std::int64_t base,
                catalogue::Changes changes) const;

  /// Every record of the permit's case, by kind's order in the catalogue and then by age.
  std::vector<Record> all(db::Reader& tx, const access::Permit& permit) const;
  /// The same of a case whose file is open.
  std::vector<Record> all(db::Reader& tx, const access::Permit& permit, const CaseFile& file) const;
  /// Every revision of every record of the permit's case, newest first.
  std::vector<Change> history(db::Reader& tx, const access::Permit& permit) const;

  /// Destroys the case's key and every sealed byte, and leaves a certificate. Two units of work, so
  /// that one that is interrupted between the two files is finished at the next start: `intend`
  /// first.
  void intend_forgetting(audit::Work& work, const access::Grant<access::Action::case_forget>& grant,
                         Reason reason) const;
  /// The same for one that came as a packet, when whoever sent it takes it back.
  void intend_forgetting(audit::Work& work,
                         const access::Grant<access::Action::protection_decide>& grant) const;
  /// `id` was intended to be forgotten, now or before an interruption, or by a certificate of a
  /// data directory that a backup replaces. `Failure{absent, "case.absent"}` when it is forgotten
  /// already.
  Certificate forget(audit::Work& work, CaseId id, Reason reason) const;
  /// Cases whose forgetting was asked for and not finished.
  std::vector<std::pair<CaseId, Reason>> half_forgotten(db::Reader& tx) const;
  std::vector<Certificate> certificates(db::Reader& tx) const;
  /// Whether anything is sealed of the case, also of one that does not open.
  bool holds(db::Reader& tx, CaseId id) const;

  /// For the columns in memory only, which decrypt in bulk: a whole case, every class, but parts
  /// with nothing in them than long text, such as notes: nobody keeps that.
  struct Whole {
    CaseFile file;
    std::vector<Record> records;
  };
  struct Opened {
    CaseId id;
    std::optional<Whole> whole;  ///< nothing when it is gone
    bool damaged = false;        ///< or does not open
  };
  /// Of cases that follow each other in `case_ids`, or of one.
  std::vector<Opened> whole(db::Reader& tx, std::span<const CaseId> ids) const;
  std::vector<CaseId> case_ids(db::Reader& tx) const;
  /// The change feed after `seq`, in order: the cases that are to be opened anew, and when
  /// something last changed in others, of which `whole` gives nothing else than it did.
  struct Feed {
    std::int64_t seq = 0;
    std::vector<CaseId> cases;
    std::map<CaseId, Instant> touched;
  };
  Feed feed(db::Reader& tx, std::int64_t after) const;
  /// The number of the newest entry of the change feed; 0 when there is none.
  std::int64_t feed_end(db::Reader& tx) const;

  Files files() const;
  OrgId org() const { return keyring_.org(); }
  const catalogue::Catalogue& catalogue() const { return catalogue_; }

 private:
  CaseFile make(audit::Work& work, CaseFile file) const;
  std::vector<Record> all(db::Reader& tx, const access::Permit& permit,
                          const vault::CaseKey& key) const;
  /// The classes of a kind of which `whole` gives what is in them.
  ClassSet kept_of(const std::string& kind) const;
  const vault::Keyring& keyring_;
  const catalogue::Catalogue& catalogue_;
  std::map<std::string, ClassSet> beside_long_text_;  ///< by kind: classes with other fields, too
};

/// Holds every case file, record, revision and certificate against the chain and, with `keyring`,
/// opens every sealed byte: "record.altered", "record.rolled_back", "record.missing",
/// "record.inserted", "record.unreadable", "case.altered", "case.rolled_back", "case.missing",
/// "case.inserted", "case.key_missing", "case.key_left", "certificate.altered", "file.altered",
/// "file.missing", "file.inserted". Each finding names
/// the case and the record, as far as they can still be told.
std::vector<audit::Finding> verify(db::Reader& tx, const vault::Keyring* keyring);

}  // namespace ts::records
