#include "catalogue/value.h"

#include <boost/json.hpp>
#include <cmath>

namespace ts::catalogue {

boost::json::value to_json(const Value& value) {
  return std::visit([](const auto& held) { return boost::json::value_from(held); }, value);
}

boost::json::object to_json(const Fields& fields) {
  boost::json::object out;
  for (const auto& [name, value] : fields) out.emplace(name, to_json(value));
  return out;
}

namespace {

std::optional<Value> list_of(const boost::json::array& array) {
  std::vector<std::string> out;
  out.reserve(array.size());
  for (const auto& each : array) {
    if (!each.is_string()) return std::nullopt;
    out.emplace_back(each.get_string());
  }
  return out;
}

}  // namespace

std::string_view text_in(const Fields& fields, std::string_view name) {
  const auto found = fields.find(name);
  const auto* text = found == fields.end() ? nullptr : std::get_if<std::string>(&found->second);
  return text ? std::string_view{*text} : std::string_view{};
}

std::optional<Value> value_of(const boost::json::value& json) {
  switch (json.kind()) {
    case boost::json::kind::bool_:
      return json.get_bool();
    case boost::json::kind::int64:
      return json.get_int64();
    case boost::json::kind::double_:
      // The parser lets 1e999 through as infinity.
      if (!std::isfinite(json.get_double())) return std::nullopt;
      return json.get_double();
    case boost::json::kind::string:
      return std::string{json.get_string()};
    case boost::json::kind::array:
      return list_of(json.get_array());
    default:
      return std::nullopt;
  }
}

}  // namespace ts::catalogue
