#pragma once

#include <cstdint>
#include <memory>
#include <span>
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
  std::size_t fields() const { return kinds_.size(); }
  const Field& field(std::size_t i) const { return *fields_[i]; }
  Kind kind(std::size_t i) const { return kinds_[i]; }
  /// The values of a row, a field each.
  std::span<const std::uint32_t> codes_a(std::uint32_t row) const { return codes(a_, row); }
  std::span<const std::uint32_t> codes_b(std::uint32_t row) const {
    return codes(one_file_ ? a_ : b_, row);
  }
  /// A field each of two rows by their values. Where neither the first two names of a person fit
  /// nor the other way round does worse, the given name is taken for the family name: then the
  /// outcome of the first is that of A's first and B's second.
  void compare(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b,
               std::span<Compared> out) const;

  /// Bring what `compare` will need of a row of B nearer: long, and shortly, before it is asked.
  void prefetch_b(std::uint32_t row) const { __builtin_prefetch(codes_b(row).data()); }
  void prefetch_values_b(std::uint32_t row) const {
    for (std::size_t f = 0; f < kinds_.size(); ++f) fields_[f]->prefetch(codes_b(row)[f]);
  }
  void prefetch_words_b(std::uint32_t row) const {
    for (std::size_t f = 0; f < kinds_.size(); ++f) fields_[f]->prefetch_more(codes_b(row)[f]);
  }

  /// One more row of A, number `rows_a()`, to be taken away again. `cells` as the columns of the
  /// comparisons, one after the other.
  std::uint32_t visit(std::span<const std::string_view> cells);
  void leave();
  /// The visitor becomes a row of A for good.
  void stay();

  /// How many pairs there are at all.
  double pairs() const;
  /// How many of them can be the same person at most, each person once in a file.
  double most_matches() const;
  /// The first field that names the person; `fields()` when none does.
  std::size_t principal() const;

 private:
  std::span<const std::uint32_t> codes(const std::vector<std::uint32_t>& all,
                                       std::uint32_t row) const {
    return {all.data() + std::size_t{row} * kinds_.size(), kinds_.size()};
  }
  void number(std::size_t field, const Comparison& comparison, const Table& table,
              Dictionary& values, std::vector<std::uint32_t>& codes) const;

  std::vector<std::shared_ptr<Field>> fields_;
  std::vector<Kind> kinds_;
  std::vector<std::size_t> columns_;     ///< how many each field has
  std::vector<std::uint32_t> a_, b_;     ///< row by row
  std::vector<std::size_t> both_names_;  ///< two fields, or none
  std::uint32_t rows_a_ = 0, rows_b_ = 0;
  bool one_file_ = false;
};

}  // namespace ts::linkage
