#include "estimate/profile.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ts::estimate {
namespace {

constexpr double chi_square_95 = 3.841458820694124;
constexpr double farthest = 30;  // in log(unseen people) from the estimate

/// log(x!) by the first term of Stirling's series. With the exact factorials the estimate for 185 people
/// would move by 3 in a million, and no longer be that of the published record.
double log_factorial(double x) { return x * std::log(x) - x + std::log(x) / 2; }

/// The log-likelihood at a number of unseen people, but for a constant, and its slope.
class Curve {
 public:
  Curve(Estimator& estimator, const Counts& counts, const Model& model, const Fit& fit)
      : estimator_{estimator}, counts_{counts}, model_{model}, last_{fit} {}

  double operator()(double log_dark) {
    const double dark = std::exp(log_dark);
    if (!refit(dark)) return -std::numeric_limits<double>::infinity();
    const double total = counts_.people() + dark;
    return log_factorial(total) - log_factorial(dark) + last_.kernel + total -
           total * std::log(total);
  }
  /// By the number of unseen people: the fit does not count, because it is at its best.
  double slope(double log_dark) {
    const double dark = std::exp(log_dark);
    if (!refit(dark)) return -1;
    const double total = counts_.people() + dark;
    return 0.5 / total - 0.5 / dark - log_dark + std::log(last_.dark);
  }

 private:
  bool refit(double dark) {
    auto fit = estimator_.fit_with_unseen(counts_, dark, model_, last_);
    if (fit) last_ = std::move(*fit);
    return fit.has_value();
  }

  Estimator& estimator_;
  const Counts& counts_;
  const Model& model_;
  Fit last_;
};

/// Where the slope is nothing.
double highest(Curve& curve, double low, double high) {
  for (int i = 0; i < 50; ++i) {
    const double middle = (low + high) / 2;
    (curve.slope(middle) > 0 ? low : high) = middle;
  }
  return (low + high) / 2;
}

/// Where the curve has fallen to `level`, in steps away from `from`, then by bisection. Nothing when it
/// does not.
std::optional<double> crossing(Curve& curve, double from, double step, double level) {
  double inside = from, outside = from + step;
  while (curve(outside) > level) {
    if (std::abs(outside - from) > farthest) return std::nullopt;
    inside = outside;
    outside += step;
  }
  while (std::abs(outside - inside) > 1e-10) {
    const double middle = (inside + outside) / 2;
    (curve(middle) > level ? inside : outside) = middle;
  }
  return (inside + outside) / 2;
}

}  // namespace

std::optional<Profile> profile_likelihood(Estimator& estimator, const Counts& counts,
                                          const Model& model, const Fit& fit) {
  if (!(fit.dark > 0) || !std::isfinite(fit.log_dark_error)) return std::nullopt;
  Curve curve{estimator, counts, model, fit};
  const double near = std::log(fit.dark);
  const double step = std::clamp(fit.log_dark_error, 0.01, 1.0);
  const double top = highest(curve, near - step, near + step);
  const double level = curve(top) - chi_square_95 / 2;
  const double people = counts.people();
  Profile out{.total = people + std::exp(top), .low = people, .high = people};
  if (const auto low = crossing(curve, top, -step, level)) out.low = people + std::exp(*low);
  const auto high = crossing(curve, top, step, level);
  out.high = high ? people + std::exp(*high) : std::numeric_limits<double>::infinity();
  return out;
}

}  // namespace ts::estimate
