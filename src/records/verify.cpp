#include <map>
#include <set>
#include <utility>

#include "records/records.h"
#include "records/sealed.h"

namespace ts::records {
namespace {

using audit::Finding;
using audit::What;

/// What the chain says there must be.
struct Expected {
  std::map<CaseId, std::pair<std::int64_t, crypto::Digest>> files;  ///< newest revision and digest
  std::map<RecordId, std::pair<CaseId, std::map<std::int64_t, crypto::Digest>>> records;
  std::set<CaseId> forgotten;
};

Expected expected_by_chain(db::Reader& tx) {
  Expected out;
  audit::each_entry(tx, [&](const audit::Entry& entry) {
    const auto& event = entry.event;
    if (!event.case_id) return;
    if (event.what == What::case_forgotten) {
      out.forgotten.insert(*event.case_id);
      out.files.erase(*event.case_id);
      std::erase_if(out.records,
                    [&](const auto& record) { return record.second.first == *event.case_id; });
    } else if (event.what == What::record_written && event.record && event.digest) {
      auto& record = out.records[*event.record];
      record.first = *event.case_id;
      record.second[event.revision] = *event.digest;
    } else if (event.digest) {
      out.files[*event.case_id] = {event.revision, *event.digest};
    }
  });
  return out;
}

class Verifier {
 public:
  Verifier(db::Reader& tx, const vault::Keyring* keyring)
      : tx_{tx}, keyring_{keyring}, expected_{expected_by_chain(tx)} {}

  std::vector<Finding> run() {
    check_files();
    check_records();
    return std::move(findings_);
  }

 private:
  void find(MessageKey key, CaseId case_id, std::optional<RecordId> record = {}) {
    findings_.push_back({.key = key, .case_id = case_id, .record = record});
  }

  void check_files() {
    std::set<CaseId> seen;
    for (const auto& row : tx_.all("SELECT id, revision, sealed FROM case_file")) {
      const auto id = row.id<CaseId>(0);
      seen.insert(id);
      const auto known = expected_.files.find(id);
      if (row.null(2)) {
        if (!expected_.forgotten.contains(id)) find("case.missing", id);
      } else if (known == expected_.files.end()) {
        find("case.inserted", id);
      } else if (row.integer(1) != known->second.first) {
        find("case.rolled_back", id);
      } else if (sealed::file_digest(id, row.integer(1), row.bytes(2)) != known->second.second) {
        find("case.altered", id);
      } else {
        check_key(id, row.integer(1), row.bytes(2));
      }
    }
    for (const auto& [id, file] : expected_.files)
      if (!seen.contains(id)) find("case.missing", id);
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
    std::set<RecordId> seen;
    for (const auto& row : tx_.all("SELECT id, case_id, revision FROM record")) {
      const auto id = row.id<RecordId>(0);
      const auto case_id = row.id<CaseId>(1);
      seen.insert(id);
      const auto known = expected_.records.find(id);
      if (known == expected_.records.end() || known->second.second.empty())
        find("record.inserted", case_id, id);
      else if (known->second.first != case_id)
        find("record.altered", case_id, id);
      else if (row.integer(2) != known->second.second.rbegin()->first)
        find("record.rolled_back", case_id, id);
      else
        check_revisions(case_id, id, known->second.second);
    }
    for (const auto& [id, record] : expected_.records)
      if (!seen.contains(id)) find("record.missing", record.first, id);
  }

  /// Every revision that the chain knows: its manifest and the parts in force then.
  void check_revisions(CaseId case_id, RecordId id,
                       const std::map<std::int64_t, crypto::Digest>& revisions) {
    std::map<std::int64_t, Bytes> manifests;
    for (const auto& row :
         tx_.all("SELECT revision, manifest FROM revision WHERE record_id = ?", id))
      manifests[row.integer(0)] = row.bytes(1);
    struct Part {
      std::string field_class;
      std::int64_t revision;
      Bytes sealed;
    };
    std::vector<Part> parts;
    for (const auto& row : tx_.all("SELECT class, revision, sealed FROM part WHERE record_id = ?"
                                   " ORDER BY class, revision",
                                   id))
      parts.push_back({row.text(0), row.integer(1), row.bytes(2)});

    for (const auto& [revision, digest] : revisions) {
      sealed::RevisionDigest found{id, revision, manifests[revision]};
      for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool superseded = i + 1 < parts.size() &&
                                parts[i + 1].field_class == parts[i].field_class &&
                                parts[i + 1].revision <= revision;
        if (parts[i].revision <= revision && !superseded)
          found.part(parts[i].field_class, parts[i].revision, parts[i].sealed);
      }
      if (found.digest() != digest) return find("record.altered", case_id, id);
    }
    if (manifests.size() != revisions.size()) return find("record.altered", case_id, id);

    const auto key = keys_.find(case_id);
    if (key == keys_.end()) return;
    for (const auto& part : parts) {
      const auto field_class = field_class_of(part.field_class.empty() ? '?' : part.field_class[0]);
      if (!field_class || !key->second.open(*field_class, id, part.revision, part.sealed))
        return find("record.unreadable", case_id, id);
    }
  }

  db::Reader& tx_;
  const vault::Keyring* keyring_;
  Expected expected_;
  std::map<CaseId, vault::CaseKey> keys_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<audit::Finding> verify(db::Reader& tx, const vault::Keyring* keyring) {
  return Verifier{tx, keyring}.run();
}

}  // namespace ts::records
