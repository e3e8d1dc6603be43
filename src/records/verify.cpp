#include <map>
#include <set>
#include <utility>

#include "records/records.h"
#include "records/sealed.h"

namespace ts::records {
namespace {

using audit::Finding;
using audit::What;

/// What the chain says of one revision of a record.
struct Written {
  crypto::Digest digest{};
  std::optional<AccountId> by;
  Instant at;
};
using Revisions = std::map<std::int64_t, Written>;

/// What the chain says there must be.
struct Expected {
  std::map<CaseId, std::pair<std::int64_t, crypto::Digest>> files;  ///< newest revision and digest
  std::map<RecordId, std::pair<CaseId, Revisions>> records;
  std::map<std::pair<RecordId, std::int64_t>, std::pair<CaseId, crypto::Digest>>
      pieces;              ///< of files
  std::set<CaseId> asked;  ///< to be forgotten
  std::map<CaseId, audit::Entry> forgotten;
};

void learn(Expected& out, const audit::Entry& entry) {
  const auto& event = entry.event;
  if (!event.case_id) return;
  const auto id = *event.case_id;
  if (event.what == What::case_forget_asked) {
    out.asked.insert(id);
  } else if (event.what == What::case_forgotten) {
    out.forgotten.insert_or_assign(id, entry);
    out.files.erase(id);
    const auto of_it = [&](const auto& written) { return written.second.first == id; };
    std::erase_if(out.records, of_it);
    std::erase_if(out.pieces, of_it);
  } else if (event.what == What::record_written && event.record && event.digest) {
    auto& [case_id, revisions] = out.records[*event.record];
    case_id = id;
    revisions[event.revision] = {.digest = *event.digest, .by = entry.by, .at = entry.at};
  } else if (event.what == What::file_written && event.record && event.digest) {
    out.pieces[{*event.record, event.revision}] = {id, *event.digest};
  } else if (event.digest) {
    out.files[id] = {event.revision, *event.digest};
  }
}

Expected expected_by_chain(db::Reader& tx) {
  Expected out;
  audit::each_entry(tx, [&](const audit::Entry& entry) { learn(out, entry); });
  return out;
}

/// A record's rows, as they lie there.
struct Revision {
  std::string author;
  Instant at;
  Bytes manifest;
};
struct Part {
  std::string letter;
  std::int64_t revision = 0;
  Bytes sealed;
};
struct Found {
  RecordId id;
  std::string kind;
  std::map<std::int64_t, Revision> revisions;
  std::vector<Part> parts;  ///< by letter, then revision
};

Found found_of(db::Reader& tx, CaseId case_id, RecordId id, std::string kind) {
  Found out{.id = id, .kind = std::move(kind), .revisions = {}, .parts = {}};
  for (const auto& row : tx.all("SELECT revision, author, at, manifest FROM revision"
                                " WHERE case_id = ? AND record_id = ?",
                                case_id, id))
    out.revisions[row.integer(0)] = {row.text(1), row.instant(2), row.bytes(3)};
  for (const auto& row : tx.all("SELECT class, revision, sealed FROM part"
                                " WHERE case_id = ? AND record_id = ? ORDER BY class, revision",
                                case_id, id))
    out.parts.push_back({row.text(0), row.integer(1), row.bytes(2)});
  return out;
}

/// What the chain's entry of a revision must carry: over the parts that were in force then.
crypto::Digest digest_of(const Found& found, std::int64_t revision) {
  sealed::RevisionDigest out{found.id, revision, found.revisions.at(revision).manifest};
  for (std::size_t i = 0; i < found.parts.size(); ++i) {
    const auto& part = found.parts[i];
    const auto* next = i + 1 < found.parts.size() ? &found.parts[i + 1] : nullptr;
    const bool superseded = next && next->letter == part.letter && next->revision <= revision;
    if (part.revision <= revision && !superseded) out.part(part.letter, part.revision, part.sealed);
  }
  return out.digest();
}

/// Whether every revision is what the chain says of it, and there is nothing else.
bool as_written(const Found& found, const Revisions& revisions) {
  if (found.revisions.size() != revisions.size()) return false;
  for (const auto& [revision, written] : revisions) {
    const auto there = found.revisions.find(revision);
    // Nobody: the program itself.
    const auto author = written.by.value_or(AccountId{}).text();
    if (there == found.revisions.end() || there->second.author != author ||
        there->second.at != written.at || digest_of(found, revision) != written.digest)
      return false;
  }
  for (const auto& part : found.parts)
    if (!revisions.contains(part.revision)) return false;
  return true;
}

bool opens(const Found& found, const vault::CaseKey& key) {
  for (const auto& [revision, there] : found.revisions) {
    const auto text = key.open_manifest(found.id, revision, there.manifest);
    const auto manifest = text ? sealed::decode_manifest(*text) : std::nullopt;
    if (!manifest || manifest->kind != found.kind) return false;
  }
  for (const auto& part : found.parts) {
    const auto field_class = field_class_of(part.letter.empty() ? '?' : part.letter[0]);
    if (!field_class || !key.open(*field_class, found.id, part.revision, part.sealed)) return false;
  }
  return true;
}

class Verifier {
 public:
  Verifier(db::Reader& tx, const vault::Keyring* keyring)
      : tx_{tx}, keyring_{keyring}, expected_{expected_by_chain(tx)} {}

