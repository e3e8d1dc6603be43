#include "linkage/records.h"

#include <algorithm>

#include "base/failure.h"

namespace ts::linkage {

Records::Records(const Spec& spec, const Table& a, const Table* b)
    : rows_a_{static_cast<std::uint32_t>(a.rows())},
      rows_b_{static_cast<std::uint32_t>(b ? b->rows() : a.rows())},
      one_file_{b == nullptr} {
  if (spec.comparisons.empty() || spec.comparisons.size() > most_comparisons)
    throw Failure{Fault::invalid, "linkage.bad_spec", {{"comparisons", "linkage.how_many"}}};
  fields_.reserve(spec.comparisons.size());
  for (const auto& comparison : spec.comparisons) {
    fields_.emplace_back(comparison, a, b);
    kinds_.push_back(comparison.kind);
  }
}

double Records::pairs() const {
  const double a = rows_a_, b = rows_b_;
  return one_file_ ? a * (a - 1) / 2 : a * b;
}

double Records::most_matches() const {
  return std::min(rows_a_, rows_b_) / (one_file_ ? 2.0 : 1.0);
}

std::size_t Records::principal() const {
  const auto found = std::find(kinds_.begin(), kinds_.end(), Kind::name);
  return static_cast<std::size_t>(found - kinds_.begin());
}

}  // namespace ts::linkage
