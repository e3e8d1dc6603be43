#include "rules/evaluate.h"

#include <algorithm>
#include <limits>
#include <set>

#include "base/failure.h"
#include "lang/dates.h"
#include "rules/truth.h"

namespace ts::rules {
namespace {

/// The value as a number; nothing when it is of another type than the fact.
std::optional<std::int64_t> number_of(const Fact& fact, const Value& value,
                                      const std::string& time_zone) {
  switch (fact.type) {
    case Fact::Type::boolean:
      if (const auto* held = std::get_if<bool>(&value)) return *held ? 1 : 0;
      return std::nullopt;
    case Fact::Type::number:
      if (const auto* held = std::get_if<std::int64_t>(&value)) return *held;
      return std::nullopt;
    case Fact::Type::date:
      if (const auto* held = std::get_if<Date>(&value); held && held->ok()) return days_of(*held);
      if (const auto* held = std::get_if<Instant>(&value))
        return days_of(lang::local_date(*held, time_zone));
      return std::nullopt;
    case Fact::Type::choice:
      if (const auto* held = std::get_if<std::string>(&value)) {
        const auto found = std::find(fact.values.begin(), fact.values.end(), *held);
        if (found != fact.values.end()) return found - fact.values.begin();
      }
      return std::nullopt;
  }
  return std::nullopt;
}

/// All (any) of the parts: one that is `deciding` decides, else one that is unknown does.
Truth together(const Condition& condition, const Facing& facing, Truth deciding, Truth otherwise) {
  Truth out = otherwise;
  for (const auto& part : condition.parts) {
    const auto truth = evaluate(part, facing);
    if (truth == deciding) return deciding;
    if (truth == Truth::unknown) out = Truth::unknown;
  }
  return out;
}

Truth tested(const Condition& condition, const Facing& facing) {
  if (!facing.known.has(condition.fact)) return Truth::unknown;
  const auto value = facing.known.value(condition.fact);
  if (condition.kind == Condition::Kind::one_of)
    return truth_of(((condition.low >> value) & 1) != 0);
  return truth_of(condition.low <= value && value <= condition.high);
}

const Condition& named(const Condition& condition, const Pack& pack) {
  return pack.conditions[static_cast<std::size_t>(condition.low)];
}

Date date_of_days(std::int64_t days) {
  return Date{std::chrono::sys_days{std::chrono::days{days}}};
}

Phrase bounds(const Condition& condition, const Fact& fact, Phrase out) {
  const bool dates = fact.type == Fact::Type::date;
  const auto word = [&](std::int64_t value) {
    return dates ? Word{date_of_days(value)} : Word{value};
  };
  if (condition.low != open_below) out.args.emplace("from", word(condition.low));
  if (condition.high != open_above) out.args.emplace("to", word(condition.high));
  if (condition.low == open_below)
    out.key = dates ? "test.date_until" : "test.at_most";
  else if (condition.high == open_above)
    out.key = dates ? "test.date_from" : "test.at_least";
  else
    out.key = "test.between";
  return out;
}

Phrase event_bounds(const Condition& condition) {
  Phrase out;
  if (condition.low != open_below) out.args.emplace("from", date_of_days(condition.low));
  if (condition.high != open_above) out.args.emplace("to", date_of_days(condition.high));
  out.key = condition.low == open_below    ? "test.event_until"
            : condition.high == open_above ? "test.event_from"
                                           : "test.event_between";
  return out;
}

std::vector<Label> chosen(const Fact& fact, std::int64_t mask) {
  std::vector<Label> out;
  for (std::size_t i = 0; i < fact.values.size(); ++i)
    if ((mask >> i) & 1) out.push_back({"fact." + fact.name + '.' + fact.values[i]});
  return out;
}

}  // namespace

Known::Known(const std::vector<Fact>& facts, const Facts& recorded, const std::string& time_zone)
    : values_(facts.size()), has_(facts.size()) {
  std::vector<Problem> problems;
  // Side by side, for both are sorted, and each pair of names is compared once: of many people,
  // this is where the time goes. Facts of a pack alone follow in no order.
  auto next = recorded.begin();
  const auto find = [&](const Fact& fact) {
    if (fact.own) return recorded.find(fact.name);
    int order = -1;
    while (next != recorded.end() && (order = next->first.compare(fact.name)) < 0) ++next;
    return order == 0 ? next : recorded.end();
  };
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const auto found = find(facts[i]);
    if (found == recorded.end()) continue;
    if (const auto number = number_of(facts[i], found->second, time_zone)) {
      values_[i] = *number;
      has_[i] = 1;
    } else {
      problems.push_back({facts[i].name, "rules.fact_of_other_type"});
    }
  }
  if (!problems.empty())
    throw Failure{Fault::invalid, "rules.situation_malformed", std::move(problems)};
}

