#include "linkages/spec_json.h"

#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <optional>

#include "base/failure.h"
#include "linkages/spec_values.h"

namespace ts::linkages {
namespace {

namespace json = boost::json;
using namespace linkage;

constexpr std::string_view format = "turnstone-linkage-spec";
constexpr std::size_t most_rules = 40, most_keys = 6, most_columns = 8;

constexpr std::array kinds{Kind::name,  Kind::kin,  Kind::date, Kind::place,
                           Kind::phone, Kind::code, Kind::exact};
constexpr std::array parts{Part::value, Part::words, Part::word,
                           Part::start, Part::year,  Part::month_day};

[[noreturn]] void refuse(std::string place) {
  throw Failure{Fault::invalid, "linkage.bad_spec", {{std::move(place), "linkage.not_so"}}};
}

const json::object& object(const json::value& value, const std::string& place) {
  if (!value.is_object()) refuse(place);
  return value.get_object();
}

const json::array& array(const json::value& value, const std::string& place, std::size_t most) {
  if (!value.is_array() || value.get_array().size() > most) refuse(place);
  return value.get_array();
}

std::string text(const json::value& value, const std::string& place) {
  if (!value.is_string() || value.get_string().empty()) refuse(place);
  return std::string{value.get_string()};
}

double number(const json::value& value, const std::string& place, double least, double most) {
  if (!value.is_number()) refuse(place);
  const auto out = value.to_number<double>();
  if (!(out >= least && out <= most)) refuse(place);
  return out;
}

template <class All>
auto named(const All& all, const std::string& name, const std::string& place) {
  for (const auto each : all)
    if (name_of(each) == name) return each;
  refuse(place);
}

Comparison comparison(const json::value& value, const std::string& place) {
  Comparison out;
  for (const auto& [key, member] : object(value, place)) {
    if (key == "name")
      out.name = text(member, place + ".name");
    else if (key == "kind")
      out.kind = named(kinds, text(member, place + ".kind"), place + ".kind");
    else if (key == "columns")
      for (const auto& each : array(member, place + ".columns", most_columns))
        out.columns.push_back(text(each, place + ".columns"));
    else
      refuse(place);
  }
  if (out.columns.empty()) refuse(place + ".columns");
  if (out.kind == Kind::date && out.columns.size() != 1 && out.columns.size() != 3)
    refuse(place + ".columns");
  if (out.name.empty()) out.name = out.columns.front();
  return out;
}

Rule rule(const json::value& value, const Spec& spec, const std::string& place) {
  Rule out;
  for (const auto& each : array(value, place, most_keys)) {
    Key key;
    std::optional<std::size_t> field;
    for (const auto& [name, member] : object(each, place)) {
      if (name == "comparison") {
        const auto wanted = text(member, place);
        for (std::size_t i = 0; i < spec.comparisons.size(); ++i)
          if (spec.comparisons[i].name == wanted) field = i;
      } else if (name == "part") {
        key.part = named(parts, text(member, place), place);
      } else {
        refuse(place);
      }
    }
    if (!field) refuse(place);
    key.comparison = *field;
    out.push_back(key);
  }
  return out;
}

json::value parsed(std::string_view text) {
  json::error_code error;
  auto out = json::parse(text, error);
  if (error) refuse("JSON");
  return out;
}

}  // namespace

Spec read_spec(std::string_view text_of_spec) {
  const auto value = parsed(text_of_spec);
  const auto& all = object(value, "JSON");
  Spec out;
  if (const auto* found = all.if_contains("comparisons"))
    for (const auto& each : array(*found, "comparisons", most_comparisons))
      out.comparisons.push_back(
          comparison(each, "comparisons " + std::to_string(out.comparisons.size() + 1)));
  if (out.comparisons.empty()) refuse("comparisons");
  for (const auto& [key, member] : all) {
    if (key == "comparisons") continue;
    if (key == "format") {
      if (text(member, "format") != format) refuse("format");
    } else if (key == "version") {
      number(member, "version", 1, 1);
    } else if (key == "rules") {
      for (const auto& each : array(member, "rules", most_rules))
        out.rules.push_back(rule(each, out, "rules " + std::to_string(out.rules.size() + 1)));
    } else if (key == "threshold") {
      out.threshold = number(member, "threshold", 0.01, 0.9999);
    } else if (key == "most_pairs") {
      out.most_pairs = static_cast<std::uint64_t>(number(member, "most_pairs", 1, 1e10));
    } else {
      refuse(std::string{key});
    }
  }
  return out;
}

json::object spec_value(const Spec& spec) {
  json::array comparisons, rules;
  for (const auto& each : spec.comparisons)
    comparisons.push_back({{"name", each.name},
                           {"kind", name_of(each.kind)},
                           {"columns", json::value_from(each.columns)}});
  for (const auto& each : spec.rules) rules.push_back(rule_value(spec, each));
  return {{"format", format},
          {"version", 1},
          {"comparisons", std::move(comparisons)},
          {"rules", std::move(rules)},
          {"threshold", spec.threshold},
          {"most_pairs", spec.most_pairs}};
}

json::array rule_value(const Spec& spec, const Rule& rule) {
  json::array out;
  for (const auto& key : rule)
    out.push_back(
        {{"comparison", spec.comparisons[key.comparison].name}, {"part", name_of(key.part)}});
  return out;
}

std::string spec_json(const Spec& spec) { return json::serialize(spec_value(spec)) + "\n"; }

}  // namespace ts::linkages
