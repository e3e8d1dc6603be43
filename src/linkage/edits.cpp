#include "linkage/edits.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace ts::linkage {
namespace {
constexpr std::size_t longest = 64;
}

unsigned edits(std::string_view a, std::string_view b, unsigned most) {
  a = a.substr(0, longest);
  b = b.substr(0, longest);
  while (!a.empty() && !b.empty() && a.front() == b.front()) {
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > most) return most + 1;
  if (a.empty()) return static_cast<unsigned>(b.size());
  if (most == 1) {  // of what is left, one letter, or two that were swapped
    const bool swapped = a.size() == 2 && b.size() == 2 && a[0] == b[1] && a[1] == b[0];
    return (a.size() == 1 && b.size() == 1) || swapped ? 1 : 2;
  }
  using Row = std::array<unsigned, longest + 1>;
  Row before{}, last{}, row{};
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = static_cast<unsigned>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = static_cast<unsigned>(i);
    unsigned least = row[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const unsigned other = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + other});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
      least = std::min(least, row[j]);
    }
    if (least > most) return most + 1;
    before = last;
    last = row;
  }
  return std::min(last[b.size()], most + 1);
}

Letters letters_of(std::string_view text) {
  text = text.substr(0, longest);
  Letters out;
  out.size = static_cast<std::uint8_t>(text.size());
  constexpr unsigned again = 26, digits = 52;
  const auto take = [&](unsigned bit) {
    const bool is_new = (out.set >> bit & 1U) == 0;
    out.set |= std::uint64_t{1} << bit;
    return is_new;
  };
  for (const char c : text) {
    bool taken = false;
    if (c >= 'a' && c <= 'z') {
      const auto letter = static_cast<unsigned>(c - 'a');
      taken = take(letter) || take(letter + again);
    } else if (c >= '0' && c <= '9') {
      taken = take(static_cast<unsigned>(c - '0') + digits);
    }
    if (!taken) ++out.besides;
  }
  return out;
}

}  // namespace ts::linkage
