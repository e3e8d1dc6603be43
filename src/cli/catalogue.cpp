#include "catalogue/catalogue.h"

#include <boost/json.hpp>
#include <iostream>

#include "api/problem.h"
#include "cli/cli.h"

namespace ts::cli {
namespace {

namespace json = boost::json;

json::object view(const catalogue::Field& field, const std::string& language) {
  json::array values;
  for (const auto& code : field.values)
    values.push_back(json::object{
        {"code", code},
        {"label", api::label("value." + field.name + '.' + code, language).value_or(code)}});
  return {{"name", field.name},
          {"kind", field.kind},
          {"type", catalogue::text(field.type)},
          {"class", std::string{letter_of(field.field_class)}},
          {"core", field.core},
          {"required", field.required},
          {"label", api::label("field." + field.name, language).value_or(field.name)},
          {"values", values}};
}

}  // namespace

int catalogue_list(const Settings& settings) {
  json::array out;
  for (const auto& field : catalogue::Catalogue::built_in().fields())
    out.push_back(view(field, settings.language));
  if (settings.json) {
    std::cout << json::serialize(out) << '\n';
    return done;
  }
  for (const auto& item : out) {
    const auto& field = item.as_object();
    const auto cell = [&](const char* name) { return std::string{field.at(name).as_string()}; };
    std::cout << cell("name") << '\t' << cell("kind") << '\t' << cell("type") << '\t'
              << cell("class") << '\t' << (field.at("core").as_bool() ? "core" : "-") << '\t'
              << cell("label") << '\t';
    const char* between = "";
    for (const auto& value : field.at("values").as_array()) {
      std::cout << between << std::string{value.as_object().at("code").as_string()};
      between = " ";
    }
    std::cout << '\n';
  }
  return done;
}

}  // namespace ts::cli
