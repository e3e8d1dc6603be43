#pragma once

#include "records/records.h"

/// What stands beside records: a scan, a photograph, a sound. A field of the type `file` names it.
namespace ts::records {

/// Reads and writes files of cases, piece by piece. A file is sealed under the key of the field
/// class that its field has, and goes when the case is forgotten.
class Files {
 public:
  explicit Files(const vault::Keyring& keyring) : keyring_{keyring} {}

  /// A piece has so many bytes, the last one fewer; pieces are counted from 0.
  static constexpr std::int64_t piece_bytes = 512 * 1024;

  /// Keeps one piece. The same again changes nothing; another content for it is
  /// `Failure{conflict, "file.piece_taken"}`, for what somebody saw must stay what it was.
  /// `{invalid, "file.piece_size"}`; `{forbidden, "field.not_yours"}` for a class that is not in
  /// the permit.
  void put(audit::Work& work, const access::Permit& permit, RecordId file, FieldClass field_class,
           std::int64_t piece, BytesView content) const;

  /// One piece. `Failure{absent, "file.absent"}` also when its class is not in the permit.
  Bytes piece(db::Reader& tx, const access::Permit& permit, RecordId file,
              std::int64_t piece) const;

  /// Fields of the type `file` whose content is not there whole, in this case and under their
  /// class: "file.incomplete".
  std::vector<Problem> incomplete(db::Reader& tx, CaseId case_id,
                                  const catalogue::Catalogue& catalogue,
                                  const catalogue::Changes& changes) const;

 private:
  const vault::Keyring& keyring_;
};

}  // namespace ts::records
