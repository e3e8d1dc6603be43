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

/// Whether this is base64url (RFC 4648, section 5) of something, without padding. cjose ends the
/// whole program over some text that is not, so nothing else is given to it.
bool is_base64url(std::string_view text);

}  // namespace ts::openid
