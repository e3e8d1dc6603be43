#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "release/combinations.h"

/// Noise for tables that are asked for again and again: the same people, the same noise, whoever
/// asks, however the table is put, whenever (the cell-key method of the Australian Bureau of
/// Statistics: Fraser and Wooton, "A proposed method for confidentialising tabular output to
/// protect against differencing", 2005).
namespace ts::release {

/// A number of each person, uniform over all 64 bits, the same for good: from a secret and who it
/// is (releases/record_keys.h). That of a cell is the sum of those of the people in it.
using RecordKey = std::uint64_t;

struct Perturbation {
  std::int64_t most = 5;  ///< the largest noise either way
  double variance = 2;
  /// Counts that are told are 0, or this and more.
  std::int64_t least_told = 3;
};

/// For each count the chances of each noise: mean zero, the wanted variance where small counts
/// allow it, and otherwise of the greatest entropy (Giessing, "Computational issues in the design
/// of transition probabilities", PSD 2016). May be published.
class PerturbationTable {
 public:
  /// `Bug` unless `most` >= `least_told` >= 1 and the variance is above 0.
  explicit PerturbationTable(const Perturbation& how);

  struct Row {
    std::vector<std::int64_t> noise;  ///< ascending
    std::vector<double> chance;
    double variance = 0;  ///< what it came to
  };
  /// Of a count; those above a limit have the row of the limit.
  const Row& row(std::uint64_t count) const;
  /// 0 stays 0.
  std::uint64_t perturbed(std::uint64_t count, RecordKey cell_key) const;

 private:
  std::vector<Row> rows_;                           // of counts 1 and on
  std::vector<std::vector<std::uint64_t>> limits_;  // of keys, cumulative, in 2^-53
};

/// Every combination of up to `length` items that anybody has, with its count as it is told; those
/// of which 0 is told are left out. `keys` are of the rows, one each.
Combinations perturbed_combinations(const Table& table, std::span<const RecordKey> keys,
                                    std::size_t length, const PerturbationTable& perturbation);

}  // namespace ts::release
