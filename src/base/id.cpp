#include "base/id.h"

#include <sys/random.h>

#include "base/failure.h"

namespace ts {
namespace {
constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
}

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
    const auto digit = alphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    buffer = buffer << 5 | static_cast<unsigned>(digit);
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
