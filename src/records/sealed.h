#pragma once

#include <map>
#include <optional>

#include "records/records.h"

/// How records lie in the tables: known to records/*.cpp only.
namespace ts::records::sealed {

/// Which revision of each class's part is in force at a revision of a record.
using Manifest = std::map<FieldClass, std::int64_t>;

Bytes encode(const Manifest& manifest);
std::optional<Manifest> decode_manifest(BytesView bytes);

Bytes encode(const CaseFile& file);
/// Nothing when the bytes are not what `encode` makes; id and revision are the caller's to set.
std::optional<CaseFile> decode_file(BytesView bytes);

/// The case file is sealed like the manifest of a record that has the case's id.
inline RecordId file_place(CaseId id) {
  IdBytes bytes{};
  std::copy(id.bytes().begin(), id.bytes().end(), bytes.begin());
  return RecordId{bytes};
}

/// What the audit entry of a record's revision carries: over its manifest and every part in force.
class RevisionDigest {
 public:
  RevisionDigest(RecordId record, std::int64_t revision, BytesView manifest);
  void part(std::string_view field_class, std::int64_t revision, BytesView sealed);
  crypto::Digest digest() const { return crypto::hash(writer_.bytes()); }

 private:
  ByteWriter writer_;
};

crypto::Digest file_digest(CaseId id, std::int64_t revision, BytesView sealed);

/// Logs where, and gives the operation up.
[[noreturn]] void damaged(CaseId case_id, const std::optional<RecordId>& record = {});

}  // namespace ts::records::sealed
