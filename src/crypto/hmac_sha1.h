#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"

namespace ts::crypto {

/// HMAC (RFC 2104) with SHA-1, and for one-time codes only: many authenticator apps know nothing
/// else (docs/decisions/0020-codes-by-sha-1.md). What is broken of SHA-1, collisions, is nothing
/// that HMAC rests on.
std::array<std::uint8_t, 20> hmac_sha1(BytesView key, BytesView message);

}  // namespace ts::crypto
