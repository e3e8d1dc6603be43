// What holds for every pack, whoever is asked about.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "base/failure.h"
#include "rules/json.h"
#include "rules/situation.h"
#include "rules/trial.h"
#include "rules/words.h"

namespace ts::rules {
namespace {

const Library& all_laws() { return Library::built_in(); }

Date any_day() {
  return Date{std::chrono::sys_days{std::chrono::days{*rc::gen::inRange(12000, 22000)}}};
}

Value any_value(const Fact& fact, Date near) {
  switch (fact.type) {
    case Fact::Type::boolean:
      return *rc::gen::arbitrary<bool>();
    case Fact::Type::number:
      return std::int64_t{*rc::gen::inRange(0, 60)};
    case Fact::Type::date:
      return Date{std::chrono::sys_days{near} + std::chrono::days{*rc::gen::inRange(-400, 400)}};
    case Fact::Type::choice:
      return *rc::gen::elementOf(fact.values);
  }
  return false;
}

/// About as many facts as not.
Situation anybody() {
  Situation out{.on = any_day(), .facts = {}, .held = {}};
  for (const auto& fact : all_laws().facts())
    if (*rc::gen::arbitrary<bool>()) out.facts.emplace(fact.name, any_value(fact, out.on));
  return out;
}

std::shared_ptr<const Pack> any_pack() { return *rc::gen::elementOf(all_laws().packs()); }

/// Facts that some rule of the status names: those of its reasons, and behind its bars.
void add_named(const Condition& condition, const Pack& pack, std::set<std::string>& out) {
  if (condition.kind == Condition::Kind::named)
    return add_named(pack.conditions[static_cast<std::size_t>(condition.low)], pack, out);
  if (condition.kind == Condition::Kind::one_of || condition.kind == Condition::Kind::between ||
      condition.kind == Condition::Kind::known)
    out.insert(pack.facts[condition.fact].name);
  for (const auto& part : condition.parts) add_named(part, pack, out);
}

std::set<std::string> named_by(const Status& status, const Pack& pack) {
  std::set<std::string> out;
  for (const auto& each : status.elements) add_named(each.condition, pack, out);
  for (const auto& each : status.bars) add_named(each, pack, out);
  return out;
}

/// What a pack says of somebody before and after one more fact is recorded.
struct Learning {
  std::shared_ptr<const Pack> pack = any_pack();
  Fact fact = *rc::gen::elementOf(all_laws().facts());
  std::vector<Answer> before, after;

