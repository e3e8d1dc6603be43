#include "report/words.h"

#include <array>
#include <charconv>
#include <cmath>

namespace ts::report {
namespace {

struct Separators {
  std::string_view thousands, decimal;
};

// As CLDR 42 has them; digits are Latin in every language, as everywhere in the program.
Separators separators(std::string_view language) {
  if (language == "fr") return {"\u202F", ","};
  if (language == "ru") return {"\u00A0", ","};
  if (language == "es" || language == "pt") return {".", ","};
  return {",", "."};
}

}  // namespace

std::string Words::number(double value, int decimals) const {
  if (!std::isfinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "–";
  std::array<char, 400> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(value),
                                 std::chars_format::fixed, decimals)
                       .ptr;
  const std::string_view digits{buffer.data(), static_cast<std::size_t>(end - buffer.data())};
  const auto whole = digits.substr(0, digits.find('.'));
  const auto [thousands, decimal] = separators(language_);
  std::string out;
  if (value < 0 && digits.find_first_not_of("0.") != std::string_view::npos) out = "−";
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (i > 0 && (whole.size() - i) % 3 == 0) out += thousands;
    out += whole[i];
  }
  if (whole.size() < digits.size()) {
    out += decimal;
    out += digits.substr(whole.size() + 1);
  }
  return out;
}

std::string Words::percent(double share, int decimals) const {
  const auto figure = number(share * 100, decimals);
  const bool apart = language_ == "fr" || language_ == "ru" || language_ == "es";
  return figure + (apart ? "\u00A0%" : "%");
}

}  // namespace ts::report
