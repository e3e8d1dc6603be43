#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ts::crypto {

/// RFC 4648, section 4, with padding.
std::string base64(std::string_view bytes);
/// Nothing when it is not that.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace ts::crypto
