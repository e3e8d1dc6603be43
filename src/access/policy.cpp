#include "access/policy.h"

#include <algorithm>

#include "base/data.h"

namespace ts::access {
namespace {

constexpr std::array<std::string_view, all_roles.size()> role_names{
    "caseworker",  "supervisor", "protection_officer", "tip_officer",
    "coordinator", "analyst",    "administrator",      "auditor"};

constexpr std::array<std::string_view, action_count> action_names{
    "case.open",       "case.read",         "case.list",         "case.search",
    "case.change",     "case.close",        "case.reopen",       "case.forget",
    "case.assign",     "case.break_glass",  "case.reason",       "case.history",
    "case.refer",      "case.compare",      "case.join",         "case.readers",
    "reading.unusual", "count.read",        "colleague.read",    "account.self",
    "account.read",    "account.change",    "team.read",         "team.change",
    "audit.read",      "audit.verify",      "certificate.read",  "application.open",
    "protection.read", "protection.record", "protection.decide", "protection.count",
    "screening.read",  "screening.record",  "study.make",        "study.read",
    "release.make",    "release.read",      "release.approve",   "form.read",
    "form.change",     "peer.read",         "peer.change",       "matter.read",
    "matter.send",     "matter.answer",     "hook.change",       "copy.make",
    "agreement.read",  "agreement.change"};

constexpr std::array<std::pair<std::string_view, Scope>, 7> scope_names{{
    {"", Scope::none},
    {"self", Scope::self},
    {"case", Scope::related},
    {"lasting", Scope::lasting},
    {"team", Scope::team},
    {"organisation", Scope::organisation},
    {"safe", Scope::safe},
}};

template <class Names>
std::optional<std::size_t> place_of(const Names& names, std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

/// What must be there: these tables are ours, so whatever is not is a Bug.
template <class T>
T known(const std::optional<T>& value) {
  ensure(value.has_value());
  return *value;
}

using Cells = std::vector<std::string_view>;

Cells split(std::string_view text, char separator) {
  Cells out;
  for (;;) {
    const auto end = text.find(separator);
    out.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

/// The rows of a table without quotes, all as wide as the first.
std::vector<Cells> rows_of(std::string_view csv) {
  std::vector<Cells> out;
  for (const auto line : split(csv, '\n')) {
    if (line.empty()) continue;
    out.push_back(split(line, ','));
    ensure(out.back().size() == out.front().size());
  }
  return out;
}

Scope scope_of(std::string_view cell) {
  const auto found = std::find_if(scope_names.begin(), scope_names.end(),
                                  [&](const auto& entry) { return entry.first == cell; });
  ensure(found != scope_names.end());
  return found->second;
}

bool among(const std::vector<AccountId>& accounts, AccountId account) {
  return std::find(accounts.begin(), accounts.end(), account) != accounts.end();
}

bool visits(const Caller& caller, const Standing& standing) {
  return std::any_of(standing.visits.begin(), standing.visits.end(), [&](const Visit& visit) {
    return visit.account == caller.account && caller.now < visit.until;
  });
}

template <class Index>
auto at(Index index) {
  return static_cast<std::size_t>(index);
}

}  // namespace

std::string_view text(Role role) { return role_names[at(role)]; }
std::optional<Role> role_of(std::string_view text) {
  const auto place = place_of(role_names, text);
  return place ? std::optional{static_cast<Role>(*place)} : std::nullopt;
}

std::string_view text(Action action) { return action_names[at(action)]; }
std::optional<Action> action_of(std::string_view text) {
  const auto place = place_of(action_names, text);
  return place ? std::optional{static_cast<Action>(*place)} : std::nullopt;
}

Policy::Policy(std::string_view actions_csv, std::string_view classes_csv) {
  read_actions(actions_csv);
  read_classes(classes_csv);
}

void Policy::read_actions(std::string_view csv) {
  const auto rows = rows_of(csv);
  ensure(rows.size() == action_count + 1 && rows[0].size() == all_roles.size() + 1);
  std::array<bool, action_count> seen{};
  for (std::size_t row = 1; row < rows.size(); ++row) {
    const auto action = at(known(action_of(rows[row][0])));
    ensure(!std::exchange(seen[action], true));
    for (std::size_t column = 1; column < rows[0].size(); ++column)
      scopes_[at(known(role_of(rows[0][column])))][action] = scope_of(rows[row][column]);
  }
  for (const auto role : all_roles) ensure(place_of(rows[0], text(role)).has_value());
}

void Policy::read_classes(std::string_view csv) {
  const auto rows = rows_of(csv);
  ensure(rows.size() == all_roles.size() + 1 && rows[0].size() == all_field_classes.size() + 1);
  for (const auto field_class : all_field_classes)
    ensure(place_of(rows[0], field_class_letters.substr(at(field_class), 1)).has_value());
  std::array<bool, all_roles.size()> seen{};
  for (std::size_t row = 1; row < rows.size(); ++row) {
    const auto role = at(known(role_of(rows[row][0])));
    ensure(!std::exchange(seen[role], true));
    for (std::size_t column = 1; column < rows[0].size(); ++column)
      add(classes_[role], known(field_class_of(rows[0][column].front())), rows[row][column]);
  }
}

void Policy::add(Classes& classes, FieldClass field_class, std::string_view cell) {
  ensure(cell.empty() || cell == "r" || cell == "rw" || cell == "reason" || cell == "packet");
  if (cell == "r" || cell == "rw") classes.reads.add(field_class);
  if (cell == "rw") classes.writes.add(field_class);
  if (cell == "reason") classes.with_reason.add(field_class);
  if (cell == "packet") classes.of_packets.add(field_class);
}

const Policy& Policy::built_in() {
  static const Policy policy{data::file("policy/actions.csv"), data::file("policy/classes.csv")};
  return policy;
}

Scope Policy::scope(Role role, Action action) const { return scopes_[at(role)][at(action)]; }
ClassSet Policy::reads(Role role) const { return classes_[at(role)].reads; }
ClassSet Policy::with_reason(Role role) const { return classes_[at(role)].with_reason; }
ClassSet Policy::writes(Role role) const { return classes_[at(role)].writes; }
ClassSet Policy::of_packets(Role role) const { return classes_[at(role)].of_packets; }

std::vector<std::string_view> Policy::actions(Role role) const {
  std::vector<std::string_view> out;
  for (std::size_t action = 0; action < action_count; ++action)
    if (scopes_[at(role)][action] != Scope::none) out.push_back(action_names[action]);
  return out;
}

bool Standing::keeps_out(AccountId account) const { return among(kept_out, account); }

bool Policy::reaches(Scope scope, const Caller& caller,
                     const std::optional<Standing>& standing) const {
  if (!standing || standing->forgotten || standing->keeps_out(caller.account)) return false;
  const bool same_team = caller.team && caller.team == standing->team;
  const bool lasting =
      same_team || standing->owner == caller.account || among(standing->helpers, caller.account);
  switch (scope) {
    case Scope::organisation:
      return true;
    case Scope::team:
      return same_team;
    case Scope::related:
      return lasting || visits(caller, *standing);
    case Scope::lasting:
      return lasting;
    case Scope::none:
    case Scope::self:  // an account, never a case
    case Scope::safe:  // figures, never a case
      return false;
  }
  return false;
}

ClassSet Policy::reasoned(const Caller& caller, CaseId case_id) const {
  ClassSet given;
  for (const auto& [about, field_class] : caller.reasons)
    if (about == case_id) given.add(field_class);
  return given & with_reason(caller.role);
}

}  // namespace ts::access
