#include "matching/people.h"

namespace ts::matching {
namespace {

/// What was learned serves until there are so much more or fewer people.
bool still_serves(std::size_t learned_from, std::size_t people) {
  if (learned_from < linkage::Roster::least_to_learn) return false;
  const auto apart = learned_from > people ? learned_from - people : people - learned_from;
  return apart * 8 <= learned_from;
}

}  // namespace

void People::put(const records::Records::Whole& whole) {
  auto entry = std::make_shared<Case>();
  entry->id = whole.file.id;
  if (whole.file.joined) entry->ties.joined_to = whole.file.joined->to;
  entry->ties.told_apart = whole.file.told_apart;
  for (const auto& record : whole.records)
    if (record.kind == "person")
      entry->people.push_back({.id = record.id, .cells = cells_of(record, whole.records)});
  const auto kept = kept_.lock();
  ++kept->changes;
  kept->cases[whole.file.id] = std::move(entry);
}

void People::remove(CaseId id) {
  {
    const auto kept = kept_.lock();
    ++kept->changes;
    kept->cases.erase(id);
  }
  forget_asked();
}

void People::clear() {
  {
    const auto kept = kept_.lock();
    ++kept->changes;
    kept->cases.clear();
  }
  forget_asked();
}

void People::forget_asked() {
  const std::lock_guard alone{asking_};
  asked_.roster.reset();
  asked_.rows.clear();
  asked_.changes = -1;
}

Ties People::ties(CaseId id) const {
  const auto kept = kept_.read();
  const auto found = kept->cases.find(id);
  return found == kept->cases.end() ? Ties{} : found->second->ties;
}

void People::bring_forward(Asked& asked) const {
  std::vector<Entry> cases;
  {
    const auto kept = kept_.read();
    if (asked.changes == kept->changes) return;
    asked.changes = kept->changes;
    for (const auto& [id, entry] : kept->cases) cases.push_back(entry);
  }
  std::vector<const Cells*> people;
  asked.rows.clear();
  for (const auto& entry : cases)
    for (const auto& person : entry->people) {
      people.push_back(&person.cells);
      asked.rows.emplace_back(entry->id, person.id);
    }
  const bool learned = asked.model && still_serves(asked.learned_from, people.size());
  asked.roster.emplace(spec(), table_of(people), learned ? asked.model : std::nullopt);
  if (learned) return;
  asked.model = asked.roster->model();
  asked.learned_from = people.size();
}

std::vector<Likeness> People::alike(const Cells& cells, double least, std::size_t most) {
  const std::lock_guard alone{asking_};
  bring_forward(asked_);
  const std::vector<std::string_view> views{cells.begin(), cells.end()};
  std::vector<Likeness> out;
  for (auto& each : asked_.roster->ask(views, least, most)) {
    const auto& [case_id, person] = asked_.rows[each.row];
    out.push_back({.case_id = case_id,
                   .person = person,
                   .probability = each.probability,
                   .reasons = std::move(each.reasons)});
  }
  return out;
}

}  // namespace ts::matching
