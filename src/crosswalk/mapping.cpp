#include "crosswalk/mapping.h"

#include <algorithm>
#include <limits>

#include "base/data.h"
#include "base/number.h"
#include "crosswalk/facts.h"
#include "crosswalk/members.h"
#include "lang/countries.h"

namespace ts::crosswalk {
namespace {

namespace json = boost::json;
using catalogue::Catalogue;
using catalogue::Field;

/// "9-17", "48-": both within, or from there on.
Column::Band band(std::string_view key, std::string code, const std::string& place) {
  const auto dash = key.find('-');
  if (dash == key.npos) refuse(place);
  const auto from = number_of<int>(key.substr(0, dash));
  const auto rest = key.substr(dash + 1);
  const auto to = rest.empty() ? std::numeric_limits<int>::max() : number_of<int>(rest);
  if (!from || !to || *to < *from) refuse(place);
  return {.from = *from, .to = *to, .code = std::move(code)};
}

/// Whether a file may speak of this value of a field.
bool can_hold(const Field* field, std::string_view value) {
  return !field || field->values.empty() ||
         std::ranges::find(field->values, value) != field->values.end();
}

Column column(const json::value& value, std::size_t number, const Catalogue& catalogue) {
  const auto place = "columns[" + std::to_string(number) + ']';
  Column out;
  const json::object* codes = nullptr;
  for (const auto& [key, member] : object(value, place)) {
    const auto at = place + '.' + std::string{key};
    if (key == "name")
      out.name = text(member, at);
    else if (key == "from")
      out.from = text(member, at);
    else if (key == "codes")
      codes = &object(member, at);
    else if (key == "else" && text(member, at) == "same")
      out.other = Column::Else::same;
    else if (key == "else" && text(member, at) == "alpha-3")
      out.other = Column::Else::alpha3;
    else
      refuse(at);
  }
  const auto* field = catalogue.field(out.from);
  if (out.name.empty()) refuse(place + ".name");
  if (!out.from.empty() && !field && !is_worked_out(out.from)) refuse(place + ".from");
  if (!codes) return out;
  const bool numbers = out.from == age_then || (field && field->type == catalogue::Type::integer);
  for (const auto& [key, member] : *codes) {
    const auto at = place + ".codes." + std::string{key};
    if (!can_hold(field, key)) refuse(at);
    if (numbers)
      out.bands.push_back(band(key, text(member, at), at));
    else
      out.codes.emplace(key, text(member, at));
  }
  return out;
}

}  // namespace

std::optional<std::string> Column::code_of(std::string_view value) const {
  if (const auto found = codes.find(value); found != codes.end()) return found->second;
  if (const auto years = number_of<int>(value))
    for (const auto& each : bands)
      if (each.from <= *years && *years <= each.to) return each.code;
  if (other == Else::same) return std::string{value};
  if (other == Else::alpha3) return lang::alpha3_of(value);
  return std::nullopt;
}

std::vector<std::string> Column::all_codes() const {
  std::vector<std::string> out;
  const auto add = [&](const std::string& code) {
    if (!code.empty() && std::ranges::find(out, code) == out.end()) out.push_back(code);
  };
  for (const auto& each : bands) add(each.code);
  for (const auto& [ours, theirs] : codes) add(theirs);
  return out;
}

Mapping read_mapping(std::string_view text_of_file, const Catalogue& catalogue) {
  const auto file = parse_file(text_of_file);
  Mapping out;
  std::string format;
  for (const auto& [key, member] : object(file, "")) {
    const std::string at{key};
    if (key == "format")
      format = text(member, at);
    else if (key == "name")
      out.name = text(member, at);
    else if (key == "source" || key == "note")
      text(member, at);  // for people
    else if (key == "gives" && text(member, at) == "figures")
      out.gives = Mapping::Gives::figures;
    else if (key == "gives" && text(member, at) == "rows")
      out.gives = Mapping::Gives::rows;
    else if (key == "purpose")
      out.purpose = text(member, at);
    else if (key == "recipients")
      out.recipients = texts(member, at);
    else if (key == "except")
      for (const auto& [field, values] : object(member, at))
        out.except.emplace(field, texts(values, at + '.' + std::string{field}));
    else if (key == "columns")
      for (const auto& each : array(member, at))
        out.columns.push_back(column(each, out.columns.size(), catalogue));
    else
      refuse(at);
  }
  if (format != "turnstone-mapping 1") refuse("format");
  if (out.columns.empty()) refuse("columns");
  if (out.gives == Mapping::Gives::rows && (out.purpose.empty() || out.recipients.empty()))
    refuse("purpose");
  for (const auto& [field, values] : out.except)
    for (const auto& value : values)
      if (!catalogue.field(field) || !can_hold(catalogue.field(field), value))
        refuse("except." + field);
  return out;
}

const std::vector<std::string>& built_in_names() {
  static const std::vector<std::string> names{"ctdc", "ictip"};
  return names;
}

const Mapping& built_in(std::string_view name) {
  static const auto all = [] {
    std::map<std::string, Mapping, std::less<>> out;
    for (const auto& each : built_in_names())
      out.emplace(each,
                  read_mapping(data::file("crosswalk/" + each + ".json"), Catalogue::built_in()));
    return out;
  }();
  const auto found = all.find(name);
  if (found == all.end()) throw Failure{Fault::absent, "mapping.absent"};
  return found->second;
}

}  // namespace ts::crosswalk
