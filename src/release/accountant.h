#pragma once

#include "release/noise.h"

/// What a release costs in privacy. Costs are counted in zero-concentrated differential privacy
/// (zCDP; Bun and Steinke 2016), where they simply add up, and told as (epsilon, delta) once. Two
/// data sets are neighbours when one has all rows of one more person.
///
/// All noise here is Gaussian, and that makes what is told exact: mechanisms with Gaussian noise,
/// one after the other, each chosen by what the others said, are as private as a single one
/// (Dong, Roth and Su 2022, "Gaussian Differential Privacy", Corollary 3.3; Smith and Thakurta 2022
/// for costs that are chosen on the way). zCDP alone would tell a greater epsilon.
namespace ts::release {

/// A cost in zCDP: the lower, the less anybody can learn about one person. Costs add up
/// (Bun and Steinke, Lemma 2.3).
struct Rho {
  double value = 0;
  friend Rho operator+(Rho a, Rho b) { return {a.value + b.value}; }
  friend Rho operator*(double part, Rho whole) { return {part * whole.value}; }
};

struct EpsilonDelta {
  double epsilon;
  double delta;
};

/// Discrete Gaussian noise on counts which one person changes by at most sqrt(`l2_squared`) in
/// Euclidean distance. It costs at most what Gaussian noise costs whose variance is `rounded` less
/// (`sigma2` is greater than that): a real number with such noise, rounded at random by a discrete
/// Gaussian of variance `rounded` about it, has just this noise, but for less than 1e-33 (Peikert
/// 2010, "An Efficient and Parallel Gaussian Sampler for Lattices", Theorem 3.1: by Poisson's
/// summation the weights of that discrete Gaussian sum up to the same wherever it lies).
Rho gaussian_cost(double l2_squared, Sigma2 sigma2);
inline constexpr double rounded = 4;
/// The noise that makes those counts cost at most `cost`; rounded up.
Sigma2 gaussian_noise(double l2_squared, Rho cost);

/// The least delta that goes with `epsilon` (Balle and Wang 2018, "Improving the Gaussian Mechanism
/// for Differential Privacy", Theorem 8).
double delta_of(Rho cost, double epsilon);
/// The least epsilon that goes with `delta` in (0, 1).
double epsilon_of(Rho cost, double delta);
/// The greatest cost that is within (epsilon, delta); both positive, delta below 1.
Rho cost_within(EpsilonDelta wanted);

/// A budget that is spent in parts and cannot be overdrawn.
class Budget {
 public:
  explicit Budget(Rho whole) : whole_{whole} {}
  /// `Failure{conflict, "release.budget_spent"}` when there is less than `cost` left.
  void spend(Rho cost);
  Rho spent() const { return spent_; }
  Rho left() const;

 private:
  Rho whole_;
  Rho spent_;
};

}  // namespace ts::release
