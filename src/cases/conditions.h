#pragma once

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "cases/cases.h"

/// For the files of `Cases` only: what a case must be for something to be done with it.
namespace ts::cases {

inline void must_be_open(const records::CaseFile& file) {
  if (file.joined) throw Failure{Fault::conflict, "case.joined"};
  if (file.state != records::State::open) throw Failure{Fault::conflict, "case.closed"};
}

inline void must_be_at(const records::CaseFile& file, std::int64_t revision) {
  if (file.revision != revision) throw Failure{Fault::stale, "store.changed_meanwhile"};
}

/// The fields that opening, assigning and closing keep in step are not written by hand; following
/// up is a status of an open case, and one's own choice.
inline void refuse_kept_in_step(const catalogue::Changes& changes) {
  std::vector<Problem> problems;
  if (changes.contains("cas_CaseOwner")) problems.push_back({"cas_CaseOwner", "case.kept_in_step"});
  const auto status = changes.find("cas_Status");
  if (status != changes.end() && status->second != catalogue::Value{std::string{"Active"}} &&
      status->second != catalogue::Value{std::string{"FollowUp"}})
    problems.push_back({"cas_Status", "case.kept_in_step"});
  refuse_if_any(std::move(problems));
}

inline const records::Record& only(const std::vector<records::Record>& all, std::string_view kind) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& record) { return record.kind == kind; });
  // Every case was opened with one: it was taken away from outside.
  if (found == all.end()) throw Failure{Fault::unavailable, "store.damaged"};
  return *found;
}

}  // namespace ts::cases
