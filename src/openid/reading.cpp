#include "openid/reading.h"

#include <algorithm>

namespace ts::openid {

namespace json = boost::json;

std::optional<json::object> object_in(std::string_view text) {
  constexpr std::size_t deepest = 16;
  boost::system::error_code error;
  auto value = json::parse({text.data(), text.size()}, error, {}, {.max_depth = deepest});
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

std::string text_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains({name.data(), name.size()});
  return value && value->is_string() ? std::string{value->get_string()} : std::string{};
}

bool is_base64url(std::string_view text) {
  const auto is_digit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  // Four letters are three bytes; one letter more is not even one.
  return !text.empty() && text.size() % 4 != 1 && std::ranges::all_of(text, is_digit);
}

}  // namespace ts::openid
