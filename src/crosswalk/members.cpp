#include "crosswalk/members.h"

#include "base/failure.h"

namespace ts::crosswalk {

namespace json = boost::json;

void refuse(std::string place) {
  throw Failure{Fault::invalid, "mapping.malformed", {{std::move(place), "mapping.not_so"}}};
}

json::value parse_file(std::string_view text) {
  boost::system::error_code error;
  auto out = json::parse(text, error);
  if (error) refuse("");
  return out;
}

const json::object& object(const json::value& value, const std::string& place) {
  if (!value.is_object()) refuse(place);
  return value.get_object();
}

const json::array& array(const json::value& value, const std::string& place) {
  if (!value.is_array()) refuse(place);
  return value.get_array();
}

std::string text(const json::value& value, const std::string& place) {
  if (!value.is_string()) refuse(place);
  return std::string{value.get_string()};
}

std::vector<std::string> texts(const json::value& value, const std::string& place) {
  std::vector<std::string> out;
  for (const auto& each : array(value, place)) out.push_back(text(each, place));
  return out;
}

}  // namespace ts::crosswalk
