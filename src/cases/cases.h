#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/policy.h"
#include "audit/audit.h"
#include "care/referral.h"
#include "cases/door.h"
#include "cases/unusual.h"
#include "db/db.h"
#include "frames/frames.h"
#include "records/files.h"
#include "records/idempotency.h"
#include "records/records.h"

/// A case from its opening to its end: who may do what when, and in which order things happen.
namespace ts::cases {

using access::Caller;

/// To which case another one is joined; `to` is nothing when it is not the caller's.
struct JoinedTo {
  std::optional<CaseId> to;
  AccountId by;
  Instant at;
};
/// A case that was joined to this one, and that the caller may read.
struct Held {
  CaseId id;
  AccountId by;
  Instant at;
};

/// A case as somebody may see it.
struct View {
  records::CaseFile file;
  Instant changed_at;
  std::vector<records::Record> records;
  bool child = false;  ///< treated as a child, as far as the caller reads (care/age.h)
  std::optional<JoinedTo> joined = {};
  std::vector<Held> holds = {};
  /// In how many other cases somebody with a name like one that is named here as having done it is
  /// named, too (frames/frames.h).
  std::size_t also_named = 0;
  ClassSet withheld;                ///< classes that this caller does not receive
  std::vector<access::Action> can;  ///< what this caller may do now
};

struct NewCase {
  CaseId id;
  std::optional<TeamId> team;  ///< nothing: the caller's own
  std::vector<records::NewRecord> records;
  /// What the program itself writes down beside them, of kinds that have no form.
  std::vector<records::NewRecord> noted = {};
};

/// Who did what with a case, for the person's question "who opened my file".
struct Reading {
  Instant at;
  std::optional<AccountId> by;
  audit::What what;
};

struct Day {
  std::size_t open = 0, closed = 0, changed_today = 0;
  std::vector<frames::CaseRow> recent;  ///< open, last changed first
  std::vector<frames::CaseRow> quiet;   ///< open, nothing written for 30 days, longest first
  /// Of who may forget them: closed cases that were to be kept no longer (care/retention.h).
  std::vector<frames::CaseRow> outlived;
  std::vector<frames::DueRow> due;  ///< the caller's own, until two weeks from now, earliest first
  std::vector<frames::Broken> broken;  ///< by others within a week, newest first
};

/// Every call asks the policy, once, and writes to the audit before it answers. A case that is not
/// there and a case that is not the caller's are the same `Failure{absent, "case.absent"}` after
/// the same work; a role that never does this is `Failure{forbidden, "access.not_your_role"}`.
class Cases {
 public:
  Cases(db::Database& database, audit::Journal& journal, const records::Records& records,
        frames::Frames& frames, const access::Policy& policy)
      : database_{database},
        journal_{journal},
        records_{records},
        frames_{frames},
        policy_{policy},
        files_{records.files()},
        door_{database, journal, records, frames, policy} {}

  /// `Failure{invalid, "form.incomplete"}` with every problem of every record at once: fields as
  /// "records[2].prs_Birthdate"; a kind that must be there and is not, "kind.required"; no
  /// agreement of the person, "case.needs_consent"; no team, "case.needs_team".
  View open(const Caller& caller, NewCase wanted, const records::Once& once);
  View read(const Caller& caller, CaseId id);

  records::Record add(const Caller& caller, CaseId id, records::NewRecord wanted,
                      const records::Once& once);
  records::Record change(const Caller& caller, CaseId id, RecordId record, std::int64_t base,
                         catalogue::Changes changes);

  /// One piece of a file that a field will name (records/files.h); `Failure{conflict,
  /// "case.closed"}`.
  void put_piece(const Caller& caller, CaseId id, RecordId file, FieldClass field_class,
                 std::int64_t piece, BytesView content);
  Bytes piece(const Caller& caller, CaseId id, RecordId file, std::int64_t piece);

  /// The letter with which somebody is sent to a provider who has no account (care/referral.h).
  care::ReferralLetter referral_letter(const Caller& caller, CaseId id, RecordId referral);

  /// Writes down that the person was given a copy of what is told about them: `given` is of the
  /// kind "own_copy". Also in a case that is closed.
  records::Record note_copy(const Caller& caller, CaseId id, records::NewRecord given);

  /// Signs a record of a kind that needs two people, as it stands at `revision` (`Failure{stale,
  /// …}`). `Failure{conflict, "record.sign_own"}` for whoever wrote any of it,
  /// `{conflict, "record.not_signed"}` for a kind that is not signed.
  records::Record sign(const Caller& caller, CaseId id, RecordId record, std::int64_t revision);

  /// `closing` are fields of the case's own record; tsn_CloseReason must be among them
  /// ("field.required"). `Failure{conflict, "case.closed"}`, `{stale, "store.changed_meanwhile"}`.
  View close(const Caller& caller, CaseId id, std::int64_t revision, catalogue::Changes closing);
  /// Another organisation has said that the case is theirs now: it is closed here as "transferred",
  /// if it is open.
  void handed_over(audit::Work& work, const access::Unasked& permit) const;
  View reopen(const Caller& caller, CaseId id, std::int64_t revision);
  /// For good. `Failure{stale, …}` as above; `{conflict, "case.held"}` while its file says that it
  /// must stay, `{conflict, "case.joined_forget"}` while it is joined with another.
  records::Certificate forget(const Caller& caller, CaseId id, std::int64_t revision,
                              records::Reason reason);

