#include "dhis2/values.h"

#include <algorithm>
#include <boost/json.hpp>

#include "sheets/xml.h"

namespace ts::dhis2 {
namespace {

namespace json = boost::json;

/// ` name="value"`, as an attribute stands in XML.
std::string attribute(std::string_view name, std::string_view value) {
  return ' ' + std::string{name} + "=\"" + sheets::xml_escaped(value) + '"';
}

}  // namespace

Values values_of(const Mapping& mapping, const Figures& figures) {
  Values out;
  for (const auto& place : mapping.places) {
    std::vector<std::pair<std::size_t, std::string>> where;
    for (const auto& [column, value] : place.where)
      where.emplace_back(figures.place_of(column), value);
    release::Told sum = 0;
    bool any = false;
    for (std::size_t row = 0; row < figures.rows.size(); ++row) {
      if (!std::ranges::all_of(where, [&](const auto& each) {
            return figures.rows[row][each.first] == each.second;
          }))
        continue;
      any = true;
      if (!figures.told[row]) sum.reset();
      if (sum) *sum += *figures.told[row];
    }
    if (!any)
      out.no_row.push_back(place);
    else if (!sum)
      out.held_back.push_back(place);
    else
      out.told.push_back({place, *sum});
  }
  return out;
}

std::string json_of(const Mapping& mapping, const Values& values) {
  const auto& all = values.told;
  // Of one place and period both are said once, with the data set; of several with each value.
  const bool together = std::ranges::all_of(all, [&](const Value& each) {
    return each.place.org_unit == all.front().place.org_unit &&
           each.place.period == all.front().place.period;
  });
  json::object out;
  if (together) out["dataSet"] = mapping.data_set;
  const auto say_where = [](json::object& of, const Place& place) {
    of["period"] = place.period;
    of["orgUnit"] = place.org_unit;
  };
  if (together && !all.empty()) say_where(out, all.front().place);
  json::array list;
  for (const auto& [place, figure] : all) {
    json::object value{{"dataElement", place.data_element}};
    if (!place.category_option_combo.empty())
      value["categoryOptionCombo"] = place.category_option_combo;
    if (!together) say_where(value, place);
    value["value"] = std::to_string(figure);
    list.push_back(std::move(value));
  }
  out["dataValues"] = std::move(list);
  return json::serialize(out);
}

std::string adx_of(const Mapping& mapping, const Values& values, Instant exported) {
  std::map<std::pair<std::string, std::string>, std::string> groups;
  for (const auto& [place, figure] : values.told) {
    auto& group = groups[{place.org_unit, place.period}];
    group += "    <dataValue" + attribute("dataElement", place.data_element);
    for (const auto& [category, option] : place.categories) group += attribute(category, option);
    if (place.categories.empty() && !place.category_option_combo.empty())
      group += attribute("categoryOptionCombo", place.category_option_combo);
    group += attribute("value", std::to_string(figure)) + "/>\n";
  }
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<adx" +
                    attribute("xmlns", "urn:ihe:qrph:adx:2015") +
                    attribute("exported", to_text(exported)) + ">\n";
  for (const auto& [of, group] : groups)
    out += "  <group" + attribute("orgUnit", of.first) +
           attribute("period", adx_period(of.second).value_or("")) +
           attribute("dataSet", mapping.data_set) + ">\n" + group + "  </group>\n";
  return out + "</adx>\n";
}

std::optional<Summary> summary_of(std::string_view body) {
  boost::system::error_code error;
  const auto parsed = json::parse(body, error);
  if (error || !parsed.is_object()) return std::nullopt;
  // Newer servers put the summary within what they say of the request.
  const auto* within = parsed.get_object().if_contains("response");
  const auto& summary = within && within->is_object() ? within->get_object() : parsed.get_object();
  const auto text = [](const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string{value->get_string()} : std::string{};
  };
  Summary out{.status = text(summary, "status"), .conflicts = {}};
  const auto* counts = summary.if_contains("importCount");
  if (out.status.empty() || (!counts && !summary.contains("conflicts"))) return std::nullopt;
  const auto count = [&](std::string_view name) -> std::int64_t {
    const auto* value =
        counts && counts->is_object() ? counts->get_object().if_contains(name) : nullptr;
    return value && value->is_int64() ? value->get_int64() : 0;
  };
  out.imported = count("imported");
  out.updated = count("updated");
  out.ignored = count("ignored");
  out.deleted = count("deleted");
  if (const auto* conflicts = summary.if_contains("conflicts"); conflicts && conflicts->is_array())
    for (const auto& each : conflicts->get_array())
      if (each.is_object())
        out.conflicts.emplace_back(text(each.get_object(), "object"),
                                   text(each.get_object(), "value"));
  return out;
}

}  // namespace ts::dhis2
