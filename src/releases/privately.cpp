#include "releases/privately.h"

#include <algorithm>
#include <cmath>

namespace ts::releases {

double usual_delta(std::uint64_t people) {
  const double n = std::max<double>(3, static_cast<double>(people));
  return std::min(1e-6, 1 / (n * std::log(n)));
}

PrivateResult privately(const Source& source, const PrivateWish& wish, release::BitSource& bits) {
  const auto [epsilon, delta] = wish.within;
  if (!(epsilon > 0 && epsilon <= 20 && delta > 0 && delta < 0.001))
    throw Failure{Fault::invalid, "release.epsilon_range"};
  if (wish.length < 1 || wish.length > release::longest)
    throw Failure{Fault::invalid, "release.length_range"};
  PrivateResult result{.made = release::release_privately(source.table, {.within = wish.within},
                                                          {.length = wish.length}, bits),
                       .errors = {}};
  const auto truth = release::count_combinations(
      release::distinct_records(source.table, release::Items{source.table}),
      {.length = wish.length});
  result.errors = release::combination_errors(truth, result.made.aggregates.told);
  return result;
}

}  // namespace ts::releases
