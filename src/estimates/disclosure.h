#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "report/words.h"

namespace ts::estimates {

/// How figures are shown. What leaves the organisation hides counts of people below a smallest one and
/// rounds all others to multiples of five, so that a hidden count cannot be found from its neighbours;
/// estimates are rounded to three digits. Inside everything is exact.
class Disclosure {
 public:
  static Disclosure inside() { return Disclosure{0}; }
  static Disclosure outside(std::int64_t smallest = 5) { return Disclosure{smallest}; }

  bool exact() const { return smallest_ == 0; }
  std::int64_t smallest() const { return smallest_; }

  /// Nothing when the count may not be shown.
  std::optional<double> count(double people) const;
  /// An estimate, or a limit of one.
  double estimate(double total) const;
  /// Whatever else, to so many decimals.
  double measure(double value, int decimals) const;

  /// "1,015", or "<5".
  std::string count_text(const report::Words& words, double people) const;
  std::string estimate_text(const report::Words& words, double total) const;

 private:
  explicit Disclosure(std::int64_t smallest) : smallest_{smallest} {}
  std::int64_t smallest_;
};

}  // namespace ts::estimates
