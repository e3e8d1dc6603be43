#pragma once

#include <string>
#include <string_view>

namespace ts::crypto {

/// SHA-256 (FIPS 180-4) in base64, as a content security policy names an inline script. For what
/// others ask for by this name; our own digests are `hash`.
std::string sha256_base64(std::string_view text);

}  // namespace ts::crypto
