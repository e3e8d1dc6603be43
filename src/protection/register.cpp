#include "protection/register.h"

#include <algorithm>
#include <utility>

namespace ts::protection {
namespace {

void drop_text(Dossier& dossier) {
  for (auto& ground : dossier.grounds) ground.text.clear();
  for (auto& application : dossier.applications) {
    for (auto& decision : application.decisions) {
      decision.reasons.clear();
      decision.remarks.clear();
    }
    for (auto& event : application.events) event.reasons.clear();
  }
}

bool may_be_same_day(const PartialDate& a, const PartialDate& b) {
  if (a.about || b.about) return true;
  if (a.year != b.year) return false;
  if (a.month != 0 && b.month != 0 && a.month != b.month) return false;
  return a.day == 0 || b.day == 0 || a.day == b.day;
}

}  // namespace

void Register::put(const records::Records::Whole& whole) {
  const auto files = [](const records::Record& record) { return record.kind == "application"; };
  if (std::none_of(whole.records.begin(), whole.records.end(), files)) return remove(whole.file.id);
  auto dossier = dossier_of(whole.records);
  auto likeness = likeness_of(dossier.person);
  Entry entry{.standing = whole.file.standing(),
              .open = whole.file.state == records::State::open,
              .dossier = std::move(dossier),
              .likeness = std::move(likeness)};
  drop_text(entry.dossier);
  (*entries_.lock())[whole.file.id] = std::move(entry);
}

void Register::remove(CaseId id) { entries_.lock()->erase(id); }

void Register::clear() { entries_.lock()->clear(); }

void Register::each(const std::function<void(const Entry&)>& use) const {
  const auto entries = entries_.read();
  for (const auto& [id, entry] : *entries) use(entry);
}

Likeness likeness_of(const Person& person) {
  Likeness out{.names = {}, .born = person.born};
  for (const auto& name : person.names) out.names.push_back(lang::keys_of(name));
  return out;
}

bool alike(const Likeness& a, const Likeness& b) {
  if (a.born && b.born && !may_be_same_day(*a.born, *b.born)) return false;
  for (const auto& one : a.names)
    for (const auto& other : b.names)
      if (lang::similarity(one, other) >= lang::probable_match) return true;
  return false;
}

}  // namespace ts::protection