  /// The account must be one that can work on cases of this team; the caller looks that up.
  View assign(const Caller& caller, CaseId id, std::int64_t revision, AccountId owner,
              std::optional<TeamId> team);
  View add_helper(const Caller& caller, CaseId id, std::int64_t revision, AccountId helper);
  View remove_helper(const Caller& caller, CaseId id, std::int64_t revision, AccountId helper);

  /// Joins `other` to `id`: both read as one from then on. Nothing of either is copied or changed;
  /// `other` counts as closed, and only what stands in it is worked on. Whoever asks must have the
  /// right to both; again, it does nothing. `Failure{conflict}`: "case.join_itself",
  /// "case.join_closed", "case.joined" (it is joined already), "case.join_holds" (others are joined
  /// to `other`), "case.join_owner" (whose case `other` is could not go on in `id`).
  View join(const Caller& caller, CaseId id, CaseId other);
  /// Takes a joining back: both stand as before.
  View part(const Caller& caller, CaseId id, CaseId other);
  /// Keeps that the people of two cases are not the same, so that nobody is asked again.
  /// `Failure{conflict, "case.joined"}`.
  void tell_apart(const Caller& caller, CaseId id, CaseId other);
  void tell_apart_no_more(const Caller& caller, CaseId id, CaseId other);

  /// Keeps a colleague out of a case (a conflict of interest): from then on there is no such case
  /// for them, whatever their role. `Failure{conflict}`: "case.keep_out_self",
  /// "case.keep_out_owner", "case.already_kept_out", "case.not_kept_out".
  View keep_out(const Caller& caller, CaseId id, std::int64_t revision, AccountId colleague);
  View let_in(const Caller& caller, CaseId id, std::int64_t revision, AccountId colleague);

  /// Into a case that is not one's own, for three hours and for a reason that stays in the case;
  /// its team sees it on their day. One may then read and write, and not change whose it is. Gives
  /// the end.
  Instant break_glass(const Caller& caller, CaseId id, std::string reason);
  static constexpr std::chrono::hours glass_time{3};
  /// For so long it stands on the day of the case's team.
  static constexpr std::chrono::hours glass_told{24 * 7};

  /// Keeps why a class that needs a reason is read, as a record of the case; the session remembers.
  void give_reason(const Caller& caller, CaseId id, FieldClass field_class, std::string reason);

  std::vector<records::Change> history(const Caller& caller, CaseId id);
  std::vector<Reading> readers(const Caller& caller, CaseId id);

  frames::Page list(const Caller& caller, const frames::Query& query);
  frames::Found search(const Caller& caller, std::string_view name,
                       const std::optional<records::State>& state, std::size_t limit);
  Day day(const Caller& caller);
  /// What is the caller's to do on or before `until`, overdue included, earliest first.
  std::vector<frames::DueRow> due(const Caller& caller, Date until);
  std::vector<frames::Count> count(const Caller& caller, std::string_view field);
  std::vector<frames::CrossCount> cross(const Caller& caller,
                                        const std::vector<std::string>& fields);
  /// People who were helped in a year.
  std::vector<frames::ServedCount> served(const Caller& caller, int year);
  std::vector<records::Certificate> certificates(const Caller& caller);
  /// By everybody, or by oneself alone, as the role has it.
  std::vector<UnusualDay> unusual_reading(const Caller& caller);

  /// At start: finishes what was begun to be forgotten.
  void finish_forgetting();
  /// After a restore: forgets what was forgotten after the backup was made. False when the case is
  /// not there.
  bool forget_again(CaseId id, records::Reason reason);

 private:
  using Action = access::Action;
  /// Adding and changing with what must come before and what follows (care/steps.h).
  records::Record added(audit::Work& work, const access::Permit& permit, records::NewRecord wanted);
  records::Record changed(audit::Work& work, const access::Permit& permit, RecordId id,
                          std::int64_t base, catalogue::Changes changes);
  records::CaseFile closed(audit::Work& work, const access::Permit& permit,
                           const records::CaseFile& file, catalogue::Changes closing) const;
  void follow_up(audit::Work& work, const access::Permit& permit, const records::Record* before,
                 const records::Record& now, const std::vector<records::Record>& all);
  /// Throws what stands against a record that says `fields` beside `records`.
  void refuse_unfit(std::string_view kind, const catalogue::Fields& fields,
                    const std::vector<records::Record>& records) const;
  /// `Failure{conflict, key}` while the case is joined with another that is still there.
  void refuse_joined(db::Reader& tx, const records::CaseFile& file, MessageKey key) const;
  void show_ties(db::Reader& tx, const Caller& caller, const records::CaseFile& file,
                 View& out) const;
  Date today() const { return date_of(journal_.clock().now()); }
  const access::Policy& ask(const Caller& caller) const { return door_.ask(caller); }
  View view(db::Reader& tx, const Caller& caller, const access::Permit& permit,
            const records::CaseFile& file) const;

  db::Database& database_;
  audit::Journal& journal_;
  const records::Records& records_;
  frames::Frames& frames_;
  const access::Policy& policy_;
  records::Files files_;
  Door door_;
};

}  // namespace ts::cases
