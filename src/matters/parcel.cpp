#include "matters/parcel.h"

#include <algorithm>
#include <utility>

namespace ts::matters {
namespace {

/// A colleague, a file or a record is named by an id that is known here only.
bool means_something_elsewhere(const catalogue::Field& field) {
  using catalogue::Type;
  return field.type != Type::colleague && field.type != Type::file && field.type != Type::person;
}

}  // namespace

std::vector<packets::Part> packed(const catalogue::Catalogue& catalogue,
                                  const std::vector<records::Record>& records, ClassSet classes) {
  std::vector<packets::Part> out;
  for (const auto& record : records) {
    const auto* kind = catalogue.kind(record.kind);
    if (!kind || kind->internal || record.kind == "consent" || record.kind == "case") continue;
    catalogue::Fields fields;
    for (const auto& [name, value] : record.fields)
      if (const auto* field = catalogue.field(name);
          field && classes.has(field->field_class) && means_something_elsewhere(*field))
        fields.emplace(name, value);
    if (!fields.empty())
      out.push_back({.id = record.id, .kind = record.kind, .fields = catalogue::encode(fields)});
  }
  return out;
}

catalogue::Fields unpacked(const catalogue::Catalogue& catalogue, const packets::Part& part,
                           ClassSet reads) {
  const auto* kind = catalogue.kind(part.kind);
  auto out = catalogue::decode(part.fields);
  if (!out || !kind || kind->internal) return {};
  for (const auto& problem : catalogue.check(part.kind, *out)) out->erase(problem.field);
  catalogue::erase_if(
      *out, [&](const auto& each) { return !reads.has(catalogue.field(each.first)->field_class); });
  return std::move(*out);
}

std::vector<records::NewRecord> opening(const catalogue::Catalogue& catalogue,
                                        const std::vector<SeenPart>& parts,
                                        const std::string& called) {
  std::vector<records::NewRecord> out;
  for (const auto& part : parts) {
    auto fields = part.fields;
    if (part.kind == "person" || catalogue.check(part.kind, fields).empty())
      out.push_back({.id = part.id, .kind = part.kind, .fields = std::move(fields)});
  }
  const auto is_person = [](const auto& record) { return record.kind == "person"; };
  if (std::none_of(out.begin(), out.end(), is_person))
    out.push_back({.id = RecordId::random(), .kind = "person", .fields = {}});
  const auto person = std::find_if(out.begin(), out.end(), is_person);
  if (!called.empty()) person->fields.try_emplace("tsn_CalledName", called);
  return out;
}

}  // namespace ts::matters
