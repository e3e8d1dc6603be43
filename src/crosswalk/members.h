#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

/// Reading mapping files: what is not as it should be is refused, with its place.
namespace ts::crosswalk {

/// `Failure{invalid, "mapping.malformed"}`.
[[noreturn]] void refuse(std::string place);

/// A whole file, and what stands in it; refused when it is something else.
boost::json::value parse_file(std::string_view text);
const boost::json::object& object(const boost::json::value& value, const std::string& place);
const boost::json::array& array(const boost::json::value& value, const std::string& place);
std::string text(const boost::json::value& value, const std::string& place);
std::vector<std::string> texts(const boost::json::value& value, const std::string& place);

}  // namespace ts::crosswalk
