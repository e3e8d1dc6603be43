#include "rules/read_condition.h"

#include <algorithm>

namespace ts::rules {
Condition Conditions::read(const Json& value) {
  if (value.kind == Json::Kind::boolean)
    return {value.truth ? Condition::Kind::always : Condition::Kind::never, 0, 0, 0, {}};
  Condition out{Condition::Kind::never, 0, 0, 0, {}};
  Members members{value, findings_};
  if (const auto* all = members.find("allOf")) {
    out = parts(Condition::Kind::all, *all);
  } else if (const auto* any = members.find("anyOf")) {
    out = parts(Condition::Kind::any, *any);
  } else if (const auto* negated = members.find("not")) {
    out.kind = Condition::Kind::negation;
    out.parts.push_back(read(*negated));
  } else if (const auto* event_days = members.find("event")) {
    out = event(*event_days);
  } else if (members.find("needs")) {
    const auto name = members.text("needs");
    const auto found = std::find(named_.begin(), named_.end(), name);
    if (found == named_.end())
      findings_.add(value.line, "rules.unknown_condition", {{"name", name}});
    else
      out = {Condition::Kind::named, 0, found - named_.begin(), 0, {}};
  } else {
    out = test(members);
  }
  members.done();
  return out;
}

Condition Conditions::parts(Condition::Kind kind, const Json& list) {
  Condition out{kind, 0, 0, 0, {}};
  if (list.kind != Json::Kind::list || list.items.empty())
    findings_.add(list.line, "rules.wants_conditions");
  for (const auto& each : list.items) out.parts.push_back(read(each));
  return out;
}

Condition Conditions::event(const Json& value) {
  Members members{value, findings_};
  const auto from = members.date_if("from");
  const auto to = members.date_if("to");
  members.done();
  return {Condition::Kind::event,
          0,
          from ? days_of(*from) : open_below,
          to ? days_of(*to) : open_above,
          {}};
}

Condition Conditions::test(Members& members) {
  Condition out{Condition::Kind::between, 0, open_below, open_above, {}};
  const auto name = members.text("fact");
  if (name.empty()) return {Condition::Kind::never, 0, 0, 0, {}};
  out.fact = fact(name, members.line());
  const auto& about = pack_.facts[out.fact];
  if (const auto* list = members.find("in")) return one_of(std::move(out), *list);
  if (members.flag("known")) {
    out.kind = Condition::Kind::known;
    return out;
  }
  if (const auto* is = members.find("is")) {
    out.low = out.high = value(*is, about).value_or(0);
    if (about.type != Fact::Type::choice) return out;
    out.kind = Condition::Kind::one_of;
    out.low = std::int64_t{1} << out.low;
    return out;
  }
  const auto* least = members.find("gte");
  const auto* most = members.find("lte");
  if ((!least && !most) || about.type == Fact::Type::boolean || about.type == Fact::Type::choice)
    findings_.add(members.line(), "rules.no_test", {{"name", name}});
  if (least) out.low = value(*least, about).value_or(0);
  if (most) out.high = value(*most, about).value_or(0);
  return out;
}

Condition Conditions::one_of(Condition out, const Json& list) {
  const auto& about = pack_.facts[out.fact];
  out.kind = Condition::Kind::one_of;
  out.low = 0;
  if (list.kind != Json::Kind::list || list.items.empty() || about.type != Fact::Type::choice)
    findings_.add(list.line, "rules.no_test", {{"name", about.name}});
  for (const auto& each : list.items)
    if (const auto index = value(each, about)) out.low |= std::int64_t{1} << *index;
  return out;
}

std::optional<std::int64_t> Conditions::value(const Json& value, const Fact& fact) {
  using Kind = Json::Kind;
  if (fact.type == Fact::Type::boolean && value.kind == Kind::boolean) return value.truth ? 1 : 0;
  if (fact.type == Fact::Type::number && value.kind == Kind::number) return value.number;
  if (fact.type == Fact::Type::date && value.kind == Kind::text)
    if (const auto date = parse_date(value.text)) return days_of(*date);
  if (fact.type == Fact::Type::choice && value.kind == Kind::text) {
    const auto found = std::find(fact.values.begin(), fact.values.end(), value.text);
    if (found != fact.values.end()) return found - fact.values.begin();
  }
  findings_.add(value.line, "rules.value_of_other_type", {{"name", fact.name}});
  return std::nullopt;
}

std::uint16_t Conditions::fact(std::string_view name, int line, std::optional<Fact::Type> type) {
  for (std::size_t i = 0; i < pack_.facts.size(); ++i) {
    if (pack_.facts[i].name != name) continue;
    if (type && pack_.facts[i].type != *type)
      findings_.add(line, "rules.value_of_other_type", {{"name", std::string{name}}});
    return static_cast<std::uint16_t>(i);
  }
  findings_.add(line, "rules.unknown_fact", {{"name", std::string{name}}});
  return 0;
}

std::vector<std::uint16_t> Conditions::dates(const std::vector<std::string>& names, int line) {
  std::vector<std::uint16_t> out;
  for (const auto& name : names) out.push_back(fact(name, line, Fact::Type::date));
  return out;
}

}  // namespace ts::rules
