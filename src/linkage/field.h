#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "linkage/dates.h"
#include "linkage/spec.h"
#include "linkage/words.h"

namespace ts::linkage {

/// Dates, each distinct one read once.
class Dates {
 public:
  Dates(const std::vector<std::string>& values, const std::vector<std::uint32_t>& counts);
  Compared compare(std::uint32_t a, std::uint32_t b) const;
  std::vector<std::uint64_t> keys(std::uint32_t value, Part part) const;
  std::uint32_t visit(std::string_view text);
  void leave();
  void stay() {}
  void prefetch(std::uint32_t value) const { __builtin_prefetch(values_.data() + value); }
  void prefetch_more(std::uint32_t) const {}

 private:
  std::vector<DateValue> values_;
  std::vector<float> rare_;
};

/// Numbers and codes: small Latin letters and digits, or a folded text.
class Codes {
 public:
  Codes(Kind kind, const std::vector<std::string>& values,
        const std::vector<std::uint32_t>& counts);
  /// Equal; alike: one keystroke away (kind code, phone); weak: two, of six or more.
  Compared compare(std::uint32_t a, std::uint32_t b) const;
  std::vector<std::uint64_t> keys(std::uint32_t value, Part part) const;
  std::uint32_t visit(std::string_view text);
  void leave();
  void stay() {}
  void prefetch(std::uint32_t value) const { __builtin_prefetch(codes_.data() + value); }
  void prefetch_more(std::uint32_t) const {}

 private:
  struct Code {
    Letters letters;
    std::uint32_t same = 0;  ///< equal codes, however they are written, have one number
    float rare = 0;
  };
  void add(std::string_view text, float rare);

  Kind kind_;
  std::vector<Code> codes_;
  std::vector<std::string> values_;
  std::unordered_map<std::string, std::uint32_t> same_;
};

/// Distinct texts, each with a number in the order of coming, and how many records have it.
class Dictionary {
 public:
  std::uint32_t number(std::string_view text) { return number(text, hash(text)); }
  /// Of many, `take(i, number)` in their order.
  template <typename Take>
  void numbers(std::span<const std::string_view> texts, const Take& take);
  const std::vector<std::string>& texts() const { return texts_; }
  const std::vector<std::uint32_t>& counts() const { return counts_; }

 private:
  static std::size_t hash(std::string_view text) { return std::hash<std::string_view>{}(text); }
  std::uint32_t number(std::string_view text, std::size_t hash);
  void grow();
  std::vector<std::string> texts_;
  std::vector<std::uint32_t> counts_;
  std::vector<std::uint32_t> slots_;  ///< open addressing; 0: free
};

template <typename Take>
void Dictionary::numbers(std::span<const std::string_view> texts, const Take& take) {
  constexpr std::size_t at_once = 16;  // while the first is looked up, the others are underway
  std::array<std::size_t, at_once> hashes{};
  for (std::size_t from = 0; from < texts.size(); from += at_once) {
    const auto part = texts.subspan(from, std::min(at_once, texts.size() - from));
    const auto slot = [&](std::size_t i) -> const std::uint32_t* {
      return slots_.empty() ? nullptr : slots_.data() + (hashes[i] & (slots_.size() - 1));
    };
    for (std::size_t i = 0; i < part.size(); ++i) {
      hashes[i] = hash(part[i]);
      __builtin_prefetch(slot(i));
    }
    for (std::size_t i = 0; i < part.size(); ++i)
      if (const auto* at = slot(i); at && *at != 0) __builtin_prefetch(texts_.data() + *at - 1);
    for (std::size_t i = 0; i < part.size(); ++i) take(from + i, number(part[i], hashes[i]));
  }
}

/// The distinct values of one comparison in both files, prepared once. Comparisons of one person's
/// names share one, so that a given name can be compared with a family name.
class Field {
 public:
  Field(Kind kind, const Dictionary& values);

  std::size_t values() const { return size_; }
  Compared compare(std::uint32_t a, std::uint32_t b) const {
    return std::visit([&](const auto& all) { return all.compare(a, b); }, prepared_);
  }
  /// Brings what a comparison will need nearer, in two steps.
  void prefetch(std::uint32_t value) const {
    std::visit([&](const auto& all) { all.prefetch(value); }, prepared_);
  }
  void prefetch_more(std::uint32_t value) const {
    std::visit([&](const auto& all) { all.prefetch_more(value); }, prepared_);
  }
  /// Sorted.
  std::vector<std::uint64_t> keys(std::uint32_t value, Part part) const {
    return std::visit([&](const auto& all) { return all.keys(value, part); }, prepared_);
  }
  /// One more value, to be compared with the others and taken away again (the last first).
  std::uint32_t visit(std::string_view text) {
    return std::visit([&](auto& all) { return all.visit(text); }, prepared_);
  }
  void leave() {
    std::visit([](auto& all) { all.leave(); }, prepared_);
  }
  /// All visitors' values stay for good.
  void stay() {
    std::visit([](auto& all) { all.stay(); }, prepared_);
  }

 private:
  std::size_t size_;
  std::variant<Words, Dates, Codes> prepared_;
};

/// Between the columns of one comparison.
inline constexpr char between_columns = '\x1f';

}  // namespace ts::linkage
