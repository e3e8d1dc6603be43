#include <algorithm>

#include "rules/names.h"
#include "rules/read_pack.h"

namespace ts::rules {
namespace {

bool shorter(const Duration& a, const Duration& b) {
  const Date start = std::chrono::year{2001} / 1 / 1;
  const Holidays none;
  return last_day(start, a, Counting::day_after, none) <
         last_day(start, b, Counting::day_after, none);
}

Length read_one_length(const Json& value, Conditions& conditions, Findings& findings) {
  Length out;
  Members members{value, findings};
  if (const auto* when = members.find("when")) out.when = conditions.read(*when);
  out.exactly = members.length_if("exactly");
  out.at_least = members.length_if("at_least");
  out.at_most = members.length_if("at_most");
  if (out.at_least && out.at_most && shorter(*out.at_most, *out.at_least))
    findings.add(value.line, "rules.least_above_most");
  if (const auto* ends = members.find("ends")) {
    Members rule{*ends, findings};
    const bool latest = rule.find("latest_of") != nullptr;
    out.ends = latest ? Length::Ends::latest : Length::Ends::earliest;
    out.events = conditions.dates(rule.texts(latest ? "latest_of" : "earliest_of"), ends->line);
    if (out.events.empty()) findings.add(ends->line, "rules.no_length");
    rule.done();
  }
  members.done();
  const bool bounds = out.at_least || out.at_most;
  const bool says_something = out.exactly || bounds || !out.events.empty();
  if (!says_something || (out.exactly && (bounds || !out.events.empty())))
    findings.add(value.line, "rules.no_length");
  return out;
}

/// The first length whose condition is met counts, so only the last may be without one.
std::vector<Length> read_lengths(Members& members, Conditions& conditions, Findings& findings) {
  std::vector<Length> out;
  for (const auto& each : members.list("lengths")) {
    if (!out.empty() && !out.back().when) findings.add(each.line, "rules.length_never_reached");
    out.push_back(read_one_length(each, conditions, findings));
  }
  return out;
}

Extension read_extension(const Json& value, Conditions& conditions, Findings& findings) {
  Extension out;
  Members members{value, findings};
  if (const auto* when = members.need("when")) out.when = conditions.read(*when);
  out.by = members.length_if("by");
  out.up_to = members.length_if("up_to");
  members.done();
  if (out.by.has_value() == out.up_to.has_value()) findings.add(value.line, "rules.no_length");
  return out;
}

Standstill read_standstill(const Json& value, Conditions& conditions, Findings& findings) {
  Members members{value, findings};
  const Standstill out{conditions.fact(members.text("from"), value.line, Fact::Type::date),
                       conditions.fact(members.text("until"), value.line, Fact::Type::date)};
  members.done();
  return out;
}

bool counts_working_days(const ClockRule& rule) {
  const auto counts = [](const std::optional<Duration>& length) {
    return length && length->working_days > 0;
  };
  return counts(rule.total) ||
         std::any_of(rule.lengths.begin(), rule.lengths.end(),
                     [&](const Length& each) {
                       return counts(each.exactly) || counts(each.at_least) || counts(each.at_most);
                     }) ||
         std::any_of(rule.extensions.begin(), rule.extensions.end(),
                     [&](const Extension& each) { return counts(each.by) || counts(each.up_to); });
}

}  // namespace

ClockRule read_clock(const Json& value, Conditions& conditions, Findings& findings) {
  ClockRule out;
  Members members{value, findings};
  out.starts = conditions.dates(members.texts("starts_on"), value.line);
  if (out.starts.empty()) findings.add(value.line, "rules.no_start");
  out.rule = ClockRule::Start::first_listed;
  if (members.find("start")) out.rule = members.choice<ClockRule::Start>("start", names::start);
  out.counting = members.choice<Counting>("counting", names::counting);
  out.lengths = read_lengths(members, conditions, findings);
  for (const auto& each : members.list("extensions"))
    out.extensions.push_back(read_extension(each, conditions, findings));
  for (const auto& each : members.list("stands_still"))
    out.standstills.push_back(read_standstill(each, conditions, findings));
  out.total = members.length_if("total_at_most");
  out.in_working_days = counts_working_days(out);
  members.done();
  return out;
}

}  // namespace ts::rules
