#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "release/accountant.h"
#include "release/combinations.h"

namespace ts::release {

/// How noise is shared out among combinations of one length, so that what a record adds costs no
/// more than a limit, whatever it holds. A combination has a price: the higher, the less noise on
/// its count. A record pays for each that it has, with the square of its weight; its weight is a
/// whole person or, where that would exceed the limit, as much of one as the limit pays for.
///
/// A price is 1 / people of the model, so noise grows like the root of a count. That is near the
/// least sum of relative errors: a combination which few people have costs few people anything, and
/// noise in proportion to count^(2/3) would be the least if all paid up to the limit (weights of a
/// strategy: Li et al., "The matrix mechanism", 2015).
class Prices {
 public:
  /// `numbered` holds combinations of `length`; the count of each is its number + 1. `model` is
  /// public (made under differential privacy): its share `in_full` of people weighs a whole person.
  Prices(const Records& model, const Combinations& numbered, std::size_t length, Rho cost,
         double in_full);

  /// How many parts one person is.
  std::uint64_t whole() const { return whole_; }
  /// What a record with these combinations (numbers) adds to each of them, in parts.
  std::uint64_t weight(std::span<const std::size_t> combinations) const;
  /// Of the noise on a combination's count, in parts: with it, what any record adds to all
  /// combinations costs `cost` at most.
  Sigma2 noise(std::size_t combination) const;

 private:
  std::uint64_t sum(std::span<const std::size_t> combinations) const;
  void set(const std::vector<std::uint64_t>& people, std::uint64_t least);
  void limit_to(const std::vector<std::vector<std::size_t>>& held, const Records& model,
                double in_full);
  /// What anybody may add to combinations of this price, as if they had no others.
  double most_parts_squared(std::uint64_t price) const;

  Rho cost_;
  std::vector<std::uint64_t> prices_;
  std::uint64_t limit_ = 1;
  std::uint64_t whole_ = 1024;
};

/// The numbers of all numbered combinations of `length` that are among these items.
std::vector<std::size_t> combinations_among(std::span<const Item> items,
                                            const Combinations& numbered, std::size_t length);

}  // namespace ts::release