std::optional<Date> Known::date(std::uint16_t fact) const {
  if (!has(fact)) return std::nullopt;
  return date_of_days(value(fact));
}

Truth evaluate(const Condition& condition, const Facing& facing) {
  switch (condition.kind) {
    case Condition::Kind::always:
      return Truth::yes;
    case Condition::Kind::never:
      return Truth::no;
    case Condition::Kind::all:
      return together(condition, facing, Truth::no, Truth::yes);
    case Condition::Kind::any:
      return together(condition, facing, Truth::yes, Truth::no);
    case Condition::Kind::negation:
      return negated(evaluate(condition.parts.front(), facing));
    case Condition::Kind::one_of:
    case Condition::Kind::between:
      return tested(condition, facing);
    case Condition::Kind::known:
      return truth_of(facing.known.has(condition.fact));
    case Condition::Kind::event: {
      const auto day = days_of(facing.on);
      return truth_of(condition.low <= day && day <= condition.high);
    }
    case Condition::Kind::named:
      return evaluate(named(condition, facing.pack), facing);
  }
  return Truth::unknown;
}

void add_missing(const Condition& condition, const Facing& facing,
                 std::vector<std::uint16_t>& out) {
  if (evaluate(condition, facing) != Truth::unknown) return;
  if (condition.kind == Condition::Kind::named)
    return add_missing(named(condition, facing.pack), facing, out);
  if (condition.parts.empty()) out.push_back(condition.fact);
  for (const auto& part : condition.parts) add_missing(part, facing, out);
}

std::vector<std::string> names_of(const std::vector<std::uint16_t>& facts, const Pack& pack) {
  std::set<std::string> out;
  for (const auto fact : facts) out.insert(pack.facts[fact].name);
  return {out.begin(), out.end()};
}

void add_reasons(const Condition& condition, const Facing& facing, Reason::Part part, int depth,
                 std::vector<Reason>& out) {
  if (condition.kind == Condition::Kind::named)
    return add_reasons(named(condition, facing.pack), facing, part, depth, out);
  out.push_back({part, evaluate(condition, facing), depth, asked(condition, facing.pack)});
  for (const auto& each : condition.parts) add_reasons(each, facing, part, depth + 1, out);
}

Phrase asked(const Condition& condition, const Pack& pack) {
  const auto about_fact = [&](std::string key) {
    return Phrase{std::move(key), {{"fact", Label{"fact." + pack.facts[condition.fact].name}}}};
  };
  switch (condition.kind) {
    case Condition::Kind::always:
      return {"test.always", {}};
    case Condition::Kind::never:
      return {"test.never", {}};
    case Condition::Kind::all:
      return {"test.all", {}};
    case Condition::Kind::any:
      return {"test.any", {}};
    case Condition::Kind::negation:
      return {"test.not", {}};
    case Condition::Kind::known:
      return about_fact("test.known");
    case Condition::Kind::event:
      return event_bounds(condition);
    case Condition::Kind::named:
      return asked(named(condition, pack), pack);
    case Condition::Kind::one_of: {
      auto out = about_fact("test.one_of");
      out.args.emplace("values", chosen(pack.facts[condition.fact], condition.low));
      return out;
    }
    case Condition::Kind::between: {
      const auto& fact = pack.facts[condition.fact];
      if (fact.type == Fact::Type::boolean)
        return about_fact(condition.low == 1 ? "test.yes" : "test.no");
      return bounds(condition, fact, about_fact(""));
    }
  }
  return {};
}

}  // namespace ts::rules
