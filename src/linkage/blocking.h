#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "base/large.h"
#include "linkage/records.h"

/// Rows by what they have in common (blocking).
namespace ts::linkage {

/// The keys of a field's distinct values for one part of them.
struct ValueKeys {
  std::vector<std::uint64_t> only;      ///< of value i, if it has one key; else 0
  std::vector<std::uint32_t> begin{0};  ///< else those of value i are from begin[i] on
  std::vector<std::uint64_t> keys;
};

/// The keys of rows by one rule.
class RuleKeys {
 public:
  /// All combinations of the keys of the row's fields; sorted, each once. `out` is overwritten.
  /// Several threads may ask at once. A rule without fields gives everybody the same key.
  void of(std::span<const std::uint32_t> codes, std::vector<std::uint64_t>& out) const;

 private:
  friend class RowKeys;
  struct Of {
    std::size_t comparison;
    Part part;
    std::uint64_t salt;
    const Field* field;
    const ValueKeys* known;
  };
  void add_keys(const Of& of, std::uint32_t value, std::vector<std::uint64_t>& out) const;
  std::vector<Of> parts_;
};

/// Makes the keys of values once for all rules. What `by` gives is valid as long as this is.
class RowKeys {
 public:
  explicit RowKeys(const Records& records) : records_{records} {}
  RuleKeys by(const Rule& rule);

 private:
  const Records& records_;
  std::map<std::pair<std::size_t, Part>, ValueKeys> values_;
};

/// Rows by a hash of their keys, in buckets.
class RowTable {
 public:
  RowTable() = default;
  /// Of these keys, each with the row that has it.
  RowTable(std::span<const std::uint64_t> keys, std::span<const std::uint32_t> rows);

  /// `take(row)` for every row that has the key.
  template <typename Take>
  void each(std::uint64_t key, const Take& take) const {
    const auto at = key >> shift_;
    for (auto i = begin_[at]; i < begin_[at + 1]; ++i)
      if (entries_[i].rest == static_cast<std::uint32_t>(key)) take(entries_[i].row);
  }
  /// Bring what `each` will need nearer: long, and shortly, before it is asked.
  void prefetch(std::uint64_t key) const { __builtin_prefetch(begin_.data() + (key >> shift_)); }
  void prefetch_rows(std::uint64_t key) const {
    __builtin_prefetch(entries_.data() + begin_[key >> shift_]);
  }

 private:
  struct Entry {
    std::uint32_t rest, row;
  };
  unsigned shift_ = 60;
  LargeVector<std::uint32_t> begin_ = LargeVector<std::uint32_t>(17);
  LargeVector<Entry> entries_;
};

}  // namespace ts::linkage
