#pragma once

#include <span>
#include <vector>

namespace ts::stats {

/// Of the standard normal distribution. `normal_quantile` takes (0, 1); 0 and 1 give -inf and inf.
double normal_quantile(double share);
double normal_share_below(double value);

/// P(X <= count) and P(X >= count) for a Poisson variable; `count` is whole and not negative.
double poisson_at_most(double count, double mean);
double poisson_at_least(double count, double mean);
/// The smaller of the two, without the other being worked out where it need not be.
double poisson_smaller_tail(double count, double mean);

/// The value below which `share` of a sorted sample lies: linear between order statistics at
/// h = (n + 1/3) share + 1/3 (Hyndman and Fan, "Sample quantiles in statistical packages", The
/// American Statistician 50, 1996, type 8). Infinite values stay so. `sorted` is not empty.
double quantile(std::span<const double> sorted, double share);

}  // namespace ts::stats
