#include <algorithm>
#include <array>

#include "crosswalk/members.h"
#include "dhis2/values.h"

namespace ts::dhis2 {
namespace {

using crosswalk::object;
using crosswalk::refuse;
using crosswalk::text;

std::map<std::string, std::string> pairs(const boost::json::value& value,
                                         const std::string& place) {
  std::map<std::string, std::string> out;
  for (const auto& [key, member] : object(value, place)) out.emplace(key, text(member, place));
  return out;
}

/// Of ADX a category is an attribute, so its code is a name; one of these says something else.
bool is_category(std::string_view code) {
  constexpr std::array<std::string_view, 4> taken{"dataElement", "value", "categoryOptionCombo",
                                                  "xmlns"};
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !code.empty() && is_letter(code.front()) &&
         std::ranges::find(taken, code) == taken.end() &&
         std::ranges::all_of(code, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

Place place_of(const boost::json::value& value, const std::string& at, const Usual& usual) {
  Place out{.where = {},
            .data_element = {},
            .category_option_combo = {},
            .categories = {},
            .org_unit = usual.org_unit,
            .period = usual.period};
  for (const auto& [key, member] : object(value, at)) {
    const auto here = at + '.' + std::string{key};
    if (key == "where")
      out.where = pairs(member, here);
    else if (key == "data_element")
      out.data_element = text(member, here);
    else if (key == "category_option_combo")
      out.category_option_combo = text(member, here);
    else if (key == "categories")
      out.categories = pairs(member, here);
    else if (key == "org_unit")
      out.org_unit = text(member, here);
    else if (key == "period")
      out.period = text(member, here);
    else
      refuse(here);
  }
  if (out.data_element.empty()) refuse(at + ".data_element");
  if (out.org_unit.empty()) refuse(at + ".org_unit");
  if (!adx_period(out.period)) refuse(at + ".period");
  for (const auto& [category, option] : out.categories)
    if (!is_category(category)) refuse(at + ".categories." + category);
  return out;
}

}  // namespace

Mapping read_mapping(std::string_view json, const Usual& usual) {
  const auto file = crosswalk::parse_file(json);
  Mapping out;
  Usual said;
  std::string format;
  const boost::json::value* values = nullptr;
  for (const auto& [key, member] : object(file, "")) {
    const std::string at{key};
    if (key == "values")
      values = &member;
    else if (key == "format")
      format = text(member, at);
    else if (key == "note")
      text(member, at);  // for people
    else if (key == "data_set")
      out.data_set = text(member, at);
    else if (key == "scheme")
      out.scheme = text(member, at);
    else if (key == "figures")
      out.figures = text(member, at);
    else if (key == "tables")
      out.tables = text(member, at);
    else if (key == "org_unit")
      said.org_unit = text(member, at);
    else if (key == "period")
      said.period = text(member, at);
    else
      refuse(at);
  }
  if (format != "turnstone-dhis2 1") refuse("format");
  if (out.data_set.empty()) refuse("data_set");
  if (out.scheme != "code" && out.scheme != "uid" && out.scheme != "name") refuse("scheme");
  if (!values) refuse("values");
  // What is said now counts before what the file says of all.
  if (!usual.org_unit.empty()) said.org_unit = usual.org_unit;
  if (!usual.period.empty()) said.period = usual.period;
  for (const auto& each : crosswalk::array(*values, "values"))
    out.places.push_back(place_of(each, "values[" + std::to_string(out.places.size()) + ']', said));
  if (out.places.empty()) refuse("values");
  return out;
}

}  // namespace ts::dhis2
