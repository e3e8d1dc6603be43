#include <algorithm>

#include "rules/truth.h"
#include "screening/panel.h"

namespace ts::screening {

void Tally::add(Strength strength) {
  if (strength == Strength::strong) ++strong;
  if (strength == Strength::medium) ++medium;
  if (strength == Strength::weak) ++weak;
}

bool positive(const Method& method, const Tally& tally) {
  return std::any_of(method.positive.begin(), method.positive.end(), [&](const auto& least) {
    return tally.strong >= least.strong && tally.medium >= least.medium &&
           tally.weak >= least.weak && tally.medium + tally.weak >= least.other;
  });
}

Truth positive(const Method& method, const Group& group, const Sheet& sheet) {
  Tally present, possible;
  for (const auto& question : group.questions) {
    const auto reply = sheet.replies.find(question.key);
    const bool answered = reply != sheet.replies.end();
    if (answered && reply->second == Reply::no) continue;
    possible.add(question.strength);
    if (answered && reply->second == Reply::yes) present.add(question.strength);
  }
  if (positive(method, present)) return Truth::yes;
  return positive(method, possible) ? Truth::unknown : Truth::no;
}

Truth holds(const Method::Line& line, std::span<const Truth> dimensions) {
  const auto any = [&](const std::vector<std::size_t>& places) {
    auto out = Truth::no;
    for (const auto place : places) out = rules::either(out, dimensions[place]);
    return out;
  };
  auto out = rules::negated(any(line.without));
  for (const auto& need : line.needs) out = rules::both(out, any(need));
  return out;
}

}  // namespace ts::screening
