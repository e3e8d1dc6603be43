#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "base/guarded.h"
#include "frames/frames.h"
#include "linkage/index.h"
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
    std::size_t people = 0;
    std::set<CaseId> changed;  ///< since the list that is asked was brought forward
  };
  /// The list that is asked.
  struct Asked {
    std::optional<linkage::Index> index;
    std::vector<std::pair<CaseId, RecordId>> rows;
    std::map<CaseId, std::vector<std::uint32_t>> of_case;
    std::optional<linkage::Index::Learned> learned;
    std::size_t learned_from = 0;
  };
  void bring_forward();
  /// The whole list anew, with what was learned before as long as that serves.
  void make_anew(const std::vector<Entry>& cases);
  void bring_forward(const Case& entry);
  /// What is in the list stays in memory until it goes as a whole.
  void forget_asked();

  Guarded<Kept> kept_;
  std::mutex asking_;  ///< of `asked_`; taken before `kept_`, never while it is held
  Asked asked_;
};

}  // namespace ts::matching
