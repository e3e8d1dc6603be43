// The promise of the rules: all packs for one person in less than a millisecond, for 100,000 people
// in less than two seconds. CPU time; people are invented from a seed.
#include "rules/rules.h"

#include <cstdio>
#include <random>

#include "base/used.h"

namespace {

using namespace ts;

/// Half of all facts recorded, so that conditions are followed to their end.
rules::Situation person(std::mt19937_64& chance, const std::vector<rules::Fact>& facts) {
  const Date day{std::chrono::sys_days{std::chrono::days{14000 + chance() % 6000}}};
  rules::Situation out{.on = day, .facts = {}, .held = {}};
  for (const auto& fact : facts) {
    if (chance() % 2 == 0) continue;
    rules::Value value = chance() % 4 != 0;
    if (fact.type == rules::Fact::Type::date) value = day;
    if (fact.type == rules::Fact::Type::number) value = static_cast<std::int64_t>(chance() % 60);
    if (fact.type == rules::Fact::Type::choice) value = fact.values[chance() % fact.values.size()];
    out.facts.emplace(fact.name, std::move(value));
  }
  return out;
}

}  // namespace

int main() {
  const auto& library = rules::Library::built_in();
  const auto facts = library.facts();
  const auto jurisdictions = library.jurisdictions();
  std::mt19937_64 chance{1};

  constexpr int repeats = 200;
  std::size_t answers = 0;
  auto start = cpu_seconds();
  for (int i = 0; i < repeats; ++i) {
    const auto asked = person(chance, facts);
    for (const auto& each : jurisdictions) answers += library.answers(each, asked).size();
  }
  const auto one = (cpu_seconds() - start) / repeats;
  std::printf("one person, %zu countries, %zu answers with reasons: %.3f ms (promised: 1 ms)\n",
              jurisdictions.size(), answers / repeats, one * 1e3);

  constexpr int people = 100'000;
  std::vector<rules::Situation> all;
  all.reserve(people);
  for (int i = 0; i < people; ++i) all.push_back(person(chance, facts));
  std::size_t open = 0;
  std::size_t dates = 0;
  std::size_t verdicts = 0;
  start = cpu_seconds();
  for (const auto& each : all)
    for (const auto& verdict : library.verdicts(each)) {
      ++verdicts;
      open += verdict.outcome == rules::Outcome::open ? 1 : 0;
      dates += verdict.until ? 1 : 0;
    }
  const auto many = cpu_seconds() - start;
  std::printf(
      "%d people: %.2f s for %zu outcomes, %zu of them open, %zu last days "
      "(promised: 2 s)\n",
      people, many, verdicts, open, dates);
  return one < 1e-3 && many < 2 ? 0 : 1;
}
