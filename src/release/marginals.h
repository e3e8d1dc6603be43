#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "release/attributes.h"

/// Marginal tables: how many rows have each combination of values of a few attributes.
namespace ts::release {

/// Attributes in ascending order, three at most. Cells of a table over them are numbered so that
/// the last attribute changes fastest.
using Clique = std::vector<std::uint32_t>;

using Sizes = std::span<const std::uint32_t>;
/// One column of codes an attribute.
using CodedRows = std::vector<std::vector<std::uint16_t>>;

std::size_t cells_of(const Clique& clique, Sizes sizes);

/// The counts of all cells.
std::vector<std::uint32_t> count_cells(const Clique& clique, const CodedRows& records, Sizes sizes);

/// All sets of `length` (1 to 3) out of `attributes`, in order.
std::vector<Clique> all_cliques(std::uint32_t attributes, std::size_t length);

/// A table that was measured: what differential privacy lets out of the data.
struct Measurement {
  Clique clique;
  std::vector<double> counts;  ///< noisy; may be negative
  double variance;             ///< of the noise of each
};

/// What all tables say together. Each pair of attributes and each attribute alone gets one best
/// estimate: sums that several tables share are averaged by their variances, then brought back
/// into the tables, which end non-negative with the sum `total`
/// (Qardaji, Yang, Li 2014; Zhang et al., PrivSyn, 2021, section 4).
void make_consistent(std::vector<Measurement>& tables, double total, Sizes sizes);

/// The nearest (Euclidean) table that is non-negative and has the sum `total` >= 0.
void project_to_sum(std::vector<double>& counts, double total);

/// Of a table over `clique`, the table over its attribute number `axis` alone.
std::vector<double> sum_to(std::span<const double> counts, const Clique& clique, std::size_t axis,
                           Sizes sizes);

}  // namespace ts::release
