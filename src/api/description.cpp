#include <boost/json.hpp>

#include "api/api.h"
#include "base/data.h"

namespace ts::api {
namespace {

namespace json = boost::json;

json::object reference(std::string_view schema) {
  return {{"$ref", "#/components/schemas/" + std::string{schema}}};
}

json::object content(std::string_view type, std::string_view schema) {
  return {{type, json::object{{"schema", reference(schema)}}}};
}

json::object parameter(std::string_view name, std::string_view in, bool required,
                       json::object schema) {
  return {{"name", name}, {"in", in}, {"required", required}, {"schema", std::move(schema)}};
}

json::array parameters(const Route& route) {
  json::array out;
  for (std::size_t at = route.path.find('{'); at != std::string_view::npos;
       at = route.path.find('{', at + 1)) {
    const auto name = route.path.substr(at + 1, route.path.find('}', at) - at - 1);
    out.push_back(parameter(name, "path", true, reference("Id")));
  }
  for (const auto& name : route.query)
    out.push_back(parameter(name, "query", name == "by", json::object{{"type", "string"}}));
  if (route.if_match)
    out.push_back(parameter("If-Match", "header", true,
                            json::object{{"type", "string"}, {"pattern", "^\"[0-9]+\"$"}}));
  if (route.idempotent)
    out.push_back(
        parameter("Idempotency-Key", "header", false,
                  json::object{{"type", "string"}, {"pattern", "^[A-Za-z0-9-]{16,64}$"}}));
  if (route.action && route.method != "GET")
    out.push_back(parameter("X-CSRF-Token", "header", true, json::object{{"type", "string"}}));
  return out;
}

json::object operation(const Route& route) {
  json::object answer{{"description", route.gives.empty() ? "Done" : route.gives}};
  if (!route.gives.empty()) answer["content"] = content("application/json", route.gives);
  json::object out{
      {"summary", route.summary},
      {"parameters", parameters(route)},
      {"responses",
       json::object{{std::to_string(route.status), answer},
                    {"default",
                     json::object{{"description", "What is wrong, and what to do"},
                                  {"content", content("application/problem+json", "Problem")}}}}}};
  if (!route.takes.empty())
    out["requestBody"] =
        json::object{{"required", true}, {"content", content("application/json", route.takes)}};
  if (route.action) {
    out["security"] = json::array{json::object{{"session", json::array{}}}};
    out["x-action"] = text(*route.action);
  } else {
    out["security"] = json::array{};
  }
  return out;
}

std::string lower(std::string_view method) {
  std::string out{method};
  for (auto& c : out) c = static_cast<char>(c + ('a' - 'A'));  // methods are capital letters only
  return out;
}

}  // namespace

std::string describe(const Router& router) {
  json::object paths;
  for (const auto& route : router.routes()) {
    auto& path = paths[route.path];
    if (!path.is_object()) path = json::object{};
    path.as_object()[lower(route.method)] = operation(route);
  }
  return json::serialize(json::object{
      {"openapi", "3.1.0"},
      {"info",
       json::object{
           {"title", "Turnstone"}, {"version", "1"}, {"description", "Conventions: docs/api.md"}}},
      {"servers", json::array{json::object{{"url", "/api/v1"}}}},
      {"paths", paths},
      {"components",
       json::object{{"schemas", json::parse(data::file("api/schemas.json"))},
                    {"securitySchemes",
                     json::object{{"session", json::object{{"type", "apiKey"},
                                                           {"in", "cookie"},
                                                           {"name", "turnstone_session"}}}}}}}});
}

}  // namespace ts::api
