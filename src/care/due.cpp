#include "care/due.h"

#include <algorithm>

namespace ts::care {
namespace {

using catalogue::Fields;
using catalogue::text_in;
using catalogue::Type;

bool done(const catalogue::Due& due, const Fields& fields) {
  if (due.done.empty() || !fields.contains(due.done)) return false;
  if (due.values.empty()) return true;
  return std::find(due.values.begin(), due.values.end(), text_in(fields, due.done)) !=
         due.values.end();
}

/// What the fields of the kind say beside the date.
void describe(Due& out, const catalogue::Catalogue& catalogue, const Fields& fields) {
  for (const auto& section : out.kind->sections)
    for (const auto& name : section.fields) {
      const auto* field = catalogue.field(name);
      const auto text = text_in(fields, name);
      if (field->type == Type::time) out.time = text;
      if (const auto id = AccountId::parse(text); field->type == Type::colleague && id)
        out.whose.push_back(*id);
    }
  for (const auto& name : out.kind->head) {
    const auto* field = catalogue.field(name);
    const auto text = text_in(fields, name);
    if (field->type != Type::text || text.empty()) continue;
    out.what = field;
    out.text = text;
    return;
  }
}

}  // namespace

std::vector<Due> due_in(const catalogue::Catalogue& catalogue,
                        const std::vector<records::Record>& records) {
  std::vector<Due> out;
  for (const auto& record : records) {
    const auto* kind = catalogue.kind(record.kind);
    if (!kind) continue;
    for (const auto& due : kind->due) {
      const auto date = parse_partial_date(text_in(record.fields, due.field));
      if (!date || done(due, record.fields)) continue;
      Due item{.record = record.id,
               .kind = kind,
               .field = catalogue.field(due.field),
               .date = date->earliest()};
      describe(item, catalogue, record.fields);
      out.push_back(std::move(item));
    }
  }
  return out;
}

}  // namespace ts::care
