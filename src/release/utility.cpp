#include "release/utility.h"

#include <algorithm>
#include <cmath>

namespace ts::release {

MarginalDistance marginal_distance(const CodedRows& real, const CodedRows& released, Sizes sizes,
                                   std::size_t length) {
  MarginalDistance distance;
  const auto cliques = all_cliques(static_cast<std::uint32_t>(sizes.size()), length);
  for (const auto& clique : cliques) {
    const auto before = count_cells(clique, real, sizes);
    const auto after = count_cells(clique, released, sizes);
    double sum = 0;
    for (std::size_t cell = 0; cell < before.size(); ++cell)
      sum += std::abs(before[cell] / static_cast<double>(real[0].size()) -
                      after[cell] / static_cast<double>(released[0].size()));
    distance.mean += sum / 2 / static_cast<double>(cliques.size());
    distance.most = std::max(distance.most, sum / 2);
  }
  return distance;
}

std::vector<CombinationErrors> combination_errors(const Combinations& real,
                                                  const Combinations& released) {
  std::vector<CombinationErrors> all;
  for (std::size_t length = 1; length <= std::max(real.length(), released.length()); ++length) {
    CombinationErrors errors{.real = real.size(length), .released = released.size(length)};
    std::uint64_t both = 0;
    double sum = 0;
    for (std::size_t i = 0; i < errors.real; ++i) {
      const double count = real.count(length, i);
      const double told = released.count_of(real.items(length, i));
      if (told == 0) continue;
      ++both;
      sum += std::abs(told - count) / count;
    }
    const auto gone = static_cast<double>(errors.real - both);
    if (both > 0) errors.error_of_released = sum / static_cast<double>(both);
    if (errors.real > 0) {
      errors.error = (sum + gone) / static_cast<double>(errors.real);
      errors.suppressed = gone / static_cast<double>(errors.real);
    }
    if (errors.released > 0)
      errors.fabricated =
          static_cast<double>(errors.released - both) / static_cast<double>(errors.released);
    all.push_back(errors);
  }
  return all;
}

}  // namespace ts::release
