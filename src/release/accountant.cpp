#include "release/accountant.h"

#include <algorithm>
#include <cmath>

#include "base/failure.h"

namespace ts::release {
namespace {

constexpr double rounding = 1e-9;  // how far parts of a budget may miss their sum in doubles

/// The greatest argument in [low, high] for which `holds`, which is true below and false above.
template <class Holds>
double last_where(double low, double high, Holds holds) {
  for (int step = 0; step < 64; ++step) {
    const double middle = (low + high) / 2;
    (holds(middle) ? low : high) = middle;
  }
  return low;
}

/// The chance that a standard normal is below `x`.
double normal_below(double x) { return std::erfc(-x / std::sqrt(2)) / 2; }

}  // namespace

Rho gaussian_cost(double l2_squared, Sigma2 sigma2) {
  ensure(sigma2.value() > rounded);
  return {l2_squared / (2 * (sigma2.value() - rounded))};
}

Sigma2 gaussian_noise(double l2_squared, Rho cost) {
  ensure(cost.value > 0);
  return Sigma2::at_least(l2_squared / (2 * cost.value) + rounded);
}

double delta_of(Rho cost, double epsilon) {
  if (cost.value <= 0) return 0;
  const double mu = std::sqrt(2 * cost.value);  // what one person changes, in standard deviations
  return std::max(0.0, normal_below(mu / 2 - epsilon / mu) -
                           std::exp(epsilon) * normal_below(-mu / 2 - epsilon / mu));
}

double epsilon_of(Rho cost, double delta) {
  ensure(delta > 0 && delta < 1);
  const double rho = cost.value;
  const double simple =
      rho + 2 * std::sqrt(rho * std::log(1 / delta));  // enough: Bun and Steinke, Prop 1.3
  return last_where(0, simple, [&](double epsilon) { return delta_of(cost, epsilon) > delta; });
}

Rho cost_within(EpsilonDelta wanted) {
  ensure(wanted.epsilon > 0 && wanted.delta > 0 && wanted.delta < 1);
  return {last_where(0, wanted.epsilon + 1,
                     [&](double rho) { return delta_of({rho}, wanted.epsilon) <= wanted.delta; })};
}

Rho Budget::left() const { return {std::max(0.0, whole_.value - spent_.value)}; }

void Budget::spend(Rho cost) {
  ensure(cost.value >= 0);
  if (spent_.value + cost.value > whole_.value * (1 + rounding))
    throw Failure{Fault::conflict, "release.budget_spent"};
  spent_ = spent_ + cost;
}

}  // namespace ts::release
