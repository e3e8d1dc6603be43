#include "stats/samplers.h"

#include <array>
#include <cmath>
#include <numbers>

namespace ts::stats {
namespace {

// Below this mean inversion is quicker, and the rejection is not made for it.
constexpr double small_mean = 10;

double density(double x) { return std::exp(-x * x / 2); }  // of the normal, but for a factor

/// 128 layers of equal area under the density; the lowest has the tail.
struct Ziggurat {
  static constexpr double start = 3.442619855899, area = 9.91256303526217e-3;
  std::array<double, 129> edge{};
  std::array<double, 128> inside{};  ///< the share of a layer that is below the next one's edge

  Ziggurat() {
    edge[0] = area / density(start);
    edge[1] = start;
    for (std::size_t i = 2; i < 128; ++i)
      edge[i] = std::sqrt(-2 * std::log(area / edge[i - 1] + density(edge[i - 1])));
    for (std::size_t i = 0; i < 128; ++i) inside[i] = edge[i + 1] / edge[i];
  }
};
const Ziggurat ziggurat;

/// Beyond the last edge (Marsaglia 1964).
double normal_tail(Random& random) {
  for (;;) {
    const double x = -std::log(random.open_uniform()) / Ziggurat::start;
    const double y = -std::log(random.open_uniform());
    if (2 * y > x * x) return Ziggurat::start + x;
  }
}

/// Counts up from 0 until the distribution function passes a uniform number.
double inverted_binomial(Random& random, double trials, double share) {
  double left = random.uniform();
  // Nobody, mostly, where little is expected: (1 - share)^trials is at least this.
  if (left < 1 - trials * share) return 0;
  const double odds = share / (1 - share);
  double mass = std::exp(trials * std::log1p(-share));
  double out = 0;
  while (left >= mass && out < trials) {
    left -= mass;
    out += 1;
    mass *= odds * (trials - out + 1) / out;
  }
  return out;
}

double rejected_binomial(Random& random, double trials, double share) {
  const double deviation = std::sqrt(trials * share * (1 - share));
  const double b = 1.15 + 2.53 * deviation;
  const double a = -0.0873 + 0.0248 * b + 0.01 * share;
  const double centre = trials * share + 0.5;
  const double quick = 0.92 - 4.2 / b;
  const double alpha = (2.83 + 5.1 / b) * deviation;
  const double mode = std::floor((trials + 1) * share);
  for (;;) {
    const double u = random.uniform() - 0.5;
    double v = random.open_uniform();
    const double edge = 0.5 - std::abs(u);
    const double out = std::floor((2 * a / edge + b) * u + centre);
    if (edge >= 0.07 && v <= quick) return out;
    if (out < 0 || out > trials) continue;
    v *= alpha / (a / (edge * edge) + b);
    // Seldom reached, so nothing of it is worked out beforehand.
    const double log_odds = std::log(share / (1 - share));
    const double against_mode = log_factorial(mode) - log_factorial(out) +
                                log_factorial(trials - mode) - log_factorial(trials - out);
    if (std::log(v) <= against_mode + (out - mode) * log_odds) return out;
  }
}

double inverted_poisson(Random& random, double mean) {
  double mass = std::exp(-mean);
  double left = random.uniform();
  double out = 0;
  // The mass underflows only where what is left of the uniform number is rounding.
  while (left >= mass && mass > 0) {
    left -= mass;
    out += 1;
    mass *= mean / out;
  }
  return out;
}

double rejected_poisson(Random& random, double mean) {
  const double b = 0.931 + 2.53 * std::sqrt(mean);
  const double a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double quick = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const double u = random.uniform() - 0.5;
    const double v = random.open_uniform();
    const double edge = 0.5 - std::abs(u);
    const double out = std::floor((2 * a / edge + b) * u + mean + 0.43);
    if (edge >= 0.07 && v <= quick) return out;
    if (out < 0 || (edge < 0.013 && v > edge)) continue;
    if (std::log(v * inverse_alpha / (a / (edge * edge) + b)) <=
        -mean + out * std::log(mean) - log_factorial(out))
      return out;
  }
}

}  // namespace

double draw_normal(Random& random) {
  for (;;) {
    const std::uint64_t bits = random.u64();
    const auto layer = static_cast<std::size_t>(bits & 127U);
    const double u = static_cast<double>(bits >> 11U) * 0x1.0p-52 - 1;
    const double x = u * ziggurat.edge[layer];
    if (std::abs(u) < ziggurat.inside[layer]) return x;
    if (layer == 0) {
      const double far = normal_tail(random);
      return u < 0 ? -far : far;
    }
    const double low = density(ziggurat.edge[layer]), high = density(ziggurat.edge[layer + 1]);
    if (low + random.uniform() * (high - low) < density(x)) return x;
  }
}

double draw_exponential(Random& random) { return -std::log(random.open_uniform()); }

double draw_gamma(Random& random, double shape) {
  if (shape < 1) {
    const double larger = draw_gamma(random, shape + 1);
    return larger * std::pow(random.open_uniform(), 1 / shape);
  }
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = draw_normal(random);
    const double cube = 1 + c * x;
    if (cube <= 0) continue;
    const double v = cube * cube * cube;
    const double u = random.open_uniform();
    if (u < 1 - 0.0331 * x * x * x * x) return d * v;
    if (std::log(u) < 0.5 * x * x + d * (1 - v + std::log(v))) return d * v;
  }
}

double draw_beta(Random& random, double a, double b) {
  const double x = draw_gamma(random, a);
  const double y = draw_gamma(random, b);
  return x / (x + y);
}

double draw_poisson(Random& random, double mean) {
  if (mean <= 0) return 0;
  return mean < small_mean ? inverted_poisson(random, mean) : rejected_poisson(random, mean);
}

double draw_binomial(Random& random, double trials, double share) {
  if (trials <= 0 || share <= 0) return 0;
  if (share >= 1) return trials;
  if (share > 0.5) return trials - draw_binomial(random, trials, 1 - share);
  return trials * share < small_mean ? inverted_binomial(random, trials, share)
                                     : rejected_binomial(random, trials, share);
}

double log_factorial(double n) {
  static const std::array<double, 16> small = [] {
    std::array<double, 16> out{};
    for (std::size_t i = 2; i < out.size(); ++i)
      out[i] = out[i - 1] + std::log(static_cast<double>(i));
    return out;
  }();
  if (n < 16) {
    const auto whole = static_cast<std::size_t>(n);
    if (static_cast<double>(whole) == n) return small[whole];
    double product = 1;
    for (; n < 16; n += 1) product *= n + 1;
    return log_factorial(n) - std::log(product);
  }
  const double x = n + 1;
  const double inverse = 1 / (x * x);
  return (x - 0.5) * std::log(x) - x + 0.5 * std::log(2 * std::numbers::pi) +
         (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse / 1680))) / x;
}

}  // namespace ts::stats
