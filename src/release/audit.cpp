#include "release/audit.h"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <cmath>
#include <vector>

namespace ts::release {
namespace {

using boost::math::beta_distribution;

std::vector<double> sorted_leaks(const Leak& leak, bool with_person, std::uint64_t from,
                                 std::uint64_t runs) {
  std::vector<double> leaks;
  for (std::uint64_t run = from; run < from + runs; ++run) leaks.push_back(leak(with_person, run));
  std::ranges::sort(leaks);
  return leaks;
}

std::uint64_t above(const std::vector<double>& sorted, double threshold) {
  return static_cast<std::uint64_t>(sorted.end() - std::ranges::upper_bound(sorted, threshold));
}

/// P[with] <= e^epsilon P[without] + delta, solved for epsilon with what the counts allow.
double bound(std::uint64_t with, std::uint64_t without, const AuditPlan& plan) {
  const double likely = proportion(with, plan.runs, plan.error / 2).low - plan.delta;
  const double unlikely = proportion(without, plan.runs, plan.error / 2).high;
  return likely <= 0 ? 0 : std::max(0.0, std::log(likely / unlikely));
}

}  // namespace

Proportion proportion(std::uint64_t hits, std::uint64_t runs, double error) {
  const auto h = static_cast<double>(hits);
  const auto misses = static_cast<double>(runs - hits);
  return {.low = hits == 0 ? 0 : boost::math::quantile(beta_distribution{h, misses + 1}, error),
          .high = hits == runs ? 1
                               : boost::math::quantile(boost::math::complement(
                                     beta_distribution{h + 1, misses}, error))};
}

double epsilon_at_least(const Leak& leak, const AuditPlan& plan) {
  const auto with = sorted_leaks(leak, true, 0, plan.runs);
  const auto without = sorted_leaks(leak, false, plan.runs, plan.runs);
  double best = -1;
  double threshold = 0;
  for (std::uint64_t i = 0; i < plan.runs; i += std::max<std::uint64_t>(1, plan.runs / 200)) {
    const double epsilon = bound(above(with, without[i]), above(without, without[i]), plan);
    if (epsilon <= best) continue;
    best = epsilon;
    threshold = without[i];
  }
  const auto judged = sorted_leaks(leak, true, 2 * plan.runs, plan.runs);
  const auto against = sorted_leaks(leak, false, 3 * plan.runs, plan.runs);
  return bound(above(judged, threshold), above(against, threshold), plan);
}

}  // namespace ts::release
