#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ts::estimate {

/// A set of lists, list i as bit i: the history of a person, a term of a model, a cell of the table.
using Mask = std::uint16_t;

/// Nine, so that a list is one digit in the name of a model.
inline constexpr unsigned max_lists = 9;
inline constexpr std::size_t max_cells = std::size_t{1} << max_lists;

inline unsigned size_of(Mask mask) { return static_cast<unsigned>(std::popcount(mask)); }
inline bool holds(Mask whole, Mask part) { return (whole & part) == part; }
inline std::size_t cells_of(unsigned lists) { return std::size_t{1} << lists; }
inline Mask single(unsigned list) { return static_cast<Mask>(1U << list); }
inline Mask pair_of(unsigned i, unsigned j) { return static_cast<Mask>(1U << i | 1U << j); }

/// Terms in the order of the literature: by size, then 12, 13, …, 23, ….
inline bool term_before(Mask a, Mask b) {
  if (size_of(a) != size_of(b)) return size_of(a) < size_of(b);
  if (a == b) return false;
  const unsigned differ = a ^ b;
  return (a & (differ & (~differ + 1U))) != 0;
}

/// Every two-list term in that order.
inline std::vector<Mask> pairs_of(unsigned lists) {
  std::vector<Mask> out;
  for (unsigned i = 0; i < lists; ++i)
    for (unsigned j = i + 1; j < lists; ++j) out.push_back(pair_of(i, j));
  return out;
}

/// A set of masks.
class MaskSet {
 public:
  void insert(Mask mask) { words_[mask >> 6U] |= std::uint64_t{1} << (mask & 63U); }
  void erase(Mask mask) { words_[mask >> 6U] &= ~(std::uint64_t{1} << (mask & 63U)); }
  bool contains(Mask mask) const { return (words_[mask >> 6U] >> (mask & 63U) & 1U) != 0; }
  const std::array<std::uint64_t, max_cells / 64>& words() const { return words_; }
  friend bool operator==(const MaskSet&, const MaskSet&) = default;

 private:
  std::array<std::uint64_t, max_cells / 64> words_{};
};

/// values[t] becomes the sum of values[w] over all w that contain t: the margins of a table.
template <class Number>
void sum_over_supersets(Number* values, unsigned lists) {
  const std::size_t cells = cells_of(lists);
  for (std::size_t step = 1; step < cells; step *= 2)
    for (std::size_t block = 0; block < cells; block += 2 * step)
      for (std::size_t i = block; i < block + step; ++i) values[i] += values[i + step];
}

/// values[w] becomes the product of values[t] over all t within w: from the factors of a log-linear
/// model to the means of its cells.
inline void multiply_over_subsets(double* values, unsigned lists) {
  const std::size_t cells = cells_of(lists);
  for (std::size_t step = 1; step < cells; step *= 2)
    for (std::size_t block = 0; block < cells; block += 2 * step)
      for (std::size_t i = block; i < block + step; ++i) values[i + step] *= values[i];
}

}  // namespace ts::estimate
