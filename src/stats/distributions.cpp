#include "stats/distributions.h"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/failure.h"

namespace ts::stats {
namespace {

// Sums are quicker than the incomplete gamma function, and as exact, for as many terms.
constexpr double longest_sum = 60;

double summed_at_most(double count, double mean) {
  double term = 1, sum = 1;
  for (double k = 1; k <= count; ++k) {
    term *= mean / k;
    sum += term;
  }
  return sum * std::exp(-mean);
}

double summed_at_least(double count, double mean) {
  double first = std::exp(-mean);
  for (double k = 1; k <= count; ++k) first *= mean / k;
  double term = first, sum = first;
  for (double k = count + 1; term > sum * 1e-17; ++k) {
    term *= mean / k;
    sum += term;
  }
  return sum;
}

}  // namespace

double normal_quantile(double share) {
  if (share <= 0) return -std::numeric_limits<double>::infinity();
  if (share >= 1) return std::numeric_limits<double>::infinity();
  return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * share);
}

double normal_share_below(double value) { return std::erfc(-value / std::numbers::sqrt2) / 2; }

double poisson_at_most(double count, double mean) {
  if (mean <= 0) return 1;
  if (count <= longest_sum && mean <= 4 * longest_sum) return std::min(1.0, summed_at_most(count, mean));
  return boost::math::gamma_q(count + 1, mean);
}

double poisson_at_least(double count, double mean) {
  if (count <= 0) return 1;
  if (mean <= 0) return 0;
  // Upwards only where the terms fall from the beginning.
  if (count <= longest_sum && mean <= count) return summed_at_least(count, mean);
  return boost::math::gamma_p(count, mean);
}

double poisson_smaller_tail(double count, double mean) {
  // The median lies within one of the mean.
  if (count <= mean - 1) return poisson_at_most(count, mean);
  if (count >= mean + 1) return poisson_at_least(count, mean);
  return std::min(poisson_at_most(count, mean), poisson_at_least(count, mean));
}

double quantile(std::span<const double> sorted, double share) {
  ensure(!sorted.empty());
  const auto last = static_cast<double>(sorted.size());
  const double h = std::clamp((last + 1.0 / 3) * share + 1.0 / 3, 1.0, last);
  const auto below = static_cast<std::size_t>(h) - 1;
  const double low = sorted[below];
  const double rest = h - std::floor(h);
  if (rest == 0 || below + 1 == sorted.size()) return low;
  const double high = sorted[below + 1];
  return low == high ? low : low + rest * (high - low);
}

}  // namespace ts::stats
