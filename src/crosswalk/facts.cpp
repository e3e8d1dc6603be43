#include "crosswalk/facts.h"

#include <algorithm>

#include "care/age.h"

namespace ts::crosswalk {
namespace {

using catalogue::text_in;
using catalogue::Type;
using catalogue::Value;
using records::Record;

/// What can be a code in another coding.
bool is_coded(Type type) {
  return type == Type::picklist || type == Type::multi_picklist || type == Type::country ||
         type == Type::countries || type == Type::language || type == Type::checkbox ||
         type == Type::integer;
}

std::vector<std::string> texts_of(const Value& value) {
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) return *list;
  if (const auto* yes = std::get_if<bool>(&value)) return {*yes ? "true" : "false"};
  if (const auto* number = std::get_if<std::int64_t>(&value)) return {std::to_string(*number)};
  const auto* text = std::get_if<std::string>(&value);
  return text ? std::vector{*text} : std::vector<std::string>{};
}

std::optional<Date> first_date(const std::vector<Record>& records, std::string_view field) {
  std::optional<Date> out;
  for (const auto& record : records)
    if (const auto date = parse_partial_date(text_in(record.fields, field)))
      out = std::min(out.value_or(date->earliest()), date->earliest());
  return out;
}

std::optional<Date> registered(const std::vector<Record>& records, std::optional<Date> opened) {
  if (const auto referred = first_date(records, "cas_IncomingReferralDate")) return referred;
  return opened ? opened : first_date(records, "tsn_ConsentDate");
}

}  // namespace

bool is_worked_out(std::string_view name) {
  return name == year_registered || name == age_then || name == exploited_in;
}

Facts facts_of(const catalogue::Catalogue& catalogue, const std::vector<Record>& records,
               std::optional<Date> opened, ClassSet classes) {
  Facts out;
  bool seen_person = false;
  for (const auto& record : records) {
    // The others of a case are somebody else.
    if (record.kind == "person" && std::exchange(seen_person, true)) continue;
    for (const auto& [name, value] : record.fields) {
      const auto* field = catalogue.field(name);
      if (!field || !is_coded(field->type) || !classes.has(field->field_class)) continue;
      for (auto& text : texts_of(value)) out[name].push_back(std::move(text));
    }
    const auto country = text_in(record.fields, "hte_Country");
    if (text_in(record.fields, "hte_Type") == "Exploitation" && !country.empty() &&
        classes.has(FieldClass::story))
      out[std::string{exploited_in}].emplace_back(country);
  }
  const auto then = registered(records, opened);
  if (then && classes.has(FieldClass::admin))
    out[std::string{year_registered}].push_back(std::to_string(static_cast<int>(then->year())));
  if (then && classes.has(FieldClass::contact))
    if (const auto age = care::least_age(records, *then); age && *age >= 0)
      out[std::string{age_then}].push_back(std::to_string(*age));
  return out;
}

}  // namespace ts::crosswalk
