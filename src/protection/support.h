#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protection/course.h"
#include "protection/dossier.h"

/// What a person is helped with, and by whom: nothing paid twice, nothing that silently ends.
namespace ts::protection {

struct Support {
  std::string benefit;
  std::string due_under;               ///< the status it should be paid under; empty: under none
  std::vector<std::size_t> payers;     ///< who gives it today: places in the dossier's benefits
  bool twice = false;                  ///< two give the same at the same time
  bool gap = false;                    ///< it is due today, and nobody is recorded to give it
  std::optional<Date> lapses_on = {};  ///< the last day, when nothing is recorded to follow
};

/// The union of what runs today and what is recorded, each benefit once, in the order of the
/// rules, then of the file.
std::vector<Support> supports_of(const Dossier& dossier, Date today, const rules::Library& library);

/// "benefit_twice" names both payers; "benefit_lapses"; "benefit_gap".
std::vector<Warning> warnings_of(const Dossier& dossier, const std::vector<Support>& supports,
                                 Date today);

}  // namespace ts::protection
