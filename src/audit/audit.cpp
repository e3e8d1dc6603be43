#include "audit/audit.h"

#include <array>
#include <utility>

namespace ts::audit {
namespace {

constexpr std::array<std::pair<What, std::string_view>, 32> names{{
    {What::organisation_made, "organisation_made"},
    {What::team_made, "team_made"},
    {What::account_made, "account_made"},
    {What::account_changed, "account_changed"},
    {What::passphrase_changed, "passphrase_changed"},
    {What::signed_in, "signed_in"},
    {What::sign_in_refused, "sign_in_refused"},
    {What::signed_out, "signed_out"},
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
    {What::class_reason_given, "class_reason_given"},
    {What::case_refused, "case_refused"},
    {What::case_forget_asked, "case_forget_asked"},
    {What::case_forgotten, "case_forgotten"},
    {What::record_written, "record_written"},
    {What::accounts_read, "accounts_read"},
    {What::audit_read, "audit_read"},
    {What::audit_verified, "audit_verified"},
    {What::counts_read, "counts_read"},
    {What::certificates_read, "certificates_read"},
    {What::backup_made, "backup_made"},
    {What::restored, "restored"},
    {What::key_shown, "key_shown"},
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
  Entry entry{.seq = last ? last->integer(0) + 1 : 1, .at = now_, .by = by_, .event = event,
              .hash = {}};
  const auto what = text(event.what);
  entry.hash = chained(last ? BytesView{last->bytes(1)} : BytesView{}, entry, what);
  tx_.run(
      "INSERT INTO audit (seq, at, by_account, what, case_id, record_id, revision, about, digest,"
      " hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      entry.seq, now_, by_, what, event.case_id, event.record, event.revision, event.about,
      event.digest ? std::optional{BytesView{*event.digest}} : std::nullopt,
      BytesView{entry.hash});
  ++recorded_;
  return entry.seq;
}

Journal::Journal(db::Database& database, const Clock& clock, const crypto::SigningKey& key)
    : database_{database}, clock_{clock} {
  database_.before_commit([&key](db::Writer& tx) { sign_head(tx, key); });
}

std::vector<Entry> newest(db::Reader& tx, std::int64_t before, std::size_t limit) {
  std::vector<Entry> out;
  for (const auto& row :
       tx.all("SELECT " + std::string{columns} +
                  " FROM audit WHERE ? = 0 OR seq < ? ORDER BY seq DESC LIMIT ?",
              before, before, static_cast<std::int64_t>(limit)))
    out.push_back(entry_of(row));
  return out;
}

std::vector<Entry> about_case(db::Reader& tx, CaseId case_id, std::size_t limit) {
  std::vector<Entry> out;
  for (const auto& row : tx.all("SELECT " + std::string{columns} +
                                    " FROM audit WHERE case_id = ? ORDER BY seq DESC LIMIT ?",
                                case_id, static_cast<std::int64_t>(limit)))
    out.push_back(entry_of(row));
  return out;
}

void each_entry(db::Reader& tx, const std::function<void(const Entry&)>& use) {
  tx.each("SELECT " + std::string{columns} + " FROM audit ORDER BY seq",
          [&](const db::Row& row) {
            if (readable(row)) use(entry_of(row));
          });
}

Verification verify_chain(db::Reader& tx, const std::optional<crypto::VerifyKey>& key) {
  Verification out;
  Bytes before;
  std::int64_t expected = 1;
  Bytes hash_at_head;
  const auto head = tx.one("SELECT seq, hash, key, signature FROM audit_head WHERE one = 1");

  tx.each("SELECT " + std::string{columns} + " FROM audit ORDER BY seq", [&](const db::Row& row) {
    const auto seq = row.integer(0);
    if (seq != expected) out.findings.push_back({.key = "audit.missing", .seq = expected});
    // After a gap the chain cannot be followed, so the next entry is judged by its neighbours only.
    const bool follows = seq == expected;
    expected = seq + 1;
    ++out.entries;
    if (!readable(row) ||
        (follows && chained(before, entry_of(row), row.text(3)) != digest_of(row.bytes(9))))
      out.findings.push_back({.key = "audit.altered", .seq = seq});
    before = row.bytes(9);
    if (head && head->integer(0) == seq) hash_at_head = row.bytes(9);
    if (head && seq > head->integer(0))
      out.findings.push_back({.key = "audit.inserted", .seq = seq});
  });

  if (!head) {
    if (out.entries > 0) out.findings.push_back({.key = "audit.no_head"});
    return out;
  }
  out.head.seq = head->integer(0);
  out.head.hash = digest_of(head->bytes(1));
  const auto stored_key = digest_of(head->bytes(2));
  std::copy(stored_key.begin(), stored_key.end(), out.head.key.begin());
  if (expected - 1 < out.head.seq)
    out.findings.push_back({.key = "audit.cut", .seq = expected});
  else if (hash_at_head != head->bytes(1))
    out.findings.push_back({.key = "audit.altered", .seq = out.head.seq});
  if (!crypto::verify(key.value_or(out.head.key), head_text(out.head.seq, head->bytes(1)),
                      head->bytes(3)))
    out.findings.push_back({.key = "audit.head_forged", .seq = out.head.seq});
  return out;
}

}  // namespace ts::audit
