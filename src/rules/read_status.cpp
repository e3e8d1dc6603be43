#include <algorithm>
#include <limits>

#include "rules/names.h"
#include "rules/read_pack.h"

namespace ts::rules {
namespace {

std::vector<Benefit> read_benefits(Members& members, Conditions& conditions,
                                   const Vocabulary& vocabulary, Findings& findings) {
  std::vector<Benefit> out;
  for (const auto& each : members.list("benefits")) {
    Benefit benefit;
    std::string key = each.text;
    if (each.kind == Json::Kind::object) {
      Members conditional{each, findings};
      key = conditional.text("benefit");
      if (const auto* when = conditional.need("when")) benefit.when = conditions.read(*when);
      conditional.done();
    }
    const auto found = std::find(vocabulary.benefits.begin(), vocabulary.benefits.end(), key);
    if (found == vocabulary.benefits.end())
      findings.add(each.line, "rules.unknown_benefit", {{"name", key}});
    benefit.key = static_cast<std::uint16_t>(found - vocabulary.benefits.begin());
    out.push_back(std::move(benefit));
  }
  return out;
}

std::vector<DeadlineRule> read_deadlines(Members& members, Conditions& conditions,
                                         Findings& findings) {
  std::vector<DeadlineRule> out;
  for (const auto& each : members.list("deadlines")) {
    Members rule{each, findings};
    DeadlineRule deadline{rule.text("key"), 0, {}, false};
    deadline.from = conditions.fact(rule.text("from"), each.line, Fact::Type::date);
    rule.need("within");
    deadline.within = rule.length_if("within").value_or(Duration{});
    deadline.next_working_day = rule.flag("next_working_day");
    rule.done();
    out.push_back(std::move(deadline));
  }
  return out;
}

Nationality read_nationality(Members& members, Findings& findings) {
  Nationality out;
  const auto* value = members.find("nationality");
  if (!value) return out;
  Members rule{*value, findings};
  out.eu = Nationality::Covered::not_stated;
  if (rule.need("eu_nationals"))
    out.eu = rule.choice<Nationality::Covered>("eu_nationals", names::covered);
  out.eu_from = rule.date_if("from");
  rule.done();
  return out;
}

/// Nationality as a condition, where it decides anything: who is no national of the EU is in.
std::optional<Condition> decided_by(const Nationality& rule, Conditions& conditions, int line) {
  using Kind = Condition::Kind;
  const bool since = rule.eu == Nationality::Covered::yes && rule.eu_from;
  if (rule.eu != Nationality::Covered::no && !since) return std::nullopt;
  const auto eu = conditions.fact("eu_national", line, Fact::Type::boolean);
  const Condition other{Kind::between, eu, 0, 0, {}};
  if (!since) return other;
  const Condition by_then{
      Kind::event, 0, days_of(*rule.eu_from), std::numeric_limits<std::int64_t>::max(), {}};
  return Condition{Kind::any, 0, 0, 0, {other, by_then}};
}

std::vector<Condition> read_each(Members& members, std::string_view name, Conditions& conditions) {
  std::vector<Condition> out;
  for (const auto& each : members.list(name)) out.push_back(conditions.read(each));
  return out;
}

Confidence weakest(const std::vector<Source>& sources) {
  Confidence out = Confidence::high;
  for (const auto& each : sources) out = std::max(out, each.confidence);
  return out;
}

void read_labels(Members& members, Status& status, const Pack& pack, const Vocabulary& vocabulary,
                 Findings& findings) {
  const auto label = members.text_if("label");
  status.label = "status." + (label.empty() ? std::string{text(status.stage)} : label);
  status.own_name = members.text_if("name");
  need_label(status.label, members.line(), pack, vocabulary, findings);
  status.caveats = members.texts("caveats");
  for (const auto& each : status.caveats)
    need_label("caveat." + each, members.line(), pack, vocabulary, findings);
  for (const auto& each : status.deadlines)
    need_label("deadline." + each.key, members.line(), pack, vocabulary, findings);
}

}  // namespace

Status read_status(const Json& value, const Pack& pack, Conditions& conditions,
                   const Vocabulary& vocabulary, Findings& findings) {
  Status out;
  Members members{value, findings};
  out.id = members.text("id");
  members.need("stage");
  out.stage = members.choice<Stage>("stage", names::stage);
  out.form = members.find("form") ? members.choice<Form>("form", names::form) : Form::not_stated;
  out.work = members.find("work") ? members.choice<Work>("work", names::work) : Work::not_stated;
  out.cooperation = members.find("cooperation")
                        ? members.choice<Cooperation>("cooperation", names::cooperation)
                        : Cooperation::not_stated;
  if (const auto* who = members.find("who"))
    out.elements.push_back({Reason::Part::condition, conditions.read(*who)});
  out.nationality = read_nationality(members, findings);
  if (auto condition = decided_by(out.nationality, conditions, value.line))
    out.elements.push_back({Reason::Part::nationality, std::move(*condition)});
  out.bars = read_each(members, "refuse_if", conditions);
  out.endings = read_each(members, "end_if", conditions);
  if (const auto* clock = members.find("clock"))
    out.clock = read_clock(*clock, conditions, findings);
  out.renewable = members.flag("renewable");
  out.bars_removal = members.flag("bars_removal");
  out.benefits = read_benefits(members, conditions, vocabulary, findings);
  out.deadlines = read_deadlines(members, conditions, findings);
  out.leads_to = members.texts("leads_to");
  out.tables = members.texts("report");
  read_labels(members, out, pack, vocabulary, findings);
  out.valid = read_validity(members, findings);
  out.not_yet = members.flag("not_yet_in_force");
  out.sources = read_sources(members, findings);
  if (out.sources.empty()) findings.add(value.line, "rules.no_source", {{"name", out.id}});
  out.confidence = weakest(out.sources);
  members.done();
  return out;
}

}  // namespace ts::rules
