#include "estimates/page_parts.h"

namespace ts::estimates {

using report::Tone;

void put_range(report::Page& page, const report::Words& words, const Disclosure& shown,
               Figures seen, const estimate::Interval& totals, const estimate::Interval& range) {
  seen.emplace_back(words("estimate.methods_say"), interval_text(words, shown, totals));
  seen.emplace_back(words("estimate.intervals_reach"), interval_text(words, shown, range));
  page.figures(seen);
  page.paragraph(words("estimate.headline", {{"low", shown.estimate_text(words, totals.low)},
                                             {"high", shown.estimate_text(words, totals.high)},
                                             {"from", shown.estimate_text(words, range.low)},
                                             {"to", shown.estimate_text(words, range.high)}}));
  page.notice(Tone::warning, words("estimate.cannot_know_title"), words("estimate.cannot_know"));
}

std::string interval_text(const report::Words& words, const Disclosure& shown,
                          const estimate::Interval& interval) {
  return shown.estimate_text(words, interval.low) + " – " +
         shown.estimate_text(words, interval.high);
}

void put_warnings(report::Page& page, const report::Words& words, const estimate::Study& study) {
  if (study.warnings.empty()) return;
  std::vector<std::string> items;
  for (const auto each : study.warnings)
    items.push_back(words("estimate.warning." + std::string{name_of(each)}));
  page.list(items);
}

void put_assumptions(report::Page& page, const report::Words& words) {
  page.section(words("estimate.section.assumptions"));
  page.paragraph(words("estimate.assumptions_text"));
  std::vector<std::string> items;
  for (const auto* name : {"closed_population", "correct_links", "everybody_can_be_listed",
                           "one_definition", "no_hidden_joint", "tend_low"})
    items.push_back(words("estimate.assumption." + std::string{name}));
  page.list(items);
}

void put_disclosure(report::Page& page, const report::Words& words, const Disclosure& shown) {
  if (shown.exact())
    page.notice(Tone::warning, words("estimate.inside_title"), words("estimate.inside"));
  else
    page.paragraph(words("estimate.rounded",
                         {{"smallest", words.number(static_cast<double>(shown.smallest()))}}));
}

std::string kind_of(const report::Words& words, const estimate::Limits& limits) {
  auto out = words("estimate.limits." + std::string{name_of(limits.kind)});
  if (limits.unreliable) out += " – " + words("estimate.unreliable");
  return out;
}

}  // namespace ts::estimates
