#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
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

 private:
  Kind kind_;
  std::vector<std::string> values_;
  std::vector<float> rare_;
};

/// One comparison on the distinct values of its columns in both files: records have numbers for
/// values, and values are prepared once.
class Field {
 public:
  /// `b` may be null. `Failure{invalid, "linkage.bad_spec"}` when a column is not there.
  Field(const Comparison& comparison, const Table& a, const Table* b);

  std::span<const std::uint32_t> codes_a() const { return a_; }
  std::span<const std::uint32_t> codes_b() const { return b_; }
  std::size_t values() const { return size_; }
  Compared compare(std::uint32_t a, std::uint32_t b) const {
    return std::visit([&](const auto& all) { return all.compare(a, b); }, *prepared_);
  }
  std::vector<std::uint64_t> keys(std::uint32_t value, Part part) const {
    return std::visit([&](const auto& all) { return all.keys(value, part); }, *prepared_);
  }

 private:
  std::vector<std::uint32_t> a_, b_;
  std::size_t size_ = 0;
  std::unique_ptr<std::variant<Words, Dates, Codes>> prepared_;
};

}  // namespace ts::linkage
