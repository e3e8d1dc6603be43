#pragma once

#include <cstdint>
#include <vector>

#include "linkage/field.h"

namespace ts::linkage {

/// One or two files, each field as numbers of distinct values. With one file its records are
/// compared among themselves.
class Records {
 public:
  /// `b` may be null. `Failure{invalid, "linkage.bad_spec"}` when a column is not there, or there
  /// are no comparisons or more than `most_comparisons`.
  Records(const Spec& spec, const Table& a, const Table* b);

  bool one_file() const { return one_file_; }
  std::uint32_t rows_a() const { return rows_a_; }
  std::uint32_t rows_b() const { return rows_b_; }
  std::size_t fields() const { return fields_.size(); }
  const Field& field(std::size_t i) const { return fields_[i]; }
  Kind kind(std::size_t i) const { return kinds_[i]; }
  std::uint32_t code_a(std::size_t field, std::uint32_t row) const {
    return fields_[field].codes_a()[row];
  }
  std::uint32_t code_b(std::size_t field, std::uint32_t row) const {
    return one_file_ ? fields_[field].codes_a()[row] : fields_[field].codes_b()[row];
  }
  /// How many pairs there are at all.
  double pairs() const;
  /// How many of them can be the same person at most, each person once in a file.
  double most_matches() const;
  /// The first field that names the person; `fields()` when none does.
  std::size_t principal() const;

 private:
  std::vector<Field> fields_;
  std::vector<Kind> kinds_;
  std::uint32_t rows_a_ = 0, rows_b_ = 0;
  bool one_file_ = false;
};

}  // namespace ts::linkage
