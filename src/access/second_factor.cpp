#include "access/second_factor.h"

#include <algorithm>
#include <array>

#include "access/one_time_code.h"

namespace ts::access {
namespace {

/// Nothing that is read one way and typed another: no i, l, o, u.
constexpr std::string_view letters = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t code_length = 16, group = 4;

bool is_app_code(std::string_view code) {
  return code.size() == 6 &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Apps show "123 456", paper shows groups: what stands between them does not matter.
std::string bare(std::string_view code) {
  std::string out;
  for (const char c : code) {
    if (c == ' ' || c == '-') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

}  // namespace

std::string random_recovery_code() {
  std::array<std::uint8_t, code_length> chance{};
  crypto::random_fill(chance);
  std::string out;
  for (std::size_t i = 0; i < chance.size(); ++i) {
    if (i > 0 && i % group == 0) out += '-';
    out += letters[chance[i] % letters.size()];
  }
  return out;
}

crypto::Digest recovery_tag(const vault::Keyring& keyring, std::string_view code) {
  return keyring.tag("recovery code", bare(code));
}

std::optional<CodeKind> use_code(SecondFactor& factor, const vault::Keyring& keyring,
                                 std::string_view code, Instant now) {
  const auto typed = bare(code);
  if (is_app_code(typed)) {
    const auto step = step_of_code(factor.secret, typed, now, factor.used_step);
    if (!step) return std::nullopt;
    factor.used_step = *step;
    return CodeKind::app;
  }
  const auto tag = recovery_tag(keyring, typed);
  const auto used =
      std::erase_if(factor.recovery, [&](const auto& kept) { return crypto::equal(kept, tag); });
  return used > 0 ? std::optional{CodeKind::recovery} : std::nullopt;
}

}  // namespace ts::access
