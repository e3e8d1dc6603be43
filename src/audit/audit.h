#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "crypto/crypto.h"
#include "db/db.h"

/// The chain of what was done, per organisation; docs/formats/audit.md.
namespace ts::audit {

/// What an entry says was done. The text of each is part of the format: never renamed.
enum class What {
  organisation_made,
  team_made,
  account_made,
  account_changed,
  passphrase_changed,
  organisation_changed,
  second_factor_begun,
  second_factor_on,
  second_factor_off,
  code_asked,
  code_used,
  recovery_code_used,
  sign_on_invited,
  sign_on_bound,
  sign_on_ended,
  signed_in,
  signed_on,
  sign_in_refused,
  signed_out,
  signed_out_everywhere,
  case_opened,
  case_read,
  case_listed,
  case_searched,
  case_history_read,
  case_readers_read,
  case_closed,
  case_reopened,
  case_assigned,
  helper_added,
  helper_removed,
  colleague_kept_out,
  colleague_let_in,
  glass_broken,
  case_joined,
  case_parted,
  told_apart,
  told_apart_no_more,
  alike_looked_for,
  class_reason_given,
  case_refused,
  case_forget_asked,
  case_forgotten,
  record_written,
  file_written,
  file_read,
  referral_printed,
  accounts_read,
  audit_read,
  audit_verified,
  counts_read,
  certificates_read,
  unusual_reading_read,
  backup_made,
  restored,
  key_shown,
  study_started,
  study_ended,
  study_read,
  study_taken,
  release_started,
  release_ended,
  release_read,
  release_taken,
  release_approved,
  release_declined,
  release_published,
  calendar_opened,
  calendar_ended,
  import_made,
  import_undone,
  survey_added,
  phone_opened,
  phone_ended,
  form_kept,
  form_ended,
  proposal_received,
  proposals_read,
  proposal_accepted,
  proposal_declined,
  identity_made,
  peer_added,
  peer_ended,
  matter_read,
  step_written,
  packet_made,
  packet_taken,
  hook_added,
  hook_tested,
  hook_tried,
  hook_ended,
  copy_made,
  copy_opened
};
std::string_view text(What what);
std::optional<What> what_of(std::string_view text);

/// One thing that was done. Ids only: what the entry says about anybody is that something of that
/// id was read or written.
struct Event {
  What what;
  std::optional<CaseId> case_id = {};
  std::optional<RecordId> record = {};  ///< of a case, or a document of the organisation
  std::int64_t revision = 0;            ///< of the record that was written
  std::optional<AccountId> about = {};  ///< the account that was made, changed, added
  std::optional<crypto::Digest> digest =
      {};  ///< of what was written (records/: over the sealed parts)
};

/// One entry as it is kept.
struct Entry {
  std::int64_t seq = 0;
  Instant at;
  std::optional<AccountId> by;  ///< nothing: the program itself, or somebody not signed in
  Event event;
  crypto::Digest hash;  ///< over the entry before and this one
};

/// A unit of work: a write transaction and what will be said about it.
class Work {
 public:
  /// `broken_end`: the entry after this number begins the chain anew (see Journal).
  Work(db::Writer& tx, std::optional<AccountId> by, Instant now,
       std::optional<std::int64_t> broken_end)
      : tx_{tx}, by_{by}, now_{now}, broken_end_{broken_end} {}
  db::Writer& tx() { return tx_; }
  std::optional<AccountId> by() const { return by_; }
  Instant now() const { return now_; }
  /// Appends to the chain inside this transaction; gives the entry's number.
  std::int64_t record(const Event& event);
  int recorded() const { return recorded_; }

 private:
  db::Writer& tx_;
  std::optional<AccountId> by_;
  Instant now_;
  std::optional<std::int64_t> broken_end_;
  int recorded_ = 0;
};

/// The only way to change an organisation's database: a change of which nothing is said is a `Bug`
/// and is undone.
class Journal {
 public:
  /// From now on every commit signs the head of the chain with `key`, which outlives the database.
  /// Should the chain not end as it was signed, the next entry begins it anew instead of going on
  /// from there, so that whatever was altered is found for ever ("audit.broken").
  Journal(db::Database& database, const Clock& clock, const crypto::SigningKey& key);

  /// Runs `body(Work&)` in one unit of work, durable when it returns.
  template <class F>
  auto write(std::optional<AccountId> by, F&& body) {
    return database_.write([&](db::Writer& tx) {
      Work work{tx, by, clock_.now(), broken_end_};
      if constexpr (std::is_void_v<std::invoke_result_t<F&, Work&>>) {
        body(work);
        ensure(work.recorded() > 0);
      } else {
        auto out = body(work);
        ensure(work.recorded() > 0);
        return out;
      }
    });
  }
  /// Says that something was read, durably, before the answer leaves: now or, where an
  /// `Outstanding` stands, before that one lets it go.
  void note(std::optional<AccountId> by, const Event& event) {
    database_.write_soon([this, by, event](db::Writer& tx) {
      Work{tx, by, clock_.now(), broken_end_}.record(event);
    });
  }

  const Clock& clock() const { return clock_; }

 private:
  db::Database& database_;
  const Clock& clock_;
  const std::optional<std::int64_t> broken_end_;
};

/// Entries with a number below `before` (0: from the end), newest first. One that cannot have been
/// written by us is `Failure{unavailable, "store.damaged"}`, here and below.
std::vector<Entry> newest(db::Latest& tx, std::int64_t before, std::size_t limit);
/// Entries with a number above `seq`, in order.
std::vector<Entry> after(db::Reader& tx, std::int64_t seq, std::size_t limit);
/// The number of the newest entry; 0 when there is none.
std::int64_t last(db::Latest& tx);
/// Entries about one case, newest first.
std::vector<Entry> about_case(db::Latest& tx, CaseId case_id, std::size_t limit);
/// How many different cases somebody opened on one day (UTC).
struct DayOfReading {
  AccountId account;
  Date day;
  std::int64_t cases = 0;
};
/// The days from `since` on, of everybody or of `by` alone, in no order.
std::vector<DayOfReading> days_of_reading(db::Latest& tx, Instant since,
                                          const std::optional<AccountId>& by);
/// Every entry in order, but those that cannot have been written by us.
void each_entry(db::Reader& tx, const std::function<void(const Entry&)>& use);

/// One thing that verification found.
struct Finding {
  MessageKey key;
  std::optional<std::int64_t> seq = {};
  std::optional<CaseId> case_id = {};
  std::optional<RecordId> record = {};
};

struct Head {
  std::int64_t seq = 0;
  crypto::Digest hash{};
  crypto::VerifyKey key{};
};

struct Verification {
  std::vector<Finding> findings;
  std::int64_t entries = 0;
  Head head;
  bool ok() const { return findings.empty(); }
};

/// Walks the chain: "audit.altered" (an entry is not what was hashed), "audit.missing" (a number is
/// skipped), "audit.cut" (the head signed more entries than there are: the first that is gone),
/// "audit.inserted" (before the first or beyond the head), "audit.broken" (begun anew there,
/// because what stood before was not what had been signed), "audit.no_head", "audit.head_forged"
/// (not signed by `key`, or by the key that stands beside it when none is given). Reordered entries
/// are altered.
Verification verify_chain(db::Reader& tx, const std::optional<crypto::VerifyKey>& key);

}  // namespace ts::audit
