#include "care/told.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace ts::care {
namespace {

using catalogue::text_in;
using catalogue::Type;
using records::Record;

bool is_own_work(const catalogue::Catalogue& catalogue, std::string_view name) {
  constexpr std::array<std::string_view, 6> own{"case", "consent",  "note",
                                                "task", "referral", "signature"};
  const auto* kind = catalogue.kind(name);
  return !kind || kind->internal || std::ranges::find(own, name) != own.end();
}

bool names_another(const catalogue::Catalogue& catalogue, const Record& record,
                   std::string_view person) {
  return std::ranges::any_of(record.fields, [&](const auto& entry) {
    const auto* field = catalogue.field(entry.first);
    return field && field->type == Type::person && text_in(record.fields, entry.first) != person;
  });
}

bool is_about_others(const catalogue::Catalogue& catalogue, const Record& record,
                     std::string_view person, ClassSet classes) {
  if (record.kind == "person") return record.id.text() != person;
  if (record.kind == "perpetrator") return true;
  if (record.kind == "dependant") return !classes.has(FieldClass::child);
  return names_another(catalogue, record, person);
}

}  // namespace

std::vector<Record> told(const catalogue::Catalogue& catalogue, const std::vector<Record>& records,
                         ClassSet classes) {
  std::vector<Record> out;
  for (const auto& record : records) {
    if (is_own_work(catalogue, record.kind)) continue;
    auto part = record;
    catalogue::erase_if(part.fields, [&](const auto& entry) {
      const auto* field = catalogue.field(entry.first);
      return !field || !classes.has(field->field_class);
    });
    if (!part.fields.empty()) out.push_back(std::move(part));
  }
  std::ranges::stable_partition(out, [](const Record& record) { return record.kind == "person"; });
  return out;
}

std::vector<Record> told_to_person(const catalogue::Catalogue& catalogue,
                                   const std::vector<Record>& records, ClassSet classes) {
  const auto main = std::ranges::find(records, "person", &Record::kind);
  const auto person = main == records.end() ? std::string{} : main->id.text();
  // Asked of whole records: whom they name may be of a class that is not told.
  std::vector<Record> own;
  std::ranges::copy_if(records, std::back_inserter(own), [&](const Record& record) {
    return !is_about_others(catalogue, record, person, classes);
  });
  return told(catalogue, own, classes);
}

}  // namespace ts::care
