#pragma once

#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "records/opening.h"

namespace ts::records::sealed {

/// What lies sealed of the records of cases whose ids follow each other: fetched with three
/// statements, however many they are.
class SealedCases {
 public:
  /// `count`: about how many they are.
  SealedCases(db::Reader& tx, CaseId first, CaseId last, std::size_t count = 1);

  /// Every record of one of the cases as it is now, the oldest first, with the fields of the
  /// classes that are wanted of its kind.
  std::vector<Record> open(const vault::CaseKey& key, CaseId case_id,
                           const std::function<ClassSet(const std::string& kind)>& wanted) const;

 private:
  struct Piece {
    std::size_t begin, size;
  };
  struct Newest {
    CaseId case_id;
    std::optional<RecordId> id;
    std::string kind;
    std::int64_t revision;
    CaseId place() const { return case_id; }
  };
  struct Revision {
    CaseId case_id;
    RecordId record;
    std::int64_t revision;
    std::optional<AccountId> author;
    Instant at;
    Piece manifest;
    auto place() const { return std::tuple{case_id, record, revision}; }
  };
  struct Part {
    CaseId case_id;
    RecordId record;
    char letter;
    std::int64_t revision;
    Piece sealed;
    auto place() const { return std::tuple{case_id, record, letter, revision}; }
  };

  Piece keep(BytesView bytes);
  BytesView at(const Piece& piece) const {
    return BytesView{bytes_}.subspan(piece.begin, piece.size);
  }
  const Revision* revision(CaseId case_id, RecordId record, std::int64_t number) const;
  std::optional<BytesView> part(CaseId case_id, RecordId record, char letter,
                                std::int64_t revision) const;

  Bytes bytes_;  ///< all that is sealed, one behind the other
  std::vector<Newest> records_;
  std::vector<Revision> revisions_;
  std::vector<Part> parts_;
};

}  // namespace ts::records::sealed
