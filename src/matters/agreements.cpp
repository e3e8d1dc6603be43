#include "matters/agreements.h"

#include <algorithm>
#include <utility>

#include "care/consent.h"

namespace ts::matters {

void Agreements::put(const records::Records::Whole& whole) {
  std::vector<RecordId> out;
  for (const auto& record : whole.records)
    if (record.kind == "consent" && !care::stands(record.fields)) out.push_back(record.id);
  const auto all = taken_back_.lock();
  if (out.empty())
    all->erase(whole.file.id);
  else
    all->insert_or_assign(whole.file.id, std::move(out));
}

void Agreements::remove(CaseId id) { taken_back_.lock()->erase(id); }

void Agreements::clear() { taken_back_.lock()->clear(); }

bool Agreements::taken_back(CaseId id, RecordId receipt) const {
  const auto all = taken_back_.read();
  const auto found = all->find(id);
  return found != all->end() &&
         std::find(found->second.begin(), found->second.end(), receipt) != found->second.end();
}

}  // namespace ts::matters
