#include "access/one_time_code.h"

#include <algorithm>
#include <array>

#include "crypto/crypto.h"
#include "crypto/hmac_sha1.h"

namespace ts::access {
namespace {

constexpr std::int64_t step_ms = 30'000;
constexpr std::size_t digits = 6;
constexpr std::uint32_t codes = 1'000'000;

}  // namespace

std::int64_t step_of(Instant at) { return at.ms / step_ms; }

std::string code_of_step(BytesView secret, std::int64_t step) {
  std::array<std::uint8_t, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i)
    counter[7 - i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(step) >> (8 * i));
  const auto mac = crypto::hmac_sha1(secret, counter);
  // RFC 4226, section 5.3: four bytes from where the last one points to, without the sign.
  const std::size_t at = mac.back() & 0x0fU;
  std::uint32_t number = mac[at] & 0x7fU;
  for (std::size_t i = 1; i < 4; ++i) number = number << 8U | mac[at + i];
  const auto text = std::to_string(number % codes);
  return std::string(digits - text.size(), '0') + text;
}

std::optional<std::int64_t> step_of_code(BytesView secret, std::string_view code, Instant now,
                                         std::int64_t used) {
  std::optional<std::int64_t> found;
  for (auto step = step_of(now) - 1; step <= step_of(now) + 1; ++step)
    if (crypto::equal(bytes_of(code_of_step(secret, step)), bytes_of(code)) && step > used)
      found = step;
  return found;
}

std::string base32(BytesView bytes) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t pending = 0;
  unsigned bits = 0;
  for (const auto byte : bytes) {
    pending = (pending << 8U | byte) & 0xffffU;
    for (bits += 8; bits >= 5; bits -= 5) out += letters[pending >> (bits - 5) & 31U];
  }
  if (bits > 0) out += letters[pending << (5 - bits) & 31U];
  return out;
}

std::string enrolment_uri(std::string_view login, BytesView secret) {
  std::string name;  // of a login (see `login_of`) only the @ must be written otherwise
  for (const char c : login) name += c == '@' ? std::string{"%40"} : std::string(1, c);
  return "otpauth://totp/Turnstone:" + name + "?secret=" + base32(secret) + "&issuer=Turnstone";
}

}  // namespace ts::access
