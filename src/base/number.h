#pragma once

#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <type_traits>

namespace ts {

/// The whole of `text` as a number in base ten, whatever the locale. Nothing when anything else is
/// in it (a plus sign and spaces, too), when it is too large, or not finite.
template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number out{};
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, out);
  if (error != std::errc{} || stop != end) return std::nullopt;
  if constexpr (std::is_floating_point_v<Number>)
    if (!std::isfinite(out)) return std::nullopt;
  return out;
}

}  // namespace ts
