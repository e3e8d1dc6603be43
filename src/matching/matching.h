#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "cases/door.h"
#include "matching/people.h"

namespace ts::matching {

using access::Caller;

/// What one thing that is known of both says to whether they are one person.
enum class Speaks { in_favour, against, neither };
std::string_view text(Speaks speaks);

struct Sign {
  std::string_view field;  ///< a comparison of `spec()`
  linkage::Level level = linkage::Level::missing;
  bool apart = false;  ///< written in two scripts, or a date known in part
  Speaks speaks = Speaks::neither;
};

/// Somebody who is perhaps the same person: a question to whoever knows them, with its reasons and
/// without a figure.
struct Candidate {
  frames::CaseRow row;
  RecordId person;              ///< in that case
  std::optional<RecordId> own;  ///< of the case asked from
  std::vector<Sign> signs;      ///< of what is known of both, in the order of `spec()`
  bool told_apart = false;      ///< somebody said that they are two people
};

struct Candidates {
  std::vector<Candidate> items;  ///< what is most probable first
  /// Somebody probably the same is in a case of this organisation that the caller may not list, and
  /// from which nobody keeps the caller out.
  bool elsewhere = false;
};

/// Candidates among the people of one organisation, for whoever may see their cases. Nothing here
/// joins anything. Failures as of `cases::Door`; every call leaves its trace before it answers.
class Matching {
 public:
  Matching(db::Database& database, audit::Journal& journal, const records::Records& records,
           const frames::Frames& frames, const access::Policy& policy);

  /// Also to be told of each change (frames::Frames::also).
  People& people() { return people_; }

  /// People in other cases who are perhaps one of this case's.
  Candidates alike(const Caller& caller, CaseId id);
  /// People who are perhaps the one of whom this is known, before a case is opened. Problems of
  /// fields as of the catalogue; what is not there is no problem.
  Candidates before_opening(const Caller& caller, catalogue::Changes person);
  /// People who are perhaps whom a search of this case is for. `Failure{absent, "record.absent"}`.
  Candidates sought(const Caller& caller, CaseId id, RecordId tracing);

 private:
  struct Question {
    Cells cells;
    std::optional<RecordId> own;
  };
  /// `besides`: the case asked from, and those that read as one with it.
  Candidates answer(const access::Permit& permit, const std::vector<Question>& questions,
                    const std::vector<CaseId>& besides);
  bool told_apart(const std::vector<CaseId>& besides, CaseId other) const;

  audit::Journal& journal_;
  const records::Records& records_;
  const frames::Frames& frames_;
  People people_;
  cases::Door door_;
};

}  // namespace ts::matching
