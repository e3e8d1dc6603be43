#pragma once

#include <rapidcheck.h>

#include <string>
#include <vector>

#include "screening/panel.h"

/// Sheets with chance answers, for the tests.
namespace ts::screening::trial {

inline const Library& library() { return Library::built_in(); }
inline Sheet sheet_of(const std::string& instrument) {
  return {library().instrument(instrument), {}};
}

inline std::vector<const Question*> questions_of(const Instrument& instrument) {
  std::vector<const Question*> out;
  for (const auto& group : instrument.groups)
    for (const auto& question : group.questions) out.push_back(&question);
  return out;
}

/// Some set, with some of its questions answered.
inline Sheet any_sheet() {
  const auto& all = library().instruments();
  Sheet out{all[*rc::gen::inRange<std::size_t>(0, all.size())], {}};
  for (const auto* question : questions_of(*out.instrument)) {
    const auto reply = *rc::gen::inRange(0, 7);  // nearly half are not asked
    if (reply < 4) out.replies[question->key] = static_cast<Reply>(reply);
  }
  return out;
}
inline const Question& any_question(const Sheet& sheet) {
  return **rc::gen::elementOf(questions_of(*sheet.instrument));
}
inline Truth any_truth() { return static_cast<Truth>(*rc::gen::inRange(0, 3)); }

inline Panel panel(const std::vector<Sheet>& sheets, Truth child = Truth::no,
                   const std::vector<std::string>& recorded = {}) {
  return panel_of(library(), sheets, recorded, child);
}

inline std::vector<std::string> present(const Panel& panel) {
  std::vector<std::string> out;
  for (const auto& sheet : panel.sheets)
    for (const auto& group : sheet.groups)
      for (const auto* question : group.present) out.push_back(question->key);
  return out;
}

/// Everything that was concluded: dimensions, lines, elements, in their order.
inline std::vector<Truth> conclusions(const Panel& panel) {
  std::vector<Truth> out;
  for (const auto& sheet : panel.sheets) {
    for (const auto& group : sheet.groups) out.push_back(group.positive.value_or(Truth::unknown));
    for (const auto& line : sheet.lines) out.push_back(line.truth);
  }
  for (const auto& regime : panel.regimes)
    for (const auto& element : regime.elements) out.push_back(element.truth);
  return out;
}

}  // namespace ts::screening::trial
