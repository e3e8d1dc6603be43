#pragma once

#include <cstdint>

#include "stats/random.h"

/// Draws from distributions, the same on every machine for the same `Random`: the standard library's
/// are not.
namespace ts::stats {

double draw_normal(Random& random);  ///< standard; Box and Muller 1958
double draw_exponential(Random& random);
/// Shape > 0, scale 1; Marsaglia and Tsang, "A simple method for generating gamma variables", 2000.
double draw_gamma(Random& random, double shape);
/// Both shapes > 0.
double draw_beta(Random& random, double a, double b);
/// Mean >= 0; inversion, or the transformed rejection of Hörmann 1993 (PTRS) where the mean is large.
double draw_poisson(Random& random, double mean);
/// `trials` >= 0 and whole; inversion, or the transformed rejection of Hörmann 1993 (BTRS).
double draw_binomial(Random& random, double trials, double share);

/// log(n!) for n >= 0, whole or not (log of the gamma function at n + 1); Stirling's series. Unlike
/// lgamma, safe for threads.
double log_factorial(double n);

}  // namespace ts::stats
