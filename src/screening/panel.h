#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "screening/screening.h"

/// What the answers come to: signs present, signs against, what was not asked, and how that stands
/// to the elements of each regime. Every conclusion names the answers it rests on.
namespace ts::screening {

/// What was answered to one instrument; a question that is not there was not asked.
struct Sheet {
  std::shared_ptr<const Instrument> instrument;
  std::map<std::string, Reply, std::less<>> replies;  ///< by the key of the question
};

/// How many signs of each strength.
struct Tally {
  int strong = 0, medium = 0, weak = 0;
  void add(Strength strength);
};
/// Lines 2 to 5 of the rule.
bool positive(const Method& method, const Tally& tally);
/// The same while answers are missing: yes when the signs that are present are enough, no when they
/// would not be with every open question answered yes, else unknown.
Truth positive(const Method& method, const Group& group, const Sheet& sheet);
/// Lines 6 to 11: `dimensions` in the order of the method.
Truth holds(const Method::Line& line, std::span<const Truth> dimensions);

struct GroupView {
  const Group* group = nullptr;
  std::optional<Truth> positive;  ///< only by a method
  std::vector<const Question*> present, against;
  std::vector<const Question*> undecided;  ///< asked: not known, or not answered
  std::vector<const Question*> open;       ///< not asked yet
};
struct LineView {
  const Method::Line* line = nullptr;
  Truth truth = Truth::unknown;
};
struct SheetView {
  std::vector<GroupView> groups;
  std::vector<LineView> lines;  ///< none for a checklist
};

/// An answer, by its sheet and question, or something recorded in the case.
struct Cited {
  std::size_t of = 0;                  ///< place among the sheets, or among what is recorded
  const Question* question = nullptr;  ///< null: recorded in the case
};
struct ElementView {
  const Regime::Element* element = nullptr;
  Truth truth = Truth::unknown;
  bool waived = false;                ///< not needed, for the person is a child
  std::vector<Cited> cited, against;  ///< what speaks for it and against it
  std::vector<std::string> asked_by;  ///< sets that were not begun and ask for it
};
struct RegimeView {
  const Regime* regime = nullptr;
  std::vector<ElementView> elements;
};

struct Panel {
  std::vector<SheetView> sheets;  ///< in the order of what was handed in
  std::vector<RegimeView> regimes;
};

/// `recorded`: facts that the case shows by itself. `child`: whether the person is, or was, a
/// child. What is handed in must outlive the panel.
Panel panel_of(const Library& library, std::span<const Sheet> sheets,
               std::span<const std::string> recorded, Truth child);

}  // namespace ts::screening
