#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ts::openid {

/// Where a provider answers (OpenID Connect Discovery 1.0, section 3).
struct Metadata {
  std::string sign_in;  ///< where the person goes
  std::string tokens;   ///< where a code is traded
  std::string keys;     ///< where its keys are
  bool secret_in_header = true;
};

/// Where the provider of this issuer describes itself.
std::string metadata_address(std::string_view issuer);

/// Nothing unless it is the description of exactly this issuer, its addresses are HTTPS or on this
/// computer, and it takes a client's secret in a way that we know.
std::optional<Metadata> read_metadata(std::string_view json, std::string_view issuer);

/// "https://host…", or "http://127.0.0.1:…" or "http://localhost:…" on this computer; no name, no
/// fragment, no space within.
bool is_address(std::string_view text);

}  // namespace ts::openid
