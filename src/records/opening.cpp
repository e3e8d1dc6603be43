#include "records/opening.h"

#include <utility>

namespace ts::records::sealed {

Manifest opened_manifest(const vault::CaseKey& key, CaseId case_id, const Stored& stored,
                         BytesView sealed, const std::optional<AccountId>& author, Instant at) {
  const auto text = key.open_manifest(stored.id, stored.revision, sealed);
  auto manifest = text ? decode_manifest(*text) : std::nullopt;
  if (!manifest || manifest->kind != stored.kind || manifest->author != author ||
      manifest->at != at)
    damaged(case_id, stored.id);
  return std::move(*manifest);
}

Parts opened_parts(const vault::CaseKey& key, CaseId case_id, RecordId record,
                   const Manifest& manifest, ClassSet wanted, const SealedPart& sealed_part) {
  Parts out;
  out.reserve(manifest.parts.size());
  for (const auto& [field_class, revision] : manifest.parts) {
    if (!wanted.has(field_class)) continue;
    const auto sealed = sealed_part(letter_of(field_class), revision);
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
  for (auto& [field_class, fields] : parts)
    if (out.fields.empty())
      out.fields = std::move(fields);
    else
      out.fields.merge(fields);
  return out;
}

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
  return opened_manifest(key, case_id, stored, row->bytes(0), AccountId::parse(row->text(1)),
                         row->instant(2));
}

Parts open_parts(db::Reader& tx, const vault::CaseKey& key, CaseId case_id, RecordId record,
                 const Manifest& manifest, ClassSet wanted) {
  std::optional<db::Row> row;
  return opened_parts(
      key, case_id, record, manifest, wanted,
      [&](char letter, std::int64_t revision) -> std::optional<BytesView> {
        row = tx.one(
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

}  // namespace ts::records::sealed
