#include <algorithm>
#include <cmath>
#include <numeric>

#include "release/dp_synthesis.h"

namespace ts::release {
namespace {

constexpr std::size_t most_cells = 1 << 20;  // of one table; a larger one would be noise only

/// Adds noise to what one person changes by one in one place, so by 1 in Euclidean distance.
Measurement with_noise(const Clique& clique, std::span<const std::uint32_t> counts, Sigma2 sigma2,
                       BitSource& source) {
  Measurement table{clique, {}, sigma2.value()};
  table.counts.reserve(counts.size());
  for (const auto count : counts)
    table.counts.push_back(static_cast<double>(count + discrete_gaussian(source, sigma2)));
  return table;
}

/// Rows, as all tables of single attributes say together.
double total_of(const std::vector<Measurement>& singles) {
  double sum = 0;
  double weights = 0;
  for (const auto& table : singles) {
    const double weight = 1 / (static_cast<double>(table.counts.size()) * table.variance);
    sum += weight * std::accumulate(table.counts.begin(), table.counts.end(), 0.0);
    weights += weight;
  }
  return std::max(1.0, std::round(sum / weights));
}

/// A pair of attributes that could be measured, and how much there is to learn by it.
struct Candidate {
  Clique clique;
  double dependence;  // rows that would be elsewhere if the two did not depend on each other; noisy
  double cells;
};

/// How far the table is from what its single attributes tell, in whole rows: one person changes it
/// by one at most, because the prediction is already public.
std::int64_t dependence_of(const Clique& clique, const CodedRows& records,
                           const std::vector<Measurement>& singles, double total, Sizes sizes) {
  const auto& first = singles[clique[0]].counts;
  const auto& second = singles[clique[1]].counts;
  const auto counts = count_cells(clique, records, sizes);
  std::int64_t distance = 0;
  for (std::size_t cell = 0; cell < counts.size(); ++cell) {
    const double predicted = first[cell / second.size()] * second[cell % second.size()] / total;
    distance += std::abs(std::int64_t{counts[cell]} - std::llround(predicted));
  }
  return distance;
}

std::vector<Candidate> candidates_of(const Attributes& attributes, const CodedRows& records,
                                     const std::vector<Measurement>& singles, double total,
                                     Rho cost, BitSource& source) {
  const auto sizes = Sizes{attributes.sizes()};
  std::vector<Candidate> candidates;
  for (auto& clique : all_cliques(static_cast<std::uint32_t>(sizes.size()), 2))
    if (const auto cells = cells_of(clique, sizes); cells <= most_cells)
      candidates.push_back({std::move(clique), 0, static_cast<double>(cells)});
  if (candidates.empty()) return candidates;
  const auto sigma2 = gaussian_noise(static_cast<double>(candidates.size()), cost);
  for (auto& candidate : candidates)
    candidate.dependence =
        static_cast<double>(dependence_of(candidate.clique, records, singles, total, sizes) +
                            discrete_gaussian(source, sigma2));
  return candidates;
}

double share_of(const Candidate& candidate) { return std::cbrt(candidate.cells * candidate.cells); }

/// The candidates for which the noise of all that are measured, plus the dependence of all that are
/// not, is least. With the best split of `cost`, n cells get noise in proportion to n^(-1/3), and
/// the noise of all tables sums up to (sum of n^(2/3))^(3/2) / sqrt(2 cost).
std::vector<Candidate> worthwhile(std::vector<Candidate> candidates, Rho cost) {
  std::sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) {
    return a.dependence / share_of(a) > b.dependence / share_of(b);
  });
  constexpr double mean_size = 0.8;  // of a standard normal: sqrt(2 / pi)
  constexpr double kept = 0.5;       // what is left of the noise when all tables are made to agree
  double shares = 0;
  double missed = 0;
  double least = 0;
  std::size_t best = 0;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    shares += share_of(candidates[i]);
    missed -= std::max(0.0, candidates[i].dependence);
    const double error =
        kept * mean_size * std::pow(shares, 1.5) / std::sqrt(2 * cost.value) + missed;
    if (error >= least) continue;
    least = error;
    best = i + 1;
  }
  candidates.resize(best);
  return candidates;
}

/// A spanning tree of greatest dependence (Kruskal).
std::vector<Candidate> tree_of(std::vector<Candidate> candidates, std::size_t attributes) {
  std::sort(candidates.begin(), candidates.end(),
            [](const auto& a, const auto& b) { return a.dependence > b.dependence; });
  std::vector<std::uint32_t> part(attributes);
  std::iota(part.begin(), part.end(), 0U);
  std::erase_if(candidates, [&](const Candidate& candidate) {
    const auto joined = part[candidate.clique[0]];
    const auto gone = part[candidate.clique[1]];
    if (joined == gone) return true;
    std::replace(part.begin(), part.end(), gone, joined);
    return false;
  });
  return candidates;
}

}  // namespace

Measured measure(const Attributes& attributes, const SynthesisPlan& plan, BitSource& source) {
  const auto sizes = Sizes{attributes.sizes()};
  const auto& records = attributes.all();
  const auto whole = cost_within(plan.within);
  Budget budget{whole};
  Measured measured;

  const auto for_singles = plan.for_singles * whole;
  const auto noise = gaussian_noise(static_cast<double>(sizes.size()), for_singles);
  budget.spend(for_singles);
  for (const auto& clique : all_cliques(static_cast<std::uint32_t>(sizes.size()), 1))
    measured.tables.push_back(
        with_noise(clique, count_cells(clique, records, sizes), noise, source));
  measured.total = total_of(measured.tables);
  make_consistent(measured.tables, measured.total, sizes);

  const auto for_choice = plan.for_choice * whole;
  budget.spend(for_choice);
  auto chosen =
      candidates_of(attributes, records, measured.tables, measured.total, for_choice, source);
  const auto rest = budget.left();
  chosen = plan.design == SynthesisPlan::Design::tree ? tree_of(std::move(chosen), sizes.size())
                                                      : worthwhile(std::move(chosen), rest);
  double shares = 0;
  for (const auto& candidate : chosen) shares += share_of(candidate);
  for (const auto& candidate : chosen) {
    const auto sigma2 = gaussian_noise(1, (share_of(candidate) / shares) * rest);
    budget.spend(gaussian_cost(1, sigma2));
    measured.tables.push_back(with_noise(
        candidate.clique, count_cells(candidate.clique, records, sizes), sigma2, source));
  }
  make_consistent(measured.tables, measured.total, sizes);
  measured.spent = budget.spent();
  return measured;
}

}  // namespace ts::release
