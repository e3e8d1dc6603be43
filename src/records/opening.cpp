#include "records/opening.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace ts::records::sealed {
namespace {

/// Opens a manifest that is sealed as `sealed`, beside which stand an author and a time.
Manifest opened_manifest(const vault::CaseKey& key, CaseId case_id, const Stored& stored,
                         BytesView sealed, const std::string& author, Instant at) {
  const auto text = key.open_manifest(stored.id, stored.revision, sealed);
  auto manifest = text ? decode_manifest(*text) : std::nullopt;
  if (!manifest || manifest->kind != stored.kind || manifest->author.text() != author ||
      manifest->at != at)
    damaged(case_id, stored.id);
  return std::move(*manifest);
}

/// Opens what `sealed_part(class letter, revision)` gives for each part of the manifest.
template <class Sealed>
Parts opened_parts(const vault::CaseKey& key, CaseId case_id, RecordId record,
                   const Manifest& manifest, ClassSet wanted, Sealed&& sealed_part) {
  Parts out;
  for (const auto& [field_class, revision] : manifest.parts) {
    if (!wanted.has(field_class)) continue;
    const std::optional<Bytes> sealed = sealed_part(letter_of(field_class), revision);
    const auto text = sealed ? key.open(field_class, record, revision, *sealed) : std::nullopt;
    auto fields = text ? catalogue::decode(*text) : std::nullopt;
    if (!fields) damaged(case_id, record);
    out[field_class] = std::move(*fields);
  }
  return out;
}

Record record_of(const Stored& stored, const Manifest& manifest, Parts parts) {
  Record out{.id = stored.id,
             .kind = stored.kind,
             .revision = stored.revision,
             .changed_at = manifest.at,
             .changed_by = manifest.author,
             .fields = {}};
  for (auto& [field_class, fields] : parts) out.fields.merge(fields);
  return out;
}

/// Every sealed part of a case.
class SealedParts {
 public:
  SealedParts(db::Reader& tx, CaseId case_id)
      : rows_{tx.all("SELECT record_id, class, revision, sealed FROM part WHERE case_id = ?"
                     " ORDER BY record_id, class, revision",
                     case_id)} {}

  std::optional<Bytes> find(const std::string& record, char letter, std::int64_t revision) const {
    const Place wanted{record, {&letter, 1}, revision};
    const auto found = std::ranges::lower_bound(rows_, wanted, {}, place);
    if (found == rows_.end() || place(*found) != wanted) return std::nullopt;
    return found->bytes(3);
  }

 private:
  using Place = std::tuple<std::string_view, std::string_view, std::int64_t>;
  static Place place(const db::Row& row) { return {row.text(0), row.text(1), row.integer(2)}; }
  std::vector<db::Row> rows_;
};

}  // namespace

Stored stored_of(const db::Row& row) {
  return {.id = id_at<RecordId>(row, 0), .kind = row.text(1), .revision = row.integer(2)};
}

Manifest manifest_of(db::Reader& tx, const vault::CaseKey& key, CaseId case_id,
                     const Stored& stored) {
  const auto row = tx.one(
      "SELECT manifest, author, at FROM revision"
      " WHERE case_id = ? AND record_id = ? AND revision = ?",
      case_id, stored.id, stored.revision);
  if (!row) damaged(case_id, stored.id);
  return opened_manifest(key, case_id, stored, row->bytes(0), row->text(1), row->instant(2));
}

Parts open_parts(db::Reader& tx, const vault::CaseKey& key, CaseId case_id, RecordId record,
                 const Manifest& manifest, ClassSet wanted) {
  return opened_parts(
      key, case_id, record, manifest, wanted,
      [&](char letter, std::int64_t revision) -> std::optional<Bytes> {
        const auto row = tx.one(
            "SELECT sealed FROM part WHERE case_id = ? AND record_id = ? AND class = ?"
            " AND revision = ?",
            case_id, record, std::string{letter}, revision);
        if (!row) return std::nullopt;
        return row->bytes(0);
      });
}

Record open_record(db::Reader& tx, const vault::CaseKey& key, CaseId case_id, const Stored& stored,
                   ClassSet wanted) {
  const auto manifest = manifest_of(tx, key, case_id, stored);
  return record_of(stored, manifest, open_parts(tx, key, case_id, stored.id, manifest, wanted));
}

std::vector<Record> open_all(db::Reader& tx, const vault::CaseKey& key, CaseId case_id,
                             ClassSet wanted) {
  const SealedParts parts{tx, case_id};
  std::vector<Record> out;
  for (const auto& row :
       tx.all("SELECT r.id, r.kind, r.revision, v.manifest, v.author, v.at FROM record r"
              " LEFT JOIN revision v ON v.case_id = r.case_id AND v.record_id = r.id"
              " AND v.revision = r.revision"
              " LEFT JOIN revision f ON f.case_id = r.case_id AND f.record_id = r.id"
              " AND f.revision = 1 AND r.revision > 1"
              " WHERE r.case_id = ? ORDER BY COALESCE(f.at, v.at), r.id",
              case_id)) {
    const auto stored = stored_of(row);
    if (row.null(3)) damaged(case_id, stored.id);
    const auto manifest =
        opened_manifest(key, case_id, stored, row.bytes(3), row.text(4), row.instant(5));
    const auto sealed_part = [&](char letter, std::int64_t revision) {
      return parts.find(row.text(0), letter, revision);
    };
    out.push_back(record_of(stored, manifest,
                            opened_parts(key, case_id, stored.id, manifest, wanted, sealed_part)));
  }
  return out;
}

}  // namespace ts::records::sealed
