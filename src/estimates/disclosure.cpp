#include "estimates/disclosure.h"

#include <cmath>

namespace ts::estimates {
namespace {

constexpr double step = 5;
constexpr double digits = 3;

}  // namespace

std::optional<double> Disclosure::count(double people) const {
  if (exact()) return people;
  if (people < static_cast<double>(smallest_)) return std::nullopt;
  return std::round(people / step) * step;
}

double Disclosure::estimate(double total) const {
  if (exact() || !std::isfinite(total) || total <= 0) return total;
  const double unit = std::pow(10, std::floor(std::log10(total)) + 1 - digits);
  return unit < 1 ? std::round(total) : std::round(total / unit) * unit;
}

double Disclosure::measure(double value, int decimals) const {
  const double unit = std::pow(10, decimals);
  return std::round(value * unit) / unit;
}

}  // namespace ts::estimates
