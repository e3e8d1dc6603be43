#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

/// What a release is made from: columns of codes, one row a person. What somebody says about
/// themselves in several rows was put together before (release/reading.h).
namespace ts::release {

/// The number of a value in its column, from 1 on in the order of the domain; 0: nothing is known.
using Code = std::uint32_t;
inline constexpr Code missing = 0;

enum class Kind {
  categorical,   ///< one of several values without order
  multi_valued,  ///< any number of them
  ordinal,       ///< one of several values in their order, or a band of numbers
  date           ///< a date, rounded; in order
};

/// Codes in 1, 2 or 4 bytes each, as few as the largest one needs.
class Codes {
 public:
  /// Room for codes up to `largest` without widening.
  explicit Codes(Code largest = 0);
  explicit Codes(std::span<const Code> codes);
  /// The code `to[c]` for each code c.
  Codes translated(std::span<const Code> to) const;
  void push(Code code);
  void set(std::size_t index, Code code);
  void reserve(std::size_t count);
  Code operator[](std::size_t index) const {
    return std::visit([index](const auto& codes) { return Code{codes[index]}; }, codes_);
  }
  std::size_t size() const {
    return std::visit([](const auto& codes) { return codes.size(); }, codes_);
  }
  std::size_t bytes() const;
  /// `use` with a span of bytes, of 16 or of 32 bits, for loops over all of them.
  template <class Use>
  decltype(auto) visit(Use&& use) const {
    return std::visit([&use](const auto& codes) { return use(std::span{codes}); }, codes_);
  }

 private:
  void widen_for(Code code);
  std::variant<std::vector<std::uint8_t>, std::vector<std::uint16_t>, std::vector<std::uint32_t>>
      codes_;
};

/// Coarser and coarser groups of a column's values, for recoding. Level 0, the values themselves,
/// is not stored. Each level's groups are unions of groups of the level before.
struct Hierarchy {
  struct Level {
    std::vector<Code> group_of;      ///< by code; `[0]` is `missing`
    std::vector<std::string> names;  ///< of group g: `names[g - 1]`
  };
  std::vector<Level> levels;
};

/// One attribute of everybody.
class Column {
 public:
  Column(std::string name, Kind kind, std::vector<std::string> domain);

  const std::string& name() const { return name_; }
  Kind kind() const { return kind_; }
  bool multi_valued() const { return kind_ == Kind::multi_valued; }
  bool ordered() const { return kind_ == Kind::ordinal || kind_ == Kind::date; }

  /// The values that there can be, whether or not anybody has them: code c is `domain()[c - 1]`.
  const std::vector<std::string>& domain() const { return domain_; }
  Code largest() const { return static_cast<Code>(domain_.size()); }
  /// Empty for `missing`.
  std::string_view text(Code code) const {
    return code == missing ? std::string_view{} : std::string_view{domain_[code - 1]};
  }
  /// Were the values named by whoever asked, and not taken from the data? Differential privacy
  /// needs that.
  bool domain_is_public = false;
  Hierarchy hierarchy;

  std::size_t rows() const { return multi_valued() ? starts_.size() - 1 : codes_.size(); }
  /// Of a column that is not multi-valued.
  Code code(std::size_t row) const { return codes_[row]; }
  /// All rows of a column that is not multi-valued.
  const Codes& codes() const { return codes_; }
  /// Every value of a row in ascending order; none when nothing is known.
  template <class Use>
  void each_code(std::size_t row, Use&& use) const {
    if (!multi_valued()) {
      if (const auto code = codes_[row]; code != missing) use(code);
      return;
    }
    for (auto at = starts_[row]; at < starts_[row + 1]; ++at) use(codes_[at]);
  }

  /// Another row at the end. One value at most, unless the column is multi-valued; then ascending,
  /// each once.
  void add(Code code);
  void add(std::span<const Code> codes);
  /// The codes of all rows, of a column without rows that is not multi-valued.
  void fill(Codes codes);
  void reserve(std::size_t rows) { codes_.reserve(rows); }
  std::size_t bytes() const;

 private:
  std::string name_;
  Kind kind_;
  std::vector<std::string> domain_;
  Codes codes_;
  std::vector<std::uint32_t> starts_;  // of multi-valued rows within `codes_`, and the end
};

/// Columns of the same length.
struct Table {
  std::vector<Column> columns;

  std::size_t rows() const { return columns.empty() ? 0 : columns.front().rows(); }
  const Column* find(std::string_view name) const;
};

/// The values of all columns, numbered one after the other: what combinations are made of. A
/// missing value is no item.
using Item = std::uint32_t;
class Items {
 public:
  explicit Items(const Table& table);
  /// How many there are.
  Item count() const { return first_.back(); }
  std::size_t columns() const { return first_.size() - 1; }
  Item item(std::size_t column, Code code) const { return first_[column] + code - 1; }
  std::size_t column(Item item) const { return column_[item]; }
  Code code(Item item) const { return item - first_[column_[item]] + 1; }
  /// Can one person have both? Not when they are values of one column that takes one only.
  bool exclude(Item a, Item b) const {
    return column_[a] == column_[b] && !multi_valued_[column_[a]];
  }

 private:
  std::vector<Item> first_;            // of each column, and the end
  std::vector<std::uint32_t> column_;  // of each item
  std::vector<bool> multi_valued_;
};

/// Numbers texts from 1 on in the order in which they come; empty text is `missing`.
class Numbering {
 public:
  Code code(std::string_view text);
  /// `missing` when there is none.
  Code find(std::string_view text) const;
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::vector<std::string> texts_;
  std::unordered_map<std::string, Code, Hash, std::equal_to<>> codes_;
};

}  // namespace ts::release
