#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

/// JSON that a provider sent.
namespace ts::openid {

/// Nothing when it is no object, no UTF-8 or deeper than a provider's answers are.
std::optional<boost::json::object> object_in(std::string_view text);
/// Empty when there is no such text.
std::string text_at(const boost::json::object& object, std::string_view name);

}  // namespace ts::openid
