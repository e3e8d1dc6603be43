#include "release/records.h"

#include <algorithm>
#include <bit>
#include <map>
#include <numeric>

#include "base/failure.h"

namespace ts::release {
namespace {

using Word = std::uint64_t;

/// Every row as a few words of bits that are equal exactly when the rows are.
class PackedRows {
 public:
  explicit PackedRows(const Table& table) : rows_{table.rows()} {
    std::vector<Codes> sets(table.columns.size());
    std::vector<int> widths;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const auto& column = table.columns[i];
      if (column.multi_valued()) sets[i] = numbered_sets(column);
      widths.push_back(width_of(column.multi_valued() ? sets[i] : column.codes()));
    }
    place(widths);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const auto& column = table.columns[i];
      (column.multi_valued() ? sets[i] : column.codes()).visit([&](auto codes) { put(i, codes); });
    }
  }

  std::span<const Word> row(std::size_t row) const {
    return std::span{bits_}.subspan(row * words_, words_);
  }

  Word hash(std::size_t row) const {
    Word out = 0x9e3779b97f4a7c15U;
    for (const auto word : this->row(row)) {
      out = (out ^ word) * 0xff51afd7ed558ccdU;
      out ^= out >> 32U;
    }
    return out;
  }

 private:
  struct Place {
    std::size_t word;
    int shift;
  };

  static int width_of(const Codes& codes) {
    return codes.visit([](auto all) {
      return all.empty() ? 0
                         : static_cast<int>(std::bit_width(
                               std::uint32_t{*std::max_element(all.begin(), all.end())}));
    });
  }

  static Codes numbered_sets(const Column& column) {
    std::map<std::vector<Code>, Code> numbers;
    Codes out;
    std::vector<Code> set;
    for (std::size_t row = 0; row < column.rows(); ++row) {
      set.clear();
      column.each_code(row, [&set](Code code) { set.push_back(code); });
      out.push(numbers.emplace(set, static_cast<Code>(numbers.size())).first->second);
    }
    return out;
  }

  void place(const std::vector<int>& widths) {
    std::size_t word = 0;
    int shift = 0;
    for (const auto width : widths) {
      if (shift + width > 64) {
        ++word;
        shift = 0;
      }
      places_.push_back({word, shift});
      shift += width;
    }
    words_ = word + 1;
    bits_.assign(rows_ * words_, 0);
  }

  template <class T>
  void put(std::size_t column, std::span<T> codes) {
    const auto [word, shift] = places_[column];
    if (shift == 64) return;  // nothing but zeros
    for (std::size_t row = 0; row < rows_; ++row)
      bits_[row * words_ + word] |= Word{codes[row]} << static_cast<unsigned>(shift);
  }

  std::size_t rows_;
  std::size_t words_ = 1;
  std::vector<Place> places_;
  std::vector<Word> bits_;
};

struct Group {
  std::uint32_t row;  ///< the first that is like this
  std::uint32_t weight;
};

/// Open addressing: a slot holds the number of a group, counted from 1.
std::vector<Group> groups_of(const PackedRows& packed, std::size_t rows) {
  std::vector<Group> groups;
  std::vector<std::uint32_t> slots(std::bit_ceil(std::max<std::size_t>(16, rows * 2)));
  for (std::uint32_t row = 0; row < rows; ++row) {
    auto slot = packed.hash(row) & (slots.size() - 1);
    while (slots[slot] != 0 &&
           !std::ranges::equal(packed.row(groups[slots[slot] - 1].row), packed.row(row)))
      slot = (slot + 1) & (slots.size() - 1);
    if (slots[slot] == 0) {
      groups.push_back({row, 0});
      slots[slot] = static_cast<std::uint32_t>(groups.size());
    }
    ++groups[slots[slot] - 1].weight;
  }
  return groups;
}

}  // namespace

void Records::add(std::span<const Item> items, std::uint32_t weight) {
  items_.insert(items_.end(), items.begin(), items.end());
  starts_.push_back(items_.size());
  weights_.push_back(weight);
  rows_ += weight;
}

void Records::reserve(std::size_t records, std::size_t items) {
  items_.reserve(items);
  starts_.reserve(records + 1);
  weights_.reserve(records);
}

Records distinct_records(const Table& table, const Items& items) {
  std::vector<Group> groups;
  {
    const PackedRows packed{table};
    groups = groups_of(packed, table.rows());
  }
  Records unordered;
  std::vector<Item> row;
  for (const auto& group : groups) {
    row.clear();
    for (std::size_t column = 0; column < table.columns.size(); ++column)
      table.columns[column].each_code(group.row,
                                      [&](Code code) { row.push_back(items.item(column, code)); });
    unordered.add(row, group.weight);
  }
  std::vector<std::uint32_t> order(unordered.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, [&](auto a, auto b) {
    return std::ranges::lexicographical_compare(unordered.items(a), unordered.items(b));
  });
  Records out;
  for (const auto record : order) out.add(unordered.items(record), unordered.weight(record));
  return out;
}

Table table_of(const Records& records, const Items& items, const Table& like) {
  Table out;
  for (const auto& column : like.columns) {
    out.columns.emplace_back(column.name(), column.kind(), column.domain());
    out.columns.back().domain_is_public = column.domain_is_public;
    out.columns.back().reserve(records.rows());
  }
  std::vector<std::vector<Code>> row(like.columns.size());
  for (std::size_t record = 0; record < records.size(); ++record) {
    for (auto& codes : row) codes.clear();
    for (const auto item : records.items(record))
      row[items.column(item)].push_back(items.code(item));
    for (std::uint32_t copy = 0; copy < records.weight(record); ++copy)
      for (std::size_t column = 0; column < row.size(); ++column)
        out.columns[column].add(row[column]);
  }
  return out;
}

}  // namespace ts::release
