#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "base/guarded.h"
#include "frames/frames.h"
#include "linkage/roster.h"
#include "matching/cells.h"

namespace ts::matching {

/// Somebody of a case who is perhaps the one asked for.
struct Likeness {
  CaseId case_id;
  RecordId person;
  double probability = 0;
  std::vector<linkage::Reason> reasons;  ///< a comparison of `spec()` each
};

/// What a case has to do with others.
struct Ties {
  std::optional<CaseId> joined_to;
  std::vector<CaseId> told_apart;
};

/// Every person of an organisation in memory, by what they are compared by. Told of each change
/// from the opening that the columns use, too; nothing stays of who is forgotten. Safe from any
/// thread.
class People : public frames::Follower {
 public:
  void put(const records::Records::Whole& whole) override;
  void remove(CaseId id) override;
  void clear() override;

  /// Of at least `least` probability, the most probable first.
  std::vector<Likeness> alike(const Cells& cells, double least, std::size_t most);
  Ties ties(CaseId id) const;

 private:
  struct Person {
    RecordId id;
    Cells cells;
  };
  struct Case {
    CaseId id;
    std::vector<Person> people;
    Ties ties;
  };
  using Entry = std::shared_ptr<const Case>;
  struct Kept {
    std::map<CaseId, Entry> cases;
    std::int64_t changes = 0;
  };
  /// Who was there when the file that is asked was made.
  struct Asked {
    std::optional<linkage::Roster> roster;
    std::vector<std::pair<CaseId, RecordId>> rows;
    std::int64_t changes = -1;
    std::optional<linkage::Model> model;
    std::size_t learned_from = 0;
  };
  void bring_forward(Asked& asked) const;
  void forget_asked();

  Guarded<Kept> kept_;
  std::mutex asking_;  ///< of `asked_`; taken before `kept_`, never while it is held
  Asked asked_;
};

}  // namespace ts::matching
