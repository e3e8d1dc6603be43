#pragma once

#include <cstdint>

#include "release/bits.h"

/// Exact samplers of integer noise. They use integers and fair bits only: no floating point, so no
/// rounding from which the true count could be read (Mironov 2012). All follow Canonne, Kamath and
/// Steinke, "The Discrete Gaussian for Differential Privacy" (2020), section 5. How long one draw
/// takes depends on the noise, never on the count that it is added to.
namespace ts::release {

/// `numerator / denominator`, both positive.
struct Ratio {
  std::uint64_t numerator;
  std::uint64_t denominator;
};

/// Uniform on [0, bound). `bound` > 0.
std::uint64_t uniform_below(BitSource& source, std::uint64_t bound);

/// True with probability exp(-ratio), exactly (Algorithm 1).
bool bernoulli_exp(BitSource& source, Ratio ratio);

/// P[x] in proportion to exp(-|x| / scale), exactly (Algorithm 2). The numerator of the scale is
/// below 2^40 and its denominator below 2^20.
std::int64_t discrete_laplace(BitSource& source, Ratio scale);

/// The variance parameter of a discrete Gaussian, held as a multiple of 1/1024 so that sampling is
/// exact. Its own variance is slightly less than this.
class Sigma2 {
 public:
  static constexpr std::uint64_t per_unit = 1024;
  static constexpr double largest = 0x1p40;
  /// The least such multiple that is no less than `wanted`: rounding never costs privacy.
  /// `wanted` lies in (0, largest].
  static Sigma2 at_least(double wanted);
  std::uint64_t parts() const { return parts_; }
  double value() const { return static_cast<double>(parts_) / static_cast<double>(per_unit); }
  friend bool operator==(Sigma2, Sigma2) = default;

 private:
  explicit Sigma2(std::uint64_t parts) : parts_{parts} {}
  std::uint64_t parts_;
};

/// P[x] in proportion to exp(-x^2 / (2 sigma2)), exactly (Algorithm 3).
std::int64_t discrete_gaussian(BitSource& source, Sigma2 sigma2);

}  // namespace ts::release
