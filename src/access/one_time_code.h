#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/time.h"

/// The codes of an authenticator app: RFC 6238 (TOTP) over RFC 4226 (HOTP), with the values that
/// every app takes: SHA-1, six digits, a step of thirty seconds.
namespace ts::access {

/// RFC 4226 recommends 160 bits.
inline constexpr std::size_t one_time_secret_size = 20;

/// Steps of thirty seconds since 1970.
std::int64_t step_of(Instant at);
std::string code_of_step(BytesView secret, std::int64_t step);

/// The step that this code is of: the one now, the one before or the one after (clocks differ), but
/// none up to `used`, so that a code that was seen over a shoulder is worth nothing. Nothing when
/// it is of none.
std::optional<std::int64_t> step_of_code(BytesView secret, std::string_view code, Instant now,
                                         std::int64_t used);

/// RFC 4648, without padding: how people type a secret into an app.
std::string base32(BytesView bytes);
/// What the QR code says. It holds the secret: never in an address of ours, never in a log.
std::string enrolment_uri(std::string_view login, BytesView secret);

}  // namespace ts::access
