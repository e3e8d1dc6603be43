#pragma once

#include <map>
#include <optional>
#include <vector>

#include "records/records.h"
#include "records/sealed.h"

/// Opening what lies sealed in the tables: known to records/*.cpp only.
namespace ts::records::sealed {

using Parts = std::map<FieldClass, catalogue::Fields>;

/// A record as it lies in the tables.
struct Stored {
  RecordId id;
  std::string kind;
  std::int64_t revision = 0;
};

/// Of the columns id, kind and revision, in this order.
Stored stored_of(const db::Row& row);

/// The manifest of a revision. What stands beside it in the tables must say the same.
Manifest manifest_of(db::Reader& tx, const vault::CaseKey& key, CaseId case_id,
                     const Stored& stored);

/// Opens the parts that the manifest names, of the classes in `wanted`. A part that is missing,
/// older or altered is damage.
Parts open_parts(db::Reader& tx, const vault::CaseKey& key, CaseId case_id, RecordId record,
                 const Manifest& manifest, ClassSet wanted);

/// One record as a revision of it was.
Record open_record(db::Reader& tx, const vault::CaseKey& key, CaseId case_id, const Stored& stored,
                   ClassSet wanted);

/// Every record of a case as it is now, the oldest first: asked for in two statements, however many
/// they are.
std::vector<Record> open_all(db::Reader& tx, const vault::CaseKey& key, CaseId case_id,
                             ClassSet wanted);

}  // namespace ts::records::sealed
