#include <algorithm>
#include <charconv>
#include <cstddef>

#include "lang/messages.h"

namespace ts::lang {
namespace {

// More than any browser sends; the rest of a longer header is not looked at.
constexpr std::size_t most_ranges = 32;

struct Range {
  std::string tag;  ///< in small letters
  int weight = 1000;
};

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

std::string small(std::string_view text) {
  std::string out{text};
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// "q=0.75" in thousandths; 0 for what is not a weight.
int weight_of(std::string_view parameter) {
  if (parameter.size() < 3 || (parameter[0] != 'q' && parameter[0] != 'Q') || parameter[1] != '=')
    return 0;
  const auto digits = parameter.substr(2);
  if (digits[0] == '1') return 1000;
  if (digits[0] != '0' || digits.size() < 3 || digits[1] != '.') return 0;
  std::string thousandths{digits.substr(2, 3)};
  thousandths.resize(3, '0');
  int out = 0;
  const auto* end = thousandths.data() + thousandths.size();
  const auto read = std::from_chars(thousandths.data(), end, out);
  return read.ptr == end && out >= 0 ? out : 0;
}

/// The wanted languages, the most wanted first.
std::vector<Range> ranges_of(std::string_view header) {
  std::vector<Range> out;
  while (!header.empty() && out.size() < most_ranges) {
    const auto item = header.substr(0, header.find(','));
    header.remove_prefix(std::min(header.size(), item.size() + 1));
    const auto semicolon = item.find(';');
    Range range{small(trimmed(item.substr(0, semicolon)))};
    if (semicolon != std::string_view::npos)
      range.weight = weight_of(trimmed(item.substr(semicolon + 1)));
    if (!range.tag.empty() && range.weight > 0) out.push_back(std::move(range));
  }
  std::ranges::stable_sort(out, std::ranges::greater{}, &Range::weight);
  return out;
}

}  // namespace

std::string Messages::choose(std::string_view accept_language_header,
                             std::span<const std::string_view> available) {
  if (available.empty()) return {};
  for (const auto& range : ranges_of(accept_language_header)) {
    for (std::string_view tag = range.tag; !tag.empty();) {
      const auto found =
          std::ranges::find_if(available, [&](std::string_view one) { return small(one) == tag; });
      if (found != available.end()) return std::string{*found};
      const auto dash = tag.rfind('-');
      tag = dash == std::string_view::npos ? std::string_view{} : tag.substr(0, dash);
    }
  }
  return std::string{available.front()};
}

}  // namespace ts::lang