  Learning() {
    auto asked = anybody();
    RC_PRE(!asked.facts.contains(fact.name));
    before = all_laws().answers(*pack, asked);
    asked.facts.emplace(fact.name, any_value(fact, asked.on));
    after = all_laws().answers(*pack, asked);
  }
};

RC_GTEST_PROP(Laws, a_fact_that_no_rule_names_never_closes_or_opens_anything, ()) {
  const Learning more;
  for (std::size_t i = 0; i < more.before.size(); ++i)
    if (!named_by(more.pack->statuses[i], *more.pack).contains(more.fact.name))
      RC_ASSERT(more.after[i].outcome == more.before[i].outcome);
}

RC_GTEST_PROP(Laws, learning_more_closes_what_was_open_only_by_a_bar_that_is_named, ()) {
  const Learning more;
  for (std::size_t i = 0; i < more.before.size(); ++i) {
    const auto before = more.before[i].outcome;
    const auto after = more.after[i].outcome;
    if (before == Outcome::closed) RC_ASSERT(after == Outcome::closed);
    if (before != Outcome::open || after == Outcome::open) continue;
    std::set<std::string> bars;
    for (const auto& each : more.pack->statuses[i].bars) add_named(each, *more.pack, bars);
    RC_ASSERT(after == Outcome::closed);
    RC_ASSERT(bars.contains(more.fact.name));
  }
}

RC_GTEST_PROP(Laws, what_is_missing_would_decide_and_nothing_is_refused_for_want_of_it, ()) {
  const auto asked = anybody();
  for (const auto& each : all_laws().answers(*any_pack(), asked)) {
    RC_ASSERT((each.outcome == Outcome::needs_info) == !each.missing.empty());
    for (const auto& fact : each.missing) RC_ASSERT(!asked.facts.contains(fact));
    if (each.outcome != Outcome::closed) continue;
    RC_ASSERT(std::any_of(each.reasons.begin(), each.reasons.end(), [](const Reason& reason) {
      return reason.depth == 0 &&
             reason.truth == (reason.part == Reason::Part::bar ? Truth::yes : Truth::no);
    }));
  }
}

/// Events that may never come count once they are recorded; everything else that a date rests on
/// must be known.
bool event(const std::string& fact) {
  return fact.ends_with(".date") || fact == "absent.from" || fact == "absent.until" ||
         fact == "granted_until";
}

RC_GTEST_PROP(Laws, no_date_is_computed_from_an_unknown_fact, ()) {
  auto asked = anybody();
  const auto pack = any_pack();
  std::map<std::string, Clock> before;
  for (const auto& each : all_laws().answers(*pack, asked))
    if (each.clock) before.emplace(each.status, *each.clock);
  const auto fact = *rc::gen::elementOf(all_laws().facts());
  RC_PRE(!asked.facts.contains(fact.name) && !event(fact.name));
  asked.facts.emplace(fact.name, any_value(fact, asked.on));
  for (const auto& each : all_laws().answers(*pack, asked)) {
    if (!each.clock || !before.contains(each.status)) continue;
    // A day that was there without the fact is the same day whatever the fact turns out to be.
    const auto& known = before.at(each.status);
    if (known.until) RC_ASSERT(each.clock->until == known.until);
    if (known.not_after) RC_ASSERT(each.clock->not_after == known.not_after);
  }
}

RC_GTEST_PROP(Laws, without_any_date_there_is_no_date, ()) {
  auto asked = anybody();
  for (const auto& fact : all_laws().facts())
    if (fact.type == Fact::Type::date) asked.facts.erase(fact.name);
  for (const auto& each : all_laws().answers(*any_pack(), asked)) {
    if (each.clock)
      RC_ASSERT(!each.clock->from && !each.clock->until && !each.clock->not_before &&
                !each.clock->not_after && !each.clock->missing.empty());
    for (const auto& deadline : each.deadlines) RC_ASSERT(!deadline.due);
  }
}

RC_GTEST_PROP(Laws, nothing_ends_before_it_starts_and_the_least_is_not_above_the_most, ()) {
  for (const auto& each : all_laws().answers(*any_pack(), anybody())) {
    if (!each.clock || !each.clock->from) continue;
    const auto& clock = *each.clock;
    for (const auto& date : {clock.until, clock.not_before, clock.not_after})
      if (date) RC_ASSERT(*date >= *clock.from);
    if (clock.not_before && clock.not_after) RC_ASSERT(*clock.not_before <= *clock.not_after);
    if (clock.until && clock.not_after) RC_ASSERT(*clock.until <= *clock.not_after);
    if (clock.until && clock.not_before) RC_ASSERT(*clock.until >= *clock.not_before);
  }
}

RC_GTEST_PROP(Laws, a_weak_source_gives_no_date, ()) {
  for (const auto& each : all_laws().answers(*any_pack(), anybody()))
    if (each.confidence == Confidence::low || each.outcome == Outcome::closed ||
        each.outcome == Outcome::not_in_force)
      RC_ASSERT(!each.clock && each.deadlines.empty());
}

RC_GTEST_PROP(Laws, the_quick_way_says_what_the_answers_say, ()) {
  const auto asked = anybody();
  const auto quick = all_laws().verdicts(asked);
  std::size_t i = 0;
  for (const auto& country : all_laws().jurisdictions())
    for (const auto& each : all_laws().answers(country, asked)) {
      RC_ASSERT(quick.at(i).outcome == each.outcome);
      RC_ASSERT(quick.at(i).until == (each.clock ? each.clock->until : std::nullopt));
      ++i;
    }
  RC_ASSERT(i == quick.size());
}

RC_GTEST_PROP(Laws, an_event_is_answered_as_before_whatever_is_loaded_since, ()) {
  const auto asked = anybody();
  const auto pack = any_pack();
  const auto before = to_json(all_laws().answers(*pack, asked), asked.on, "en", all_laws());
  auto changed = trial::pack_with("\"who\": false,", pack->stamp.pack);
  changed.replace(changed.find("1.0.0"), 5, "2.0.0");
  const auto after = trial::loaded({changed}).library;
  RC_ASSERT(after.pack(pack->stamp.pack)->stamp != pack->stamp);
  const auto replayed = after.answers(*after.pack(pack->stamp), asked);
  RC_ASSERT(to_json(replayed, asked.on, "en", after) == before);
}

RC_GTEST_PROP(Laws, a_benefit_is_paid_once, ()) {
  auto asked = anybody();
  asked.held.push_back({"asylum_claim", {"housing", "subsistence", "medical"}});
  for (const auto& each : all_laws().answers(*any_pack(), asked)) {
    std::set<std::string> seen;
    for (const auto& paid : each.benefits) RC_ASSERT(seen.insert(paid.benefit).second);
  }
}

TEST(Laws, every_answer_can_be_told_in_every_language) {
  Situation asked{.on = trial::day("2024-02-29"), .facts = {}, .held = {}};
  for (const auto& fact : all_laws().facts()) {
    if (fact.type == Fact::Type::boolean) asked.facts.emplace(fact.name, true);
    if (fact.type == Fact::Type::date) asked.facts.emplace(fact.name, asked.on);
  }
  for (const auto* language : {"en", "fr", "es", "pt", "ru", "ar"})
    for (const auto& pack : all_laws().packs()) {
      for (const auto& line : plain(*pack, language, all_laws())) {
        EXPECT_EQ(line.find('{'), std::string::npos) << language << ": " << line;
        for (const auto* key : {"fact.", "status.", "benefit.", "caveat.", "plain.", "stage."})
          EXPECT_EQ(line.find(key), std::string::npos) << language << ": " << line;
      }
      const auto text = to_json(all_laws().answers(*pack, asked), asked.on, language, all_laws());
      EXPECT_EQ(text.find("\"text\":\"fact."), std::string::npos);
      EXPECT_EQ(text.find("\"text\":\"step."), std::string::npos);
      EXPECT_EQ(text.find("\"text\":\"warning."), std::string::npos);
    }
}

TEST(Situation, is_read_with_what_is_wrong) {
  const auto today = trial::day("2024-01-01");
  const auto read = read_situation(
      R"({"facts": {"age": 17, "presumed_victim": true, "decision.date": "2024-02-01",
          "application.date": "2024-02-01T10:00Z", "grounds": "reasonable", "detained": null},
          "held": [{"status": "asylum_claim", "benefits": ["housing"]}]})",
      all_laws(), today);
  EXPECT_EQ(read.on, today);
  EXPECT_EQ(read.facts.size(), 5U);
  EXPECT_EQ(read.held.at(0).benefits.size(), 1U);
  for (const auto* bad :
       {R"({"facts": {"no_such": 1}})", R"({"facts": {"age": "old"}})",
        R"({"facts": {"presumed_victim": "yes"}})", R"({"facts": {"decision.date": "soon"}})",
        R"({"facts": {"decision.date": 5}})", R"({"facts": {"grounds": "magic"}})",
        R"({"facts": []})", R"({"on": "soon"})", R"({"more": 1})", "[", "[]",
        R"({"held": [{"status": "asylum_claim", "benefits": ["gold"]}]})",
        R"({"held": [{"benefits": []}]})"})
    EXPECT_THROW(read_situation(bad, all_laws(), today), Failure) << bad;
}

TEST(Situation, a_fact_of_another_type_is_named) {
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, Value>>{{"age", true},
                                                  {"detained", std::int64_t{1}},
                                                  {"decision.date", std::string{"soon"}},
                                                  {"grounds", std::string{"magic"}},
                                                  {"grounds", true}})
    try {
      all_laws().answers("NO",
                         {.on = trial::day("2024-01-01"), .facts = {{name, value}}, .held = {}});
      ADD_FAILURE() << name;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.problems().at(0).field, name);
    }
}

TEST(Words, own_labels_and_lengths) {
  EXPECT_EQ(say(Duration{.years = 1, .months = 6}, "en"), "1 year 6 months");
  EXPECT_EQ(say(Duration{.days = 30}, "ru"), "30 дней");
  EXPECT_EQ(say(Duration{.working_days = 5}, "fr"), "5 jours ouvrés");
  EXPECT_EQ(say(Label{"no.such.label"}, "en", all_laws()), "no.such.label");
  EXPECT_EQ(say(Phrase{"no.such.phrase", {}}, "en", all_laws()), "no.such.phrase");
}

}  // namespace
}  // namespace ts::rules
