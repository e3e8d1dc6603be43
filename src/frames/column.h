#pragma once

#include <bit>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/time.h"

// Columns: one value per row, kept small. Rows are numbered by the table, which calls `resize`
// before it sets. They lock nothing. What stands nowhere is missing.
namespace ts::frames {

using Row = std::uint32_t;

/// Numbers the different texts of a column from 1 on; 0 stands for "missing". A text keeps its code
/// for good, so only what says nothing about a person may go in: choices, countries, ids of
/// accounts.
class Dictionary {
 public:
  using Code = std::uint32_t;
  static constexpr Code missing = 0;

  Dictionary() = default;
  Dictionary(Dictionary&&) noexcept = default;
  Dictionary& operator=(Dictionary&&) noexcept = default;

  /// The code of `text`, a new one when it has none; empty text is `missing`.
  Code code(std::string_view text);
  std::optional<Code> find(std::string_view text) const;
  std::string_view text(Code code) const {
    return code == missing ? std::string_view{} : texts_[code - 1];
  }
  /// How many texts have a code; the largest code, too.
  std::size_t size() const { return texts_.size(); }
  std::size_t bytes() const;

 private:
  std::deque<std::string> texts_;  // their addresses stay, also when the dictionary is moved
  std::unordered_map<std::string_view, Code> codes_;
};

/// One choice of a list per row, in 1, 2 or 4 bytes, as many as the dictionary needs.
class CodeColumn {
 public:
  void resize(std::size_t rows);
  void set(Row row, std::string_view text);
  void clear(Row row) { put(row, Dictionary::missing); }
  Dictionary::Code code(Row row) const {
    return std::visit([row](const auto& codes) { return Dictionary::Code{codes[row]}; }, codes_);
  }
  std::string_view text(Row row) const { return dictionary_.text(code(row)); }
  const Dictionary& dictionary() const { return dictionary_; }
  std::size_t bytes() const;
  /// Bytes of one row.
  std::size_t width() const;

  /// Adds `stride` times the code of each row from `first` on.
  void add(Row first, std::uint32_t stride, std::span<std::uint32_t> to) const {
    std::visit(
        [&](const auto& codes) {
          for (std::size_t i = 0; i < to.size(); ++i) to[i] += stride * codes[first + i];
        },
        codes_);
  }

 private:
  void put(Row row, Dictionary::Code code);
  void widen_for(Dictionary::Code code);
  Dictionary dictionary_;
  std::variant<std::vector<std::uint8_t>, std::vector<std::uint16_t>, std::vector<std::uint32_t>>
      codes_;
};

/// Several choices per row, without order: one bit for each of the first 63, and the few rows that
/// have rarer ones beside it.
class SetColumn {
 public:
  void resize(std::size_t rows) { masks_.resize(rows); }
  void set(Row row, const std::vector<std::string>& texts);
  void clear(Row row);
  /// In the order of their letters, each once.
  std::vector<std::string> texts(Row row) const;
  const Dictionary& dictionary() const { return dictionary_; }
  std::size_t bytes() const;

  template <class Use>
  void each_code(Row row, const Use& use) const {
    for (auto left = masks_[row] & ~and_rarer; left != 0; left &= left - 1)
      use(static_cast<Dictionary::Code>(std::countr_zero(left)) + 1);
    if ((masks_[row] & and_rarer) != 0)
      for (const auto code : rarer_.at(row)) use(code);
  }

 private:
  static constexpr Dictionary::Code masked = 63;  // codes 1 to 63 are bits 0 to 62
  static constexpr std::uint64_t and_rarer = std::uint64_t{1} << 63U;

  Dictionary dictionary_;
  std::vector<std::uint64_t> masks_;
  std::unordered_map<Row, std::vector<Dictionary::Code>> rarer_;
};

/// Dates as days, with how much of each is known: comparing two compares the first days that they
/// may be.
class DateColumn {
 public:
  void resize(std::size_t rows) { packed_.resize(rows, missing); }
  void set(Row row, PartialDate date);
  void clear(Row row) { packed_[row] = missing; }
  std::optional<PartialDate> date(Row row) const;
  /// Days since 1970-01-01 of the first day that it may be.
  std::optional<std::int32_t> day(Row row) const;
  std::size_t bytes() const { return packed_.capacity() * sizeof(std::int32_t); }

 private:
  static constexpr std::int32_t missing = std::numeric_limits<std::int32_t>::min();
  std::vector<std::int32_t> packed_;  // day * 8 + known parts * 2 + about
};

/// Text that is different in nearly every row, such as names: nothing of it stays when it is
/// cleared.
class TextColumn {
 public:
  void resize(std::size_t rows) { texts_.resize(rows); }
  // Swapped, for assigning would leave the old text's memory where it is.
  void set(Row row, std::string_view text) { std::string{text}.swap(texts_[row]); }
  void clear(Row row) { set(row, {}); }
  const std::string& text(Row row) const { return texts_[row]; }
  std::size_t bytes() const;

 private:
  std::vector<std::string> texts_;
};

}  // namespace ts::frames
