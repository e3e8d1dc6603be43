#include "lang/jaro_winkler.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "lang/text.h"

namespace ts::lang {
namespace {

constexpr std::size_t longest = 64;

class Letters {
 public:
  explicit Letters(std::string_view utf8) {
    while (!utf8.empty() && size_ < longest) all_[size_++] = take_code_point(utf8);
  }
  std::span<const char32_t> all() const { return {all_.data(), size_}; }

 private:
  std::array<char32_t, longest> all_;  // NOLINT: only the first size_ are read
  std::size_t size_ = 0;
};

double jaro(std::span<const char32_t> a, std::span<const char32_t> b) {
  const auto longer = std::max(a.size(), b.size());
  const auto reach = longer < 4 ? 0 : longer / 2 - 1;
  std::uint64_t taken = 0;               // in b
  std::array<char32_t, longest> common;  // of a, in its order; NOLINT: filled before it is read
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto to = std::min(b.size(), i + reach + 1);
    for (auto j = i < reach ? 0 : i - reach; j < to; ++j) {
      if (a[i] != b[j] || (taken >> j & 1U) != 0) continue;
      taken |= std::uint64_t{1} << j;
      common[count++] = a[i];
      break;
    }
  }
  if (count == 0) return 0;
  std::size_t out_of_order = 0;
  std::size_t k = 0;
  for (std::size_t j = 0; j < b.size(); ++j)
    if ((taken >> j & 1U) != 0 && common[k++] != b[j]) ++out_of_order;
  const auto m = static_cast<double>(count);
  return (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) +
          (m - static_cast<double>(out_of_order) / 2) / m) /
         3;
}

}  // namespace

double jaro_winkler(std::string_view a, std::string_view b) {
  const Letters letters_a{a};
  const Letters letters_b{b};
  auto first = letters_a.all();
  auto second = letters_b.all();
  if (first.empty() || second.empty()) return 0;
  // Which letters are paired can depend on who goes first: fixed, so that it is symmetric.
  if (first.size() > second.size() ||
      (first.size() == second.size() && std::ranges::lexicographical_compare(second, first)))
    std::swap(first, second);
  const auto similar = jaro(first, second);
  std::size_t prefix = 0;
  while (prefix < std::min<std::size_t>(4, first.size()) && first[prefix] == second[prefix])
    ++prefix;
  return similar + 0.1 * static_cast<double>(prefix) * (1 - similar);
}

}  // namespace ts::lang
