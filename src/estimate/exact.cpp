#include "estimate/exact.h"

#include <boost/multiprecision/cpp_int.hpp>
#include <utility>

#include "base/failure.h"

namespace ts::estimate {
namespace {

using Fraction = boost::multiprecision::cpp_rational;
using Integer = boost::multiprecision::cpp_int;
using FractionRow = std::vector<Fraction>;

constexpr std::uint64_t prime = (std::uint64_t{1} << 31U) - 1;

std::uint64_t reduced(std::uint64_t x) {
  x = (x & prime) + (x >> 31U);
  x = (x & prime) + (x >> 31U);
  return x >= prime ? x - prime : x;
}

std::uint64_t inverse(std::uint64_t x) {
  std::uint64_t out = 1;
  for (std::uint64_t power = prime - 2; power > 0; power >>= 1U) {
    if (power & 1U) out = reduced(out * x);
    x = reduced(x * x);
  }
  return out;
}

/// The rows in reduced echelon form, those that are zero left out, and the column of each pivot.
struct Echelon {
  std::vector<FractionRow> rows;
  std::vector<std::size_t> pivots;
};

Echelon echelon(const IntegerMatrix& matrix, std::size_t columns) {
  Echelon out;
  for (const auto& line : matrix) {
    FractionRow row(line.begin(), line.end());
    for (std::size_t r = 0; r < out.rows.size(); ++r) {
      const Fraction factor = row[out.pivots[r]];
      if (factor == 0) continue;
      for (std::size_t c = 0; c < columns; ++c) row[c] -= factor * out.rows[r][c];
    }
    std::size_t pivot = 0;
    while (pivot < columns && row[pivot] == 0) ++pivot;
    if (pivot == columns) continue;
    const Fraction scale = row[pivot];
    for (auto& x : row) x /= scale;
    for (auto& above : out.rows) {
      const Fraction factor = above[pivot];
      if (factor == 0) continue;
      for (std::size_t c = 0; c < columns; ++c) above[c] -= factor * row[c];
    }
    out.rows.push_back(std::move(row));
    out.pivots.push_back(pivot);
    if (out.rows.size() == columns) break;
  }
  return out;
}

/// The smallest whole multiple.
std::vector<std::int64_t> whole(const FractionRow& row) {
  Integer multiple = 1;
  for (const auto& x : row) multiple = lcm(multiple, denominator(x));
  std::vector<std::int64_t> out;
  for (const auto& x : row)
    out.push_back(static_cast<std::int64_t>(Integer{numerator(x) * (multiple / denominator(x))}));
  return out;
}

/// The first phase of the simplex method: as many artificial variables as rows, their sum made small.
class FirstPhase {
 public:
  FirstPhase(const IntegerMatrix& matrix, const std::vector<std::int64_t>& right)
      : columns_{matrix.empty() ? 0 : matrix.front().size()} {
    for (std::size_t r = 0; r < matrix.size(); ++r) {
      const std::int64_t sign = right[r] < 0 ? -1 : 1;
      FractionRow row;
      row.reserve(columns_ + 1);
      for (const std::int64_t x : matrix[r]) row.emplace_back(sign * x);
      row.emplace_back(sign * right[r]);
      rows_.push_back(std::move(row));
      basis_.push_back(columns_ + r);  // an artificial one; its column is never needed again
    }
    gain_.assign(columns_ + 1, 0);
    for (const auto& row : rows_)
      for (std::size_t c = 0; c <= columns_; ++c) gain_[c] += row[c];
  }

  bool feasible() {
    while (gain_[columns_] > 0) {
      std::size_t enter = 0;
      while (enter < columns_ && gain_[enter] <= 0) ++enter;
      if (enter == columns_) return false;
      pivot(leaving(enter), enter);
    }
    return true;
  }

 private:
  std::size_t leaving(std::size_t enter) const {
    std::size_t best = rows_.size();
    Fraction least;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if (rows_[r][enter] <= 0) continue;
      Fraction ratio = rows_[r][columns_] / rows_[r][enter];
      if (best == rows_.size() || ratio < least || (ratio == least && basis_[r] < basis_[best])) {
        best = r;
        least = std::move(ratio);
      }
    }
    ensure(best < rows_.size());  // the sum of artificial variables is bounded from below
    return best;
  }

  void pivot(std::size_t leave, std::size_t enter) {
    auto& row = rows_[leave];
    const Fraction scale = row[enter];
    for (auto& x : row)
      if (x != 0) x /= scale;
    const auto clear = [&](FractionRow& other) {
      const Fraction factor = other[enter];
      if (factor == 0) return;
      for (std::size_t c = 0; c <= columns_; ++c)
        if (row[c] != 0) other[c] -= factor * row[c];
    };
    for (std::size_t r = 0; r < rows_.size(); ++r)
      if (r != leave) clear(rows_[r]);
    clear(gain_);
    basis_[leave] = enter;
  }

  std::size_t columns_;
  std::vector<FractionRow> rows_;
  std::vector<std::size_t> basis_;
  FractionRow gain_;
};

}  // namespace

bool surely_full_rank(const IntegerMatrix& matrix, std::size_t columns) {
  std::vector<std::vector<std::uint64_t>> rows;
  std::vector<std::size_t> pivots;
  for (const auto& line : matrix) {
    std::vector<std::uint64_t> row(columns);
    for (std::size_t c = 0; c < columns; ++c)
      row[c] = line[c] < 0 ? prime - reduced(static_cast<std::uint64_t>(-line[c]))
                           : reduced(static_cast<std::uint64_t>(line[c]));
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const std::uint64_t factor = row[pivots[r]];
      if (factor == 0) continue;
      for (std::size_t c = pivots[r]; c < columns; ++c)
        row[c] = reduced(row[c] + (prime - factor) * rows[r][c]);
    }
    std::size_t pivot = 0;
    while (pivot < columns && row[pivot] == 0) ++pivot;
    if (pivot == columns) continue;
    const std::uint64_t scale = inverse(row[pivot]);
    for (auto& x : row) x = reduced(x * scale);
    rows.push_back(std::move(row));
    pivots.push_back(pivot);
    if (rows.size() == columns) return true;
  }
  return rows.size() == columns;
}

IntegerMatrix null_space(const IntegerMatrix& matrix, std::size_t columns) {
  const Echelon reduced_rows = echelon(matrix, columns);
  std::vector<bool> is_pivot(columns);
  for (const std::size_t c : reduced_rows.pivots) is_pivot[c] = true;
  IntegerMatrix out;
  for (std::size_t free = 0; free < columns; ++free) {
    if (is_pivot[free]) continue;
    FractionRow direction(columns, 0);
    direction[free] = 1;
    for (std::size_t r = 0; r < reduced_rows.rows.size(); ++r)
      direction[reduced_rows.pivots[r]] = -reduced_rows.rows[r][free];
    out.push_back(whole(direction));
  }
  return out;
}

std::size_t rank(const IntegerMatrix& matrix, std::size_t columns) {
  return echelon(matrix, columns).rows.size();
}

bool has_nonnegative_solution(const IntegerMatrix& matrix,
                              const std::vector<std::int64_t>& right) {
  return FirstPhase{matrix, right}.feasible();
}

}  // namespace ts::estimate
