#pragma once

#include <boost/container/flat_map.hpp>
#include <functional>
#include <optional>
#include <vector>

#include "records/records.h"
#include "records/sealed.h"

/// Opening what lies sealed in the tables: known to records/*.cpp only.
namespace ts::records::sealed {

using Parts = boost::container::flat_map<FieldClass, catalogue::Fields>;

/// A record as it lies in the tables.
struct Stored {
  RecordId id;
  std::string kind;
  std::int64_t revision = 0;
};

/// Of the columns id, kind and revision, in this order.
Stored stored_of(const db::Row& row);

/// Opens a manifest beside which this author, if it is one, and time stand: they must say the same.
Manifest opened_manifest(const vault::CaseKey& key, CaseId case_id, const Stored& stored,
                         BytesView sealed, const std::optional<AccountId>& author, Instant at);

/// The manifest of a revision. What stands beside it in the tables must say the same.
Manifest manifest_of(db::Reader& tx, const vault::CaseKey& key, CaseId case_id,
                     const Stored& stored);

/// The sealed part of a class, by its letter, as of a revision; nothing when there is none.
using SealedPart = std::function<std::optional<BytesView>(char, std::int64_t)>;

/// Opens the parts that the manifest names, of the classes in `wanted`. A part that is missing,
/// older or altered is damage.
Parts opened_parts(const vault::CaseKey& key, CaseId case_id, RecordId record,
                   const Manifest& manifest, ClassSet wanted, const SealedPart& sealed_part);
/// The same from the tables.
Parts open_parts(db::Reader& tx, const vault::CaseKey& key, CaseId case_id, RecordId record,
                 const Manifest& manifest, ClassSet wanted);

Record record_of(const Stored& stored, const Manifest& manifest, Parts parts);

/// One record as a revision of it was.
Record open_record(db::Reader& tx, const vault::CaseKey& key, CaseId case_id, const Stored& stored,
                   ClassSet wanted);

}  // namespace ts::records::sealed
