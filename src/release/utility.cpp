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
                                                  const Combinations& released,
                                                  std::uint32_t shared) {
  std::vector<CombinationErrors> all;
  for (std::size_t length = 1; length <= std::max(real.length(), released.length()); ++length) {
    CombinationErrors errors{.real = real.size(length), .released = released.size(length)};
    std::uint64_t both = 0;
    std::uint64_t lost = 0;  // that enough people share
    double sum = 0;
    for (std::size_t i = 0; i < errors.real; ++i) {
      const double count = real.count(length, i);
      const double told = released.count_of(real.items(length, i));
      if (told == 0) {
        if (real.count(length, i) >= shared) ++lost;
        continue;
      }
      ++both;
      sum += std::abs(told - count) / count;
    }
    const auto gone = static_cast<double>(errors.real - both);
    if (both > 0) errors.error_of_released = sum / static_cast<double>(both);
    if (errors.real > 0) {
      errors.error = (sum + gone) / static_cast<double>(errors.real);
      errors.suppressed = gone / static_cast<double>(errors.real);
    }
    const auto made_up = static_cast<double>(errors.released - both);
    if (errors.released > 0) errors.fabricated = made_up / static_cast<double>(errors.released);
    if (errors.released + lost > 0)
      errors.error_of_shared =
          (sum + static_cast<double>(lost) + made_up) / static_cast<double>(errors.released + lost);
    all.push_back(errors);
  }
  return all;
}

std::vector<double> associations(const CodedRows& rows, Sizes sizes) {
  std::vector<double> all;
  const double n = rows.empty() ? 0 : static_cast<double>(rows[0].size());
  for (const auto& clique : all_cliques(static_cast<std::uint32_t>(sizes.size()), 2)) {
    const auto counted = count_cells(clique, rows, sizes);
    const std::vector<double> cells{counted.begin(), counted.end()};
    const auto first = sum_to(cells, clique, 0, sizes);
    const auto second = sum_to(cells, clique, 1, sizes);
    double chi2 = 0;
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
      const double expected = first[cell / second.size()] * second[cell % second.size()] / n;
      if (expected > 0) chi2 += (cells[cell] - expected) * (cells[cell] - expected) / expected;
    }
    const auto values = [](const std::vector<double>& sums) {
      return std::ranges::count_if(sums, [](double sum) { return sum > 0; });
    };
    const auto freedom = static_cast<double>(std::min(values(first), values(second)) - 1);
    all.push_back(freedom <= 0 ? 0 : std::sqrt(chi2 / (n * freedom)));
  }
  return all;
}

MarginalDistance association_distance(const CodedRows& real, const CodedRows& released,
                                      Sizes sizes) {
  const auto before = associations(real, sizes);
  const auto after = associations(released, sizes);
  MarginalDistance distance;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const double apart = std::abs(before[i] - after[i]);
    distance.mean += apart / static_cast<double>(before.size());
    distance.most = std::max(distance.most, apart);
  }
  return distance;
}

std::vector<GroupError> group_errors(const CodedRows& real, const CodedRows& released, Sizes sizes,
                                     std::uint32_t attribute) {
  std::vector<GroupError> groups;
  for (std::uint32_t value = 0; value < sizes[attribute]; ++value)
    groups.push_back({value, 0, 0, 0});
  for (const auto code : real[attribute]) ++groups[code].real;
  for (const auto code : released[attribute]) ++groups[code].released;
  for (std::uint32_t other = 0; other < sizes.size(); ++other) {
    if (other == attribute) continue;
    const Clique clique{std::min(attribute, other), std::max(attribute, other)};
    const auto before = count_cells(clique, real, sizes);
    const auto after = count_cells(clique, released, sizes);
    for (auto& group : groups) {
      if (group.real == 0 || group.released == 0) continue;
      double sum = 0;
      for (std::uint32_t v = 0; v < sizes[other]; ++v) {
        const auto cell = attribute < other ? std::size_t{group.value} * sizes[other] + v
                                            : std::size_t{v} * sizes[attribute] + group.value;
        sum += std::abs(before[cell] / static_cast<double>(group.real) -
                        after[cell] / static_cast<double>(group.released));
      }
      group.distance += sum / 2 / static_cast<double>(sizes.size() - 1);
    }
  }
  std::erase_if(groups, [](const GroupError& group) { return group.real == 0; });
  for (auto& group : groups)
    if (group.released == 0) group.distance = 1;
  return groups;
}

}  // namespace ts::release
