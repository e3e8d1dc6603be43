#include "base/id.h"

#include <sys/random.h>

#include "base/failure.h"

namespace ts {
namespace {
constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::uint8_t no_digit = 255;

/// What each character stands for.
constexpr auto digit_of = [] {
  std::array<std::uint8_t, 256> out{};
  out.fill(no_digit);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    out[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
  return out;
}();
}  // namespace

IdBytes random_id_bytes() {
  IdBytes out;
  ensure(getrandom(out.data(), out.size(), 0) == static_cast<ssize_t>(out.size()));
  return out;
}

std::string id_text(const IdBytes& bytes) {
  // 128 bits are 26 digits of five bits; the first digit carries the three bits that remain.
  std::string out(26, '0');
  std::size_t next = 0;
  unsigned buffer = 0;
  int have = 2;  // two zero bits ahead make 130
  for (const auto byte : bytes) {
    buffer = buffer << 8 | byte;
    have += 8;
    while (have >= 5) {
      have -= 5;
      out[next++] = alphabet[buffer >> have & 31];
    }
  }
  return out;
}

std::optional<IdBytes> parse_id(std::string_view text) {
  if (text.size() != 26) return std::nullopt;
  IdBytes out;
  std::size_t next = 0;
  unsigned buffer = 0;
  int have = -2;
  for (const char c : text) {
    const unsigned digit = digit_of[static_cast<std::uint8_t>(c)];
    if (digit == no_digit) return std::nullopt;
    buffer = buffer << 5U | digit;
    have += 5;
    if (have == 3 && next == 0 && buffer > 7) return std::nullopt;
    if (have >= 8) {
      have -= 8;
      out[next++] = static_cast<std::uint8_t>(buffer >> have & 255);
    }
  }
  return out;
}

}  // namespace ts
