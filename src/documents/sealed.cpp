#include "documents/sealed.h"

namespace ts::documents::sealed {
namespace {

constexpr std::string_view purpose = "document";
constexpr std::string_view file_purpose = "document file";

Bytes place(DocumentId id, std::string_view name) {
  return ByteWriter{}.part(id.bytes()).part(name).bytes();
}

}  // namespace

Bytes seal(const vault::Keyring& keyring, DocumentId id, std::string_view kind,
           std::int64_t revision, std::string_view body) {
  return keyring.seal(purpose, place(id, kind), revision, bytes_of(body));
}

std::optional<Bytes> open(const vault::Keyring& keyring, DocumentId id, std::string_view kind,
                          std::int64_t revision, BytesView sealed) {
  return keyring.open(purpose, place(id, kind), revision, sealed);
}

Bytes seal_file(const vault::Keyring& keyring, DocumentId id, std::string_view name,
                std::int64_t revision, std::string_view content) {
  return keyring.seal(file_purpose, place(id, name), revision, bytes_of(content));
}

std::optional<Bytes> open_file(const vault::Keyring& keyring, DocumentId id, std::string_view name,
                               std::int64_t revision, BytesView sealed) {
  return keyring.open(file_purpose, place(id, name), revision, sealed);
}

std::optional<crypto::Digest> digest(db::Reader& tx, DocumentId id) {
  const auto row = tx.one("SELECT kind, revision, sealed FROM document WHERE id = ?", id);
  if (!row) return std::nullopt;
  ByteWriter writer;
  writer.part("turnstone document 1")
      .part(id.bytes())
      .part(row->text(0))
      .u64(static_cast<std::uint64_t>(row->integer(1)))
      .part(row->bytes(2));
  tx.each(
      "SELECT name, revision, sealed FROM document_file WHERE document_id = ? ORDER BY name",
      [&](const db::Row& file) {
        // The hash of a file, not the file: reports are large.
        writer.part(file.text(0))
            .u64(static_cast<std::uint64_t>(file.integer(1)))
            .part(crypto::hash(file.bytes(2)));
      },
      id);
  return crypto::hash(writer.bytes());
}

}  // namespace ts::documents::sealed
