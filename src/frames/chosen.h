#pragma once

#include <cstdint>
#include <vector>

#include "frames/frames.h"
#include "frames/table.h"

namespace ts::frames {

/// Which rows a question is about: those that the permit reaches, narrowed to `reach`. The policy
/// is asked once for each way a case can stand, not once for each row.
class Chosen {
 public:
  Chosen(const Table& table, const access::Permit& permit, Reach reach)
      : table_{table},
        permit_{permit},
        reach_{reach},
        answers_(table.standings(), Answer::unasked) {}

  bool operator()(Row row) {
    if (!table_.used(row)) return false;
    auto& answer = answers_[table_.standing_code(row)];
    if (answer == Answer::unasked) answer = ask(table_.standing(row)) ? Answer::yes : Answer::no;
    return answer == Answer::yes;
  }

 private:
  enum class Answer : std::uint8_t { unasked, yes, no };

  bool ask(const access::Standing& standing) const {
    const auto& caller = permit_.caller();
    if (!access::Policy::built_in().reaches(permit_.scope(), caller, standing)) return false;
    switch (reach_) {
      case Reach::mine:
        return standing.owner == caller.account;
      case Reach::team:
        return caller.team && caller.team == standing.team;
      case Reach::all:
        return true;
    }
    return false;
  }

  const Table& table_;
  const access::Permit& permit_;
  Reach reach_;
  std::vector<Answer> answers_;
};

}  // namespace ts::frames
