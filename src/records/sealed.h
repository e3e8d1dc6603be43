#pragma once

#include <boost/container/flat_map.hpp>
#include <boost/container/small_vector.hpp>
#include <optional>

#include "records/records.h"

/// How records lie in the tables: known to records/*.cpp only.
namespace ts::records::sealed {

/// Which revision of the part of each class is in force.
using InForce =
    boost::container::small_flat_map<FieldClass, std::int64_t, all_field_classes.size()>;

/// What a revision of a record is: which revision of each class's part is in force, and what stands
/// beside it unsealed, so that neither can be altered alone.
struct Manifest {
  InForce parts;
  std::string kind;
  AccountId author;
  Instant at;
};

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

/// What the audit entry of a forgetting carries, beside who did it when.
crypto::Digest certificate_digest(CaseId id, std::string_view reason, std::int64_t records);

crypto::Digest file_digest(CaseId id, std::int64_t revision, BytesView sealed);

/// An id that is none was put there from outside: `Failure{unavailable, "store.damaged"}`.
template <class IdType>
IdType id_at(const db::Row& row, std::size_t column) {
  const auto id = IdType::parse(row.text(column));
  if (!id) throw Failure{Fault::unavailable, "store.damaged"};
  return *id;
}

/// The key of a case that is there; without one it is damage.
vault::CaseKey key_of(const vault::Keyring& keyring, db::Reader& tx, CaseId case_id);

/// Puts the case into the change feed: to be opened anew or, with `touched`, as one in which
/// nothing changed that anybody keeps, but when it last did.
void tell_followers(db::Writer& tx, CaseId case_id, const std::optional<Instant>& touched = {});

/// Logs where, and gives the operation up.
[[noreturn]] void damaged(CaseId case_id, const std::optional<RecordId>& record = {});

}  // namespace ts::records::sealed
