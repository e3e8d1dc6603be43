#pragma once

#include <string>
#include <vector>

#include "catalogue/catalogue.h"
#include "packets/step.h"
#include "records/records.h"

/// Records as others may have them, and back.
namespace ts::matters {

/// A record, or what of it is told.
struct SeenPart {
  RecordId id;
  std::string kind;
  catalogue::Fields fields;
};

/// Fields of these classes, without those that only mean something here (colleagues, files), of
/// every kind that is not the work of the organisation itself.
std::vector<packets::Part> packed(const catalogue::Catalogue& catalogue,
                                  const std::vector<records::Record>& records, ClassSet classes);

/// Of what others wrote, what could have been written here and is of classes in `reads`; nothing of
/// a kind that is not known.
catalogue::Fields unpacked(const catalogue::Catalogue& catalogue, const packets::Part& part,
                           ClassSet reads);

/// What a case is opened with: every part that can stand alone as a record, and a person, called so
/// when no name came.
std::vector<records::NewRecord> opening(const catalogue::Catalogue& catalogue,
                                        const std::vector<SeenPart>& parts,
                                        const std::string& called);

}  // namespace ts::matters
