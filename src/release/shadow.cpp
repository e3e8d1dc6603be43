#include "release/shadow.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "release/flat_rows.h"
#include "stats/random.h"

namespace ts::release {
namespace {

constexpr std::size_t people_attacked = 8;
constexpr std::size_t signs = 3;

/// What the attacker sees of one person in one release.
using Signs = std::array<double, signs>;

Signs signs_of(std::span<const Code> person, const FlatRows& released) {
  const auto near = nearest(person, released, nothing_skipped);
  double agreeing = 0;  // positions in which a released row agrees, over all rows
  for (std::size_t row = 0; row < released.size(); ++row)
    for (std::size_t i = 0; i < person.size(); ++i)
      agreeing += released[row][i] == person[i] ? 1 : 0;
  const auto rows = std::max<double>(1, static_cast<double>(released.size()));
  return {-static_cast<double>(near.distance),
          near.distance == 0 ? static_cast<double>(near.rows.size()) : 0, agreeing / rows};
}

/// Those who are farthest from everybody else in the first rows.
std::vector<std::uint32_t> most_unusual(const FlatRows& rows, std::size_t among) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> by_distance;
  for (std::uint32_t row = 0; row < among; ++row) {
    std::uint32_t least = ~0U;
    for (std::uint32_t other = 0; other < among; ++other) {
      if (other == row) continue;
      std::uint32_t distance = 0;
      for (std::size_t i = 0; i < rows.width(); ++i)
        distance += rows[row][i] != rows[other][i] ? 1 : 0;
      least = std::min(least, distance);
    }
    by_distance.emplace_back(least, row);
  }
  std::ranges::stable_sort(by_distance, std::greater{},
                           &std::pair<std::uint32_t, std::uint32_t>::first);
  std::vector<std::uint32_t> chosen;
  for (std::size_t i = 0; i < std::min(people_attacked, by_distance.size()); ++i)
    chosen.push_back(by_distance[i].second);
  return chosen;
}

/// Means of the signs with and without the person, and how much they vary.
struct Learnt {
  std::array<Signs, 2> sum{};
  std::array<double, 2> count{};
  Signs squares{};

  void add(bool was_in, const Signs& seen) {
    for (std::size_t s = 0; s < signs; ++s) {
      sum[was_in][s] += seen[s];
      squares[s] += seen[s] * seen[s];
    }
    ++count[was_in];
  }
  /// Naive Bayes with the same spread on both sides.
  bool concludes_in(const Signs& seen) const {
    const double n = count[0] + count[1];
    double evidence = 0;
    for (std::size_t s = 0; s < signs; ++s) {
      const double out = sum[0][s] / std::max(1.0, count[0]);
      const double in = sum[1][s] / std::max(1.0, count[1]);
      const double mean = (sum[0][s] + sum[1][s]) / n;
      const double variance = squares[s] / n - mean * mean + 1e-9;
      evidence += (in - out) * (seen[s] - (in + out) / 2) / variance;
    }
    return evidence > 0;
  }
};

}  // namespace

ShadowTally attack_by_shadows(const Table& table, const Method& method, const AttackPlan& plan,
                              const Progress& progress) {
  const FlatRows rows{table};
  const auto targets = most_unusual(rows, std::min(table.rows(), 2 * plan.shadow_rows));
  std::vector<Learnt> learnt(targets.size());
  ShadowTally tally;
  for (std::size_t shadow = 0; shadow < plan.shadows; ++shadow) {
    stats::Random random{plan.seed, 1 + shadow};
    std::vector<bool> is_in;
    std::vector<std::uint32_t> members;
    for (const auto target : targets) {
      is_in.push_back(random.below(2) == 1);
      if (is_in.back()) members.push_back(target);
    }
    const auto size = std::min(plan.shadow_rows, table.rows() / 2);
    while (members.size() < size) {
      const auto row = random.below(static_cast<std::uint32_t>(table.rows()));
      if (std::ranges::find(targets, row) == targets.end()) members.push_back(row);
    }
    const FlatRows released{method(rows_of(table, members))};
    for (std::size_t t = 0; t < targets.size(); ++t) {
      const auto seen = signs_of(rows[targets[t]], released);
      if (shadow < plan.shadows / 2) {
        learnt[t].add(is_in[t], seen);
        continue;
      }
      ++tally.claims;
      tally.right += learnt[t].concludes_in(seen) == is_in[t] ? 1 : 0;
    }
    progress.at(static_cast<double>(shadow + 1) / static_cast<double>(plan.shadows));
  }
  return tally;
}

}  // namespace ts::release