  std::vector<Finding> run() {
    check_files();
    check_records();
    check_strays();
    check_pieces();
    check_forgotten();
    return std::move(findings_);
  }

 private:
  void find(MessageKey key, std::optional<CaseId> case_id, std::optional<RecordId> record = {}) {
    findings_.push_back({.key = key, .case_id = case_id, .record = record});
  }

  void check_files() {
    std::set<CaseId> seen;
    for (const auto& row : tx_.all("SELECT id, revision, sealed, forgetting FROM case_file")) {
      const auto id = CaseId::parse(row.text(0));
      if (!id) {
        find("case.altered", id);
        continue;
      }
      seen.insert(*id);
      check_file(*id, row);
    }
    for (const auto& [id, file] : expected_.files)
      if (!seen.contains(id)) find("case.missing", id);
    for (const auto& [id, entry] : expected_.forgotten)
      if (!seen.contains(id)) find("case.missing", id);
  }

  void check_file(CaseId id, const db::Row& row) {
    const auto known = expected_.files.find(id);
    if (row.null(2)) {
      if (!expected_.forgotten.contains(id)) find("case.missing", id);
    } else if (known == expected_.files.end()) {
      find("case.inserted", id);
    } else if (row.integer(1) != known->second.first) {
      find("case.rolled_back", id);
    } else if (sealed::file_digest(id, row.integer(1), row.bytes(2)) != known->second.second ||
               (!row.null(3) && !expected_.asked.contains(id))) {
      find("case.altered", id);
    } else {
      check_key(id, row.integer(1), row.bytes(2));
    }
  }

  void check_key(CaseId id, std::int64_t revision, const Bytes& bytes) {
    if (!keyring_) return;
    try {
      auto key = keyring_->case_key(tx_, id);
      if (!key) {
        find("case.key_missing", id);
      } else if (!key->open_manifest(sealed::file_place(id), revision, bytes)) {
        find("case.altered", id);
      } else {
        keys_.emplace(id, std::move(*key));
      }
    } catch (const Failure&) {  // one damaged key must not hide what else there is to find
      find("case.key_missing", id);
    }
  }

