// What a pack leads to, followed to its end: statuses that follow each other, and conditions that
// name conditions.
#include <algorithm>

#include "rules/read_pack.h"

namespace ts::rules {
namespace {

/// A pack is read by people: conditions beyond this, with everything they name, nobody follows.
constexpr std::size_t most_tests = 500;

/// Depth first, with the nodes of the way that is being followed.
class Paths {
 public:
  explicit Paths(std::vector<std::vector<std::size_t>> next)
      : next_{std::move(next)}, seen_(next_.size()), on_way_(next_.size()) {}

  /// A node that leads back to itself; nothing when there is none.
  std::optional<std::size_t> circle() {
    for (std::size_t node = 0; node < next_.size(); ++node)
      if (leads_back(node)) return node;
    return std::nullopt;
  }

 private:
  bool leads_back(std::size_t node) {
    if (on_way_[node]) return true;
    if (seen_[node]) return false;
    seen_[node] = on_way_[node] = true;
    for (const auto each : next_[node])
      if (leads_back(each)) return true;
    on_way_[node] = false;
    return false;
  }

  std::vector<std::vector<std::size_t>> next_;
  std::vector<bool> seen_, on_way_;
};

std::size_t index_of(const Pack& pack, std::string_view id) {
  const auto found = std::find_if(pack.statuses.begin(), pack.statuses.end(),
                                  [&](const Status& each) { return each.id == id; });
  return static_cast<std::size_t>(found - pack.statuses.begin());
}

int line_of(const Json& document, std::string_view list, std::size_t index) {
  for (const auto& [name, value] : document.members) {
    if (name != list) continue;
    if (index < value.items.size()) return value.items[index].line;
    if (index < value.members.size()) return value.members[index].value.line;
  }
  return document.line;
}

void check_statuses(const Pack& pack, const Json& document, Findings& findings) {
  std::vector<std::vector<std::size_t>> next(pack.statuses.size());
  const auto lead = [&](std::size_t from, const std::string& to, int line) {
    const auto index = index_of(pack, to);
    if (index == pack.statuses.size())
      findings.add(line, "rules.unknown_status", {{"name", to}});
    else
      next[from].push_back(index);
  };
  for (std::size_t i = 0; i < pack.statuses.size(); ++i)
    for (const auto& each : pack.statuses[i].leads_to)
      lead(i, each, line_of(document, "statuses", i));
  for (std::size_t i = 0; i < pack.interplay.size(); ++i) {
    const auto line = line_of(document, "interplay", i);
    for (const auto& about : pack.interplay[i].statuses) {
      const auto from = index_of(pack, about);
      if (from == pack.statuses.size())
        findings.add(line, "rules.unknown_status", {{"name", about}});
      else if (pack.interplay[i].effect == Interplay::Effect::converts_to &&
               !pack.interplay[i].fact)
        lead(from, pack.interplay[i].with, line);
    }
  }
  if (const auto found = Paths{next}.circle())
    findings.add(line_of(document, "statuses", *found), "rules.circle",
                 {{"name", pack.statuses[*found].id}});
}

void add_named(const Condition& condition, std::vector<std::size_t>& out) {
  if (condition.kind == Condition::Kind::named)
    out.push_back(static_cast<std::size_t>(condition.low));
  for (const auto& part : condition.parts) add_named(part, out);
}

/// Tests in the condition and all that it names; stops counting when there are too many.
std::size_t tests(const Condition& condition, const Pack& pack, std::size_t budget) {
  if (condition.kind == Condition::Kind::named)
    return tests(pack.conditions[static_cast<std::size_t>(condition.low)], pack, budget);
  std::size_t out = 1;
  for (const auto& part : condition.parts) {
    if (out > budget) break;
    out += tests(part, pack, budget - out);
  }
  return out;
}

std::vector<const Condition*> conditions_of(const Status& status) {
  std::vector<const Condition*> out;
  for (const auto& each : status.elements) out.push_back(&each.condition);
  for (const auto& each : status.bars) out.push_back(&each);
  for (const auto& each : status.endings) out.push_back(&each);
  for (const auto& each : status.benefits)
    if (each.when) out.push_back(&*each.when);
  if (status.clock) {
    for (const auto& each : status.clock->lengths)
      if (each.when) out.push_back(&*each.when);
    for (const auto& each : status.clock->extensions) out.push_back(&each.when);
  }
  return out;
}

void check_conditions(const Pack& pack, const Json& document, Findings& findings) {
  std::vector<std::vector<std::size_t>> next(pack.conditions.size());
  for (std::size_t i = 0; i < pack.conditions.size(); ++i) add_named(pack.conditions[i], next[i]);
  if (const auto found = Paths{next}.circle()) {
    std::string name;
    for (const auto& [key, value] : document.members)
      if (key == "conditions") name = value.members[*found].name;
    return findings.add(line_of(document, "conditions", *found), "rules.circle", {{"name", name}});
  }
  for (std::size_t i = 0; i < pack.statuses.size(); ++i) {
    std::size_t all = 0;
    for (const auto* each : conditions_of(pack.statuses[i]))
      if (all <= most_tests) all += tests(*each, pack, most_tests);
    if (all > most_tests)
      findings.add(line_of(document, "statuses", i), "rules.too_many_tests",
                   {{"name", pack.statuses[i].id}});
  }
}

}  // namespace

void check_paths(const Pack& pack, const Json& document, Findings& findings) {
  check_statuses(pack, document, findings);
  check_conditions(pack, document, findings);
}

}  // namespace ts::rules
