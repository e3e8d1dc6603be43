#pragma once

#include "release/noise.h"

/// What a release costs in privacy. Costs are counted in zero-concentrated differential privacy
/// (zCDP; Bun and Steinke 2016), where they simply add up, and told as (epsilon, delta) once. Two
/// data sets are neighbours when one has all rows of one more person.
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
/// Euclidean distance (Canonne, Kamath, Steinke 2020, Theorem 4 and Corollary 19).
Rho gaussian_cost(double l2_squared, Sigma2 sigma2);
/// The noise that makes those counts cost at most `cost`; rounded up.
Sigma2 gaussian_noise(double l2_squared, Rho cost);
/// A mechanism that is epsilon-differentially private (Bun and Steinke, Proposition 1.4).
Rho pure_cost(double epsilon);
/// The exponential mechanism, whose privacy loss has a range of epsilon (Cesar and Rogers 2021).
Rho exponential_cost(double epsilon);

/// The least delta that goes with `epsilon`: Canonne, Kamath, Steinke 2020, Proposition 12
/// minimised over alpha, which is also the bound of Asoodeh et al. 2020.
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
