#pragma once

namespace ts::release {

/// What is told of a count that is about `mean`, give or take `deviation`, and what that costs.
struct Choice {
  double told;     ///< at least 1
  double loss;     ///< expected error of what is told, as a share of the count
  double silence;  ///< expected loss of telling nothing: 1 for what at least `shared` have
};

/// Worked out from noisy counts alone, so it spends nothing (post-processing: Dwork, Roth 2014,
/// proposition 2.1). The least expected loss, over the possible counts: relative errors weigh small
/// counts most, so what is told lies below the mean (the median by weights 1 / count).
Choice best_choice(double mean, double deviation, double shared);

}  // namespace ts::release
