#include "audit/audit.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/log.h"

namespace ts::audit {
namespace {

constexpr std::array<std::pair<What, std::string_view>, 93> names{{
    {What::organisation_made, "organisation_made"},
    {What::team_made, "team_made"},
    {What::account_made, "account_made"},
    {What::account_changed, "account_changed"},
    {What::passphrase_changed, "passphrase_changed"},
    {What::organisation_changed, "organisation_changed"},
    {What::second_factor_begun, "second_factor_begun"},
    {What::second_factor_on, "second_factor_on"},
    {What::second_factor_off, "second_factor_off"},
    {What::code_asked, "code_asked"},
    {What::code_used, "code_used"},
    {What::recovery_code_used, "recovery_code_used"},
    {What::sign_on_invited, "sign_on_invited"},
    {What::sign_on_bound, "sign_on_bound"},
    {What::sign_on_ended, "sign_on_ended"},
    {What::signed_in, "signed_in"},
    {What::signed_on, "signed_on"},
    {What::sign_in_refused, "sign_in_refused"},
    {What::signed_out, "signed_out"},
    {What::signed_out_everywhere, "signed_out_everywhere"},
    {What::case_opened, "case_opened"},
    {What::case_read, "case_read"},
    {What::case_listed, "case_listed"},
    {What::case_searched, "case_searched"},
    {What::case_history_read, "case_history_read"},
    {What::case_readers_read, "case_readers_read"},
    {What::case_closed, "case_closed"},
    {What::case_reopened, "case_reopened"},
    {What::case_assigned, "case_assigned"},
    {What::helper_added, "helper_added"},
    {What::helper_removed, "helper_removed"},
    {What::colleague_kept_out, "colleague_kept_out"},
    {What::colleague_let_in, "colleague_let_in"},
    {What::glass_broken, "glass_broken"},
    {What::case_joined, "case_joined"},
    {What::case_parted, "case_parted"},
    {What::told_apart, "told_apart"},
    {What::told_apart_no_more, "told_apart_no_more"},
    {What::alike_looked_for, "alike_looked_for"},
    {What::class_reason_given, "class_reason_given"},
    {What::case_refused, "case_refused"},
    {What::case_forget_asked, "case_forget_asked"},
    {What::case_forgotten, "case_forgotten"},
    {What::record_written, "record_written"},
    {What::file_written, "file_written"},
    {What::file_read, "file_read"},
    {What::referral_printed, "referral_printed"},
    {What::accounts_read, "accounts_read"},
    {What::audit_read, "audit_read"},
    {What::audit_verified, "audit_verified"},
    {What::counts_read, "counts_read"},
    {What::certificates_read, "certificates_read"},
    {What::unusual_reading_read, "unusual_reading_read"},
    {What::backup_made, "backup_made"},
    {What::restored, "restored"},
    {What::key_shown, "key_shown"},
    {What::study_started, "study_started"},
    {What::study_ended, "study_ended"},
    {What::study_read, "study_read"},
    {What::study_taken, "study_taken"},
    {What::release_started, "release_started"},
    {What::release_ended, "release_ended"},
    {What::release_read, "release_read"},
    {What::release_taken, "release_taken"},
    {What::release_approved, "release_approved"},
    {What::release_declined, "release_declined"},
    {What::release_published, "release_published"},
    {What::calendar_opened, "calendar_opened"},
    {What::calendar_ended, "calendar_ended"},
    {What::import_made, "import_made"},
    {What::import_undone, "import_undone"},
    {What::survey_added, "survey_added"},
    {What::phone_opened, "phone_opened"},
    {What::phone_ended, "phone_ended"},
    {What::form_kept, "form_kept"},
    {What::form_ended, "form_ended"},
    {What::proposal_received, "proposal_received"},
    {What::proposals_read, "proposals_read"},
    {What::proposal_accepted, "proposal_accepted"},
    {What::proposal_declined, "proposal_declined"},
    {What::identity_made, "identity_made"},
    {What::peer_added, "peer_added"},
    {What::peer_ended, "peer_ended"},
    {What::matter_read, "matter_read"},
    {What::step_written, "step_written"},
    {What::packet_made, "packet_made"},
    {What::packet_taken, "packet_taken"},
    {What::hook_added, "hook_added"},
    {What::hook_tested, "hook_tested"},
    {What::hook_tried, "hook_tried"},
    {What::hook_ended, "hook_ended"},
    {What::copy_made, "copy_made"},
    {What::copy_opened, "copy_opened"},
}};

constexpr std::string_view columns =
    "seq, at, by_account, what, case_id, record_id, revision, about, digest, hash";

crypto::Digest digest_of(const Bytes& bytes) {
  crypto::Digest out{};
  if (bytes.size() == out.size()) std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

/// What is hashed of an entry: every column, each with its length, after the hash before it.
crypto::Digest chained(BytesView before, const Entry& entry, std::string_view what) {
  const auto id_or_none = [](const auto& id) { return id ? id->text() : std::string{}; };
  ByteWriter writer;
  writer.part("turnstone audit 1")
      .part(before)
      .u64(static_cast<std::uint64_t>(entry.seq))
      .u64(static_cast<std::uint64_t>(entry.at.ms))
      .part(id_or_none(entry.by))
      .part(what)
      .part(id_or_none(entry.event.case_id))
      .part(id_or_none(entry.event.record))
      .u64(static_cast<std::uint64_t>(entry.event.revision))
      .part(id_or_none(entry.event.about))
      .part(entry.event.digest ? BytesView{*entry.event.digest} : BytesView{});
  return crypto::hash(writer.bytes());
}

Entry entry_of(const db::Row& row) {
  const auto what = what_of(row.text(3));
  return {.seq = row.integer(0),
          .at = row.instant(1),
          .by = row.optional_id<AccountId>(2),
          .event = {.what = what.value_or(What::organisation_made),
                    .case_id = row.optional_id<CaseId>(4),
                    .record = row.optional_id<RecordId>(5),
                    .revision = row.integer(6),
                    .about = row.optional_id<AccountId>(7),
                    .digest = row.null(8) ? std::nullopt : std::optional{digest_of(row.bytes(8))}},
          .hash = digest_of(row.bytes(9))};
}

/// Whether the columns hold what an entry can hold at all; what was altered beyond that is altered.
bool readable(const db::Row& row) {
  const auto id_ok = [&](std::size_t column) {
    return row.null(column) || parse_id(row.text(column)).has_value();
  };
  return id_ok(2) && id_ok(4) && id_ok(5) && id_ok(7) && !row.null(6) &&
         (row.null(8) || row.bytes(8).size() == crypto::Digest{}.size()) &&
         row.bytes(9).size() == crypto::Digest{}.size();
}

Bytes head_text(std::int64_t seq, BytesView hash) {
  return ByteWriter{}
      .part("turnstone audit head 1")
      .u64(static_cast<std::uint64_t>(seq))
      .part(hash)
      .bytes();
}

void sign_head(db::Writer& tx, const crypto::SigningKey& key) {
  const auto last = tx.one("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1");
  if (!last) return;
  const auto signature = key.sign(head_text(last->integer(0), last->bytes(1)));
  tx.run(
      "INSERT INTO audit_head (one, seq, hash, key, signature) VALUES (1, ?, ?, ?, ?)"
      " ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, hash = excluded.hash,"
      " key = excluded.key, signature = excluded.signature",
      last->integer(0), last->bytes(1), BytesView{key.verify_key()}, BytesView{signature});
}

/// The end of the chain as it was signed.
struct SignedHead {
  std::int64_t seq = 0;
  Bytes hash, key, signature;

  bool signed_by(const crypto::VerifyKey& by) const {
    return crypto::equal(key, by) && crypto::verify(by, head_text(seq, hash), signature);
  }
};

std::optional<SignedHead> signed_head(db::Reader& tx) {
  const auto row = tx.one("SELECT seq, hash, key, signature FROM audit_head WHERE one = 1");
  if (!row) return std::nullopt;
  return SignedHead{.seq = row->integer(0),
                    .hash = row->bytes(1),
                    .key = row->bytes(2),
                    .signature = row->bytes(3)};
}

/// The number of the newest entry when the chain does not end as it was signed.
std::optional<std::int64_t> broken_end(db::Reader& tx, const crypto::VerifyKey& key) {
  const auto last = tx.one("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1");
  const auto head = signed_head(tx);
  if (!last && !head) return std::nullopt;
  if (last && head && last->integer(0) == head->seq && last->bytes(1) == head->hash &&
      head->signed_by(key))
    return std::nullopt;
  return std::max(last ? last->integer(0) : 0, head ? head->seq : 0);
}

/// One walk along the chain.
class Walk {
 public:
  explicit Walk(std::optional<SignedHead> head) : head_{std::move(head)} {}

  void entry(const db::Row& row) {
    const auto seq = row.integer(0);
    ++out_.entries;
    if (seq < 1 || (head_ && seq > head_->seq)) return find("audit.inserted", seq);
    const bool follows = seq - 1 == last_;
    if (!follows) name_missing(seq);
    judge(row, seq, follows);
    last_ = seq;
    before_ = row.bytes(9);
  }

  Verification end(const std::optional<crypto::VerifyKey>& key) {
    if (!head_) {
      out_.findings.push_back({.key = "audit.no_head"});
      return std::move(out_);
    }
    out_.head = {.seq = head_->seq, .hash = digest_of(head_->hash), .key = digest_of(head_->key)};
    if (last_ < head_->seq)
      find("audit.cut", last_ + 1);
    else if (before_ != head_->hash)
      find("audit.altered", last_);
    if (!head_->signed_by(key.value_or(out_.head.key))) find("audit.head_forged", head_->seq);
    return std::move(out_);
  }

 private:
  static constexpr std::int64_t most_named = 1000;

  void find(MessageKey key, std::int64_t seq) {
    const auto same = [&](const Finding& found) { return found.key == key && found.seq == seq; };
    if (!out_.findings.empty() && same(out_.findings.back())) return;
    out_.findings.push_back({.key = key, .seq = seq});
  }

  void name_missing(std::int64_t seq) {
    for (auto gone = last_ + 1; gone < seq && gone <= last_ + most_named; ++gone)
      find("audit.missing", gone);
  }

  void judge(const db::Row& row, std::int64_t seq, bool follows) {
    if (!readable(row)) return find("audit.altered", seq);
    const auto entry = entry_of(row);
    const auto& what = row.text(3);
    if (follows && chained(before_, entry, what) == entry.hash) return;
    if (seq > 1 && chained({}, entry, what) == entry.hash) return find("audit.broken", seq);
    // What stood before a gap is not known, so that the entry behind it cannot be judged.
    if (follows) find("audit.altered", seq);
  }

  std::optional<SignedHead> head_;
  Verification out_;
  std::int64_t last_ = 0;
  Bytes before_;
};

std::vector<Entry> entries_of(const std::vector<db::Row>& rows) {
  std::vector<Entry> out;
  for (const auto& row : rows) {
    if (!readable(row)) throw Failure{Fault::unavailable, "store.damaged"};
    out.push_back(entry_of(row));
  }
  return out;
}

}  // namespace

std::string_view text(What what) {
  for (const auto& [value, name] : names)
    if (value == what) return name;
  throw Bug{std::source_location::current()};
}

std::optional<What> what_of(std::string_view text) {
  for (const auto& [value, name] : names)
    if (name == text) return value;
  return std::nullopt;
}

std::int64_t Work::record(const Event& event) {
  const auto last = tx_.one("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1");
  auto seq = last ? last->integer(0) : 0;
  Bytes before = last ? last->bytes(1) : Bytes{};
  if (broken_end_ && seq <= *broken_end_) {
    // To go on from an end that somebody altered would make it good.
    seq = *broken_end_;
    before.clear();
  }
  if (seq == std::numeric_limits<std::int64_t>::max())
    throw Failure{Fault::unavailable, "store.damaged"};

  Entry entry{.seq = seq + 1, .at = now_, .by = by_, .event = event, .hash = {}};
  const auto what = text(event.what);
  entry.hash = chained(before, entry, what);
  tx_.run(
      "INSERT INTO audit (seq, at, by_account, what, case_id, record_id, revision, about, digest,"
      " hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      entry.seq, now_, by_, what, event.case_id, event.record, event.revision, event.about,
      event.digest ? std::optional{BytesView{*event.digest}} : std::nullopt, BytesView{entry.hash});
  ++recorded_;
  return entry.seq;
}

Journal::Journal(db::Database& database, const Clock& clock, const crypto::SigningKey& key)
    : database_{database},
      clock_{clock},
      broken_end_{database.read([&](db::Reader& tx) { return broken_end(tx, key.verify_key()); })} {
  if (broken_end_) log::event("audit.end_not_as_signed", {{"seq", *broken_end_}});
  database_.before_commit([&key](db::Writer& tx) { sign_head(tx, key); });
}

std::vector<Entry> newest(db::Latest& tx, std::int64_t before, std::size_t limit) {
  return entries_of(tx.all("SELECT " + std::string{columns} +
                               " FROM audit WHERE ? = 0 OR seq < ? ORDER BY seq DESC LIMIT ?",
                           before, before, static_cast<std::int64_t>(limit)));
}

std::vector<Entry> after(db::Reader& tx, std::int64_t seq, std::size_t limit) {
  return entries_of(
      tx.all("SELECT " + std::string{columns} + " FROM audit WHERE seq > ? ORDER BY seq LIMIT ?",
             seq, static_cast<std::int64_t>(limit)));
}

std::int64_t last(db::Latest& tx) {
  const auto row = tx.one("SELECT seq FROM audit ORDER BY seq DESC LIMIT 1");
  return row ? row->integer(0) : 0;
}

std::vector<Entry> about_case(db::Latest& tx, CaseId case_id, std::size_t limit) {
  return entries_of(tx.all(
      "SELECT " + std::string{columns} + " FROM audit WHERE case_id = ? ORDER BY seq DESC LIMIT ?",
      case_id, static_cast<std::int64_t>(limit)));
}

std::vector<DayOfReading> days_of_reading(db::Latest& tx, Instant since,
                                          const std::optional<AccountId>& by) {
  std::string sql =
      "SELECT by_account, at / 86400000, COUNT(DISTINCT case_id) FROM audit "
      "WHERE what = 'case_read' AND by_account IS NOT NULL AND at >= ?";
  if (by) sql += " AND by_account = ?";
  sql += " GROUP BY by_account, at / 86400000";
  std::vector<DayOfReading> out;
  for (const auto& row : by ? tx.all(sql, since, *by) : tx.all(sql, since))
    out.push_back({.account = row.id<AccountId>(0),
                   .day = Date{std::chrono::sys_days{std::chrono::days{row.integer(1)}}},
                   .cases = row.integer(2)});
  return out;
}

void each_entry(db::Reader& tx, const std::function<void(const Entry&)>& use) {
  tx.each("SELECT " + std::string{columns} + " FROM audit ORDER BY seq", [&](const db::Row& row) {
    if (readable(row)) use(entry_of(row));
  });
}

Verification verify_chain(db::Reader& tx, const std::optional<crypto::VerifyKey>& key) {
  Walk walk{signed_head(tx)};
  tx.each("SELECT " + std::string{columns} + " FROM audit ORDER BY seq",
          [&](const db::Row& row) { walk.entry(row); });
  return walk.end(key);
}

}  // namespace ts::audit
