#include "protection/facts.h"

#include <algorithm>
#include <map>

#include "base/number.h"
#include "protection/course.h"

namespace ts::protection {
namespace {

using rules::Fact;
using rules::Facts;
using rules::Value;

// The member states of the European Union and of the European Economic Area.
constexpr std::array<std::string_view, 30> eu_and_eea{
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
    "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"};

constexpr std::chrono::years majority{18};

/// The day of the month, or the first of the next when that year has none (29 February).
Date anniversary(Date day, std::chrono::years after) {
  const auto out = day + after;
  if (out.ok()) return out;
  return Date{out.year(), std::chrono::March, std::chrono::day{1}};
}

/// The latest day that it may be.
Date latest(PartialDate date) {
  using namespace std::chrono;
  const year y{date.year};
  if (date.month == 0) return {y, December, day{31}};
  if (date.day == 0) return Date{y / month{date.month} / last};
  return {y, month{date.month}, day{date.day}};
}

/// How much a source is worth against others; 0: it does not count.
int weight(std::string_view certainty) {
  if (certainty == "established") return 3;
  if (certainty == "supported") return 2;
  return certainty == "stated" ? 1 : 0;
}

/// What the grounds say of one fact: the most certain win, and differ in nothing.
class Opinion {
 public:
  void hear(const Value& value, int weight) {
    if (weight < weight_ || weight == 0) return;
    if (weight > weight_) {
      weight_ = weight;
      value_ = value;
      differs_ = false;
    } else if (value_ != value) {
      differs_ = true;
    }
  }
  bool differs() const { return differs_; }
  const std::optional<Value>& value() const { return value_; }

 private:
  std::optional<Value> value_;
  int weight_ = 0;
  bool differs_ = false;
};

void add_grounds(const Dossier& dossier, Date on, const std::vector<Fact>& facts, Known& out) {
  std::map<std::string, Opinion, std::less<>> opinions;
  for (const auto& ground : dossier.grounds) {
    if (ground.on && *ground.on > on) continue;
    const auto fact = std::find_if(facts.begin(), facts.end(),
                                   [&](const Fact& each) { return each.name == ground.fact; });
    if (fact == facts.end()) continue;
    if (const auto value = value_of(*fact, ground.value))
      opinions[ground.fact].hear(*value, weight(ground.certainty));
  }
  for (const auto& [name, opinion] : opinions) {
    if (opinion.differs())
      out.contradicted.push_back(name);
    else if (opinion.value())
      out.facts[name] = *opinion.value();
  }
}

/// Sets a fact that follows from the file, when the rules know it. What somebody recorded as a
/// ground is not replaced: it may be more than the file knows.
class Derived {
 public:
  Derived(const std::vector<Fact>& facts, Facts& out) : facts_{facts}, out_{out} {}
  void set(std::string_view name, Value value) {
    const auto known = std::any_of(facts_.begin(), facts_.end(),
                                   [&](const Fact& fact) { return fact.name == name; });
    if (known && !out_.contains(name)) out_.emplace(std::string{name}, std::move(value));
  }
  /// "decision.date"
  void day_of(std::string_view what, Date day) { set(std::string{what} + ".date", day); }

 private:
  const std::vector<Fact>& facts_;
  Facts& out_;
};

void add_person(const Person& person, const Application* application, Date on, Derived& derived) {
  if (person.born) derived.set("age", std::int64_t{age_of(*person.born, on)});
  if (person.citizenship.empty()) return;
  if (application)
    derived.set("own_national", std::find(person.citizenship.begin(), person.citizenship.end(),
                                          application->country) != person.citizenship.end());
  derived.set("eu_national", std::any_of(person.citizenship.begin(), person.citizenship.end(),
                                         [](const std::string& country) {
                                           return std::find(eu_and_eea.begin(), eu_and_eea.end(),
                                                            country) != eu_and_eea.end();
                                         }));
}

void add_course(const Application& application, Date on, Derived& derived) {
  derived.day_of("application", application.on);
  if (const auto* decision = decision_in_force(application); decision && decision->on <= on) {
    const bool refused = decision->outcome == Outcome::refused;
    derived.day_of(refused ? "refusal" : "decision", decision->on);
    if (decision->ends) derived.set("granted_until", *decision->ends);
  }
}

}  // namespace

std::optional<Value> value_of(const Fact& fact, std::string_view text) {
  switch (fact.type) {
    case Fact::Type::boolean:
      if (text == "true") return Value{true};
      return text == "false" ? std::optional<Value>{false} : std::nullopt;
    case Fact::Type::date: {
      const auto date = parse_date(text);
      return date ? std::optional<Value>{*date} : std::nullopt;
    }
    case Fact::Type::number: {
      const auto number = number_of<std::int64_t>(text);
      return number ? std::optional<Value>{*number} : std::nullopt;
    }
    case Fact::Type::choice:
      return std::find(fact.values.begin(), fact.values.end(), text) != fact.values.end()
                 ? std::optional<Value>{std::string{text}}
                 : std::nullopt;
  }
  return std::nullopt;
}

Date adult_on(PartialDate born) { return anniversary(latest(born), majority); }

int age_of(PartialDate born, Date on) {
  const auto day = latest(born);
  auto years = on.year() - day.year();
  if (anniversary(day, years) > on) --years;
  return std::max(0, static_cast<int>(years.count()));
}

Known known_of(const Dossier& dossier, const Application* application, Date on,
               const rules::Library& library) {
  const auto facts = library.facts();
  Known out;
  add_grounds(dossier, on, facts, out);
  Derived derived{facts, out.facts};
  add_person(dossier.person, application, on, derived);
  if (application) add_course(*application, on, derived);
  for (const auto& other : dossier.others)
    if (other.runs(on)) derived.set(other.status, true);
  return out;
}

std::vector<rules::Held> held_of(const Dossier& dossier, Date on) {
  struct Began {
    Date on;
    rules::Held held;
  };
  std::vector<Began> began;
  const auto paid_under = [&](std::string_view under) {
    std::vector<std::string> out;
    for (const auto& benefit : dossier.benefits)
      if (benefit.under == under && (!benefit.from || *benefit.from <= on) &&
          (!benefit.until || on <= *benefit.until))
        out.push_back(benefit.benefit);
    return out;
  };
  for (const auto& other : dossier.others)
    if (other.runs(on))
      began.push_back(
          {other.from.value_or(Date{}),
           {other.status, paid_under(other.status == "asylum_claim" ? "asylum" : "permit")}});
  for (const auto& application : dossier.applications)
    if (const auto state = state_of(application, on);
        state.stage == Stage::running || state.stage == Stage::suspended)
      began.push_back(
          {state.starts.value_or(application.on),
           {application.stamp.pack + '/' + application.status, paid_under("protection")}});
  std::stable_sort(began.begin(), began.end(),
                   [](const Began& a, const Began& b) { return a.on < b.on; });
  std::vector<rules::Held> out;
  for (auto& each : began) out.push_back(std::move(each.held));
  return out;
}

}  // namespace ts::protection
