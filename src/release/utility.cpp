#include "release/utility.h"

#include <algorithm>
#include <cmath>

namespace ts::release {

MarginalDistance marginal_distance(const Records& real, const Records& released, Sizes sizes,
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

}  // namespace ts::release