  void check_records() {
    std::set<RecordId> ids;
    for (const auto& row : tx_.all("SELECT id, case_id, kind, revision FROM record")) {
      const auto id = RecordId::parse(row.text(0));
      const auto there = CaseId::parse(row.text(1));
      if (id && there) seen_.emplace(*there, *id);
      const auto known = id ? expected_.records.find(*id) : expected_.records.end();
      if (known == expected_.records.end()) {
        find("record.inserted", there, id);
        continue;
      }
      ids.insert(*id);
      const auto& [case_id, revisions] = known->second;
      const auto found = found_of(tx_, case_id, *id, row.text(2));
      const auto key = keys_.find(case_id);
      if (row.text(1) != case_id.text())
        find("record.altered", case_id, id);
      else if (row.integer(3) != revisions.rbegin()->first)
        find("record.rolled_back", case_id, id);
      else if (!as_written(found, revisions))
        find("record.altered", case_id, id);
      else if (key != keys_.end() && !opens(found, key->second))
        find("record.unreadable", case_id, id);
    }
    for (const auto& [id, record] : expected_.records)
      if (!ids.contains(id)) find("record.missing", record.first, id);
  }

  /// Revisions and parts of no record: of one that was put in, or left of one that was forgotten.
  void check_strays() {
    for (const auto& row : tx_.all("SELECT case_id, record_id FROM revision"
                                   " UNION SELECT case_id, record_id FROM part")) {
      const auto id = RecordId::parse(row.text(1));
      const auto case_id = CaseId::parse(row.text(0));
      if (!id || !case_id || !(seen_.contains({*case_id, *id}) || expected(*case_id, *id)))
        find("record.inserted", case_id, id);
    }
  }

  bool expected(CaseId case_id, RecordId id) const {
    const auto known = expected_.records.find(id);
    return known != expected_.records.end() && known->second.first == case_id;
  }

  void check_pieces() {
    for (const auto& row :
         tx_.all("SELECT file_id, piece, case_id, class, sealed FROM file_piece")) {
      const auto file = RecordId::parse(row.text(0));
      const auto place = row.integer(1) + 1;
      const auto known = file ? expected_.pieces.find({*file, place}) : expected_.pieces.end();
      if (known == expected_.pieces.end()) {
        find("file.inserted", CaseId::parse(row.text(2)), file);
        continue;
      }
      const auto [case_id, digest] = known->second;
      const auto key = keys_.find(case_id);
      const auto letter = row.text(3);
      const auto field_class = field_class_of(letter.empty() ? '?' : letter[0]);
      const auto sealed = row.bytes(4);
      if (row.text(2) != case_id.text() || crypto::hash(sealed) != digest ||
          (key != keys_.end() &&
           (!field_class || !key->second.open(*field_class, *file, place, sealed))))
        find("file.altered", case_id, file);
      expected_.pieces.erase(known);
    }
    for (const auto& [place, piece] : expected_.pieces)
      find("file.missing", piece.first, place.first);
  }

  void check_forgotten() {
    std::set<CaseId> certified;
    for (const auto& row :
         tx_.all("SELECT case_id, at, by_account, reason, records, audit_seq FROM certificate")) {
      const auto id = CaseId::parse(row.text(0));
      const auto known = id ? expected_.forgotten.find(*id) : expected_.forgotten.end();
      if (known == expected_.forgotten.end() || !certifies(row, known->second))
        find("certificate.altered", id);
      if (id) certified.insert(*id);
    }
    for (const auto& [id, entry] : expected_.forgotten)
      if (!certified.contains(id)) find("certificate.altered", id);
    for (const auto& row : tx_.all("SELECT case_id FROM case_key"))
      if (const auto id = CaseId::parse(row.text(0)); id && expected_.forgotten.contains(*id))
        find("case.key_left", id);
  }

  static bool certifies(const db::Row& row, const audit::Entry& entry) {
    const auto by = row.null(2) ? std::string{} : row.text(2);
    return row.instant(1) == entry.at && by == (entry.by ? entry.by->text() : std::string{}) &&
           row.integer(5) == entry.seq &&
           entry.event.digest ==
               sealed::certificate_digest(*entry.event.case_id, row.text(3), row.integer(4));
  }

  db::Reader& tx_;
  const vault::Keyring* keyring_;
  Expected expected_;
  std::set<std::pair<CaseId, RecordId>> seen_;
  std::map<CaseId, vault::CaseKey> keys_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<audit::Finding> verify(db::Reader& tx, const vault::Keyring* keyring) {
  return Verifier{tx, keyring}.run();
}

}  // namespace ts::records
