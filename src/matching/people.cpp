#include "matching/people.h"

namespace ts::matching {
namespace {

constexpr linkage::TrainOptions one_thread{.seed = 1, .threads = 1};

/// Whether so many are near to so many, by an eighth.
bool about(std::size_t before, std::size_t now) {
  return (before > now ? before - now : now - before) * 8 <= before;
}

std::vector<std::string_view> views(const Cells& cells) { return {cells.begin(), cells.end()}; }

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
  kept->changed.insert(entry->id);
  auto& place = kept->cases[entry->id];
  kept->people += entry->people.size() - (place ? place->people.size() : 0);
  place = std::move(entry);
}

void People::remove(CaseId id) {
  {
    const auto kept = kept_.lock();
    const auto found = kept->cases.find(id);
    if (found != kept->cases.end()) {
      kept->people -= found->second->people.size();
      kept->cases.erase(found);
    }
  }
  forget_asked();
}

void People::clear() {
  *kept_.lock() = {};
  forget_asked();
}

void People::forget_asked() {
  const std::lock_guard alone{asking_};
  asked_.index.reset();
  asked_.rows.clear();
  asked_.of_case.clear();
}

Ties People::ties(CaseId id) const {
  const auto kept = kept_.read();
  const auto found = kept->cases.find(id);
  return found == kept->cases.end() ? Ties{} : found->second->ties;
}

void People::bring_forward() {
  std::vector<Entry> cases;
  bool anew = !asked_.index;
  {
    const auto kept = kept_.lock();
    if (!anew && kept->changed.empty()) return;
    // What is added to a list is looked up beside it, so it is made anew when that is much.
    auto rows = asked_.rows.size();
    for (const auto id : kept->changed)
      if (const auto found = kept->cases.find(id); found != kept->cases.end()) {
        cases.push_back(found->second);
        rows += found->second->people.size();
      }
    kept->changed.clear();
    anew = anew || !about(rows, kept->people) || !about(asked_.learned_from, kept->people);
    if (anew) {
      cases.clear();
      for (const auto& [id, entry] : kept->cases) cases.push_back(entry);
    }
  }
  if (anew) return make_anew(cases);
  for (const auto& entry : cases) bring_forward(*entry);
}

void People::make_anew(const std::vector<Entry>& cases) {
  std::vector<const Cells*> people;
  asked_.rows.clear();
  asked_.of_case.clear();
  for (const auto& entry : cases)
    for (const auto& person : entry->people) {
      asked_.of_case[entry->id].push_back(static_cast<std::uint32_t>(people.size()));
      people.push_back(&person.cells);
      asked_.rows.emplace_back(entry->id, person.id);
    }
  if (!about(asked_.learned_from, people.size())) asked_.learned.reset();
  asked_.index.emplace(spec(), table_of(people), one_thread, asked_.learned);
  if (asked_.learned) return;
  asked_.learned = asked_.index->learned();
  asked_.learned_from = people.size();
}

void People::bring_forward(const Case& entry) {
  auto& rows = asked_.of_case[entry.id];
  for (const auto row : rows) asked_.index->remove(row);
  rows.clear();
  for (const auto& person : entry.people) {
    rows.push_back(asked_.index->add(views(person.cells)));
    asked_.rows.emplace_back(entry.id, person.id);
  }
}

std::vector<Likeness> People::alike(const Cells& cells, double least, std::size_t most) {
  const std::lock_guard alone{asking_};
  bring_forward();
  std::vector<Likeness> out;
  for (auto& each : asked_.index->find(views(cells), least, most)) {
    const auto& [case_id, person] = asked_.rows[each.row];
    out.push_back({.case_id = case_id,
                   .person = person,
                   .probability = each.alone(),
                   .reasons = std::move(each.reasons)});
  }
  return out;
}

}  // namespace ts::matching
