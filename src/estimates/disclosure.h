#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "report/words.h"

namespace ts::estimates {

/// How figures are shown. What leaves the organisation hides counts of people below a smallest one
/// and rounds all others to multiples of five; estimates are rounded to three digits and, where
/// those would say more, to multiples of five. Inside everything is exact.
///
/// Lists, overlaps and people are sums of one another in far more ways than rows and columns of a
/// table, so counts are not held back one for another (`release/small_cells.h`) but rounded, all of
/// them: a hidden count that is worked out as a sum less its other parts may still be any from 1 to
/// `smallest` - 1, because the sum and each part are up to two off. For this to hold, nothing else
/// that is shown may be more exact than the counts are.
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
  /// People beyond those seen, from what is shown of both.
  double unseen(double total, double people) const;
  /// What a model expects in the place of a count; it may be the count itself.
  double expected(double people) const;
  /// Whatever tells no count, to so many decimals.
  double measure(double value, int decimals) const;

  /// "1,015", or "<5".
  std::string count_text(const report::Words& words, double people) const;
  std::string estimate_text(const report::Words& words, double total) const;

 private:
  explicit Disclosure(std::int64_t smallest) : smallest_{smallest} {}
  std::int64_t smallest_;
};

}  // namespace ts::estimates
