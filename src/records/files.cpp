#include "records/files.h"

#include <algorithm>

#include "catalogue/file.h"
#include "records/sealed.h"

namespace ts::records {
namespace {

constexpr std::int64_t most_pieces = catalogue::most_file_bytes / Files::piece_bytes;

/// Revisions of a place begin at 1, pieces at 0.
std::int64_t place_of(std::int64_t piece) { return piece + 1; }

Bytes open(const vault::CaseKey& key, CaseId case_id, RecordId file, std::int64_t piece,
           const db::Row& row) {
  const auto letter = row.text(0);
  const auto field_class = field_class_of(letter.empty() ? '?' : letter[0]);
  auto text =
      field_class ? key.open(*field_class, file, place_of(piece), row.bytes(1)) : std::nullopt;
  if (!text) sealed::damaged(case_id, file);
  return std::move(*text);
}

std::optional<db::Row> row_of(db::Reader& tx, CaseId case_id, RecordId file, std::int64_t piece) {
  return tx.one(
      "SELECT class, sealed FROM file_piece WHERE file_id = ? AND piece = ? AND case_id = ?", file,
      piece, case_id);
}

}  // namespace

void Files::put(audit::Work& work, const access::Permit& permit, RecordId file,
                FieldClass field_class, std::int64_t piece, BytesView content) const {
  if (!permit.writes().has(field_class)) throw Failure{Fault::forbidden, "field.not_yours"};
  if (piece < 0 || piece >= most_pieces || content.empty() ||
      static_cast<std::int64_t>(content.size()) > piece_bytes)
    throw Failure{Fault::invalid, "file.piece_size"};
  auto& tx = work.tx();
  const auto case_id = permit.case_id();
  const auto key = sealed::key_of(keyring_, tx, case_id);
  const std::string letter{letter_of(field_class)};
  if (const auto there = row_of(tx, case_id, file, piece)) {
    if (there->text(0) != letter ||
        !std::ranges::equal(open(key, case_id, file, piece, *there), content))
      throw Failure{Fault::conflict, "file.piece_taken"};
    work.record({.what = audit::What::file_read, .case_id = case_id, .record = file});
    return;
  }
  if (tx.one("SELECT piece FROM file_piece WHERE file_id = ? AND (case_id <> ? OR class <> ?)",
             file, case_id, letter))
    throw Failure{Fault::conflict, "file.piece_taken"};
  const auto bytes = key.seal(field_class, file, place_of(piece), content);
  tx.run("INSERT INTO file_piece (file_id, piece, case_id, class, sealed) VALUES (?, ?, ?, ?, ?)",
         file, piece, case_id, letter, bytes);
  work.record({.what = audit::What::file_written,
               .case_id = case_id,
               .record = file,
               .revision = place_of(piece),
               .digest = crypto::hash(bytes)});
}

Bytes Files::piece(db::Reader& tx, const access::Permit& permit, RecordId file,
                   std::int64_t piece) const {
  const auto row = row_of(tx, permit.case_id(), file, piece);
  const auto letter = row ? row->text(0) : std::string{};
  const auto field_class = letter.empty() ? std::nullopt : field_class_of(letter[0]);
  if (!field_class || !permit.reads().has(*field_class))
    throw Failure{Fault::absent, "file.absent"};
  const auto case_id = permit.case_id();
  return open(sealed::key_of(keyring_, tx, case_id), case_id, file, piece, *row);
}

Files Records::files() const { return Files{keyring_}; }

std::vector<Problem> Files::incomplete(db::Reader& tx, CaseId case_id,
                                       const catalogue::Catalogue& catalogue,
                                       const catalogue::Changes& changes) const {
  std::vector<Problem> out;
  for (const auto& [name, value] : changes) {
    const auto* field = catalogue.field(name);
    if (!value || !field || field->type != catalogue::Type::file) continue;
    const auto file = catalogue::file_of(std::get<std::string>(*value));
    ensure(file.has_value());  // the catalogue has looked
    const auto key = sealed::key_of(keyring_, tx, case_id);
    const auto rows = tx.all(
        "SELECT class, sealed, piece FROM file_piece WHERE file_id = ? AND case_id = ?"
        " ORDER BY piece",
        file->id, case_id);
    std::int64_t pieces = 0, bytes = 0;
    for (const auto& row : rows) {
      if (row.text(0) != std::string{letter_of(field->field_class)} || row.integer(2) != pieces)
        break;
      bytes += static_cast<std::int64_t>(open(key, case_id, file->id, pieces++, row).size());
    }
    if (bytes != file->bytes || pieces != static_cast<std::int64_t>(rows.size()))
      out.push_back({name, "file.incomplete"});
  }
  return out;
}

}  // namespace ts::records
