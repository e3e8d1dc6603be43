#include "estimates/disclosure.h"

#include <algorithm>
#include <cmath>

namespace ts::estimates {
namespace {

constexpr double step_of_counts = 5;
constexpr double digits_of_estimates = 3;

double rounded(double value, double step) { return std::round(value / step) * step; }

}  // namespace

std::optional<double> Disclosure::count(double people) const {
  if (exact() || people == 0) return people;
  if (people < static_cast<double>(smallest_)) return std::nullopt;
  return rounded(people, step_of_counts);
}

double Disclosure::estimate(double total) const {
  if (exact() || !std::isfinite(total) || total <= 0) return total;
  const double step = std::pow(10, std::floor(std::log10(total)) + 1 - digits_of_estimates);
  return rounded(total, std::max(step, step_of_counts));
}

double Disclosure::unseen(double total, double people) const {
  return std::max(0.0, estimate(estimate(total) - count(people).value_or(0)));
}

double Disclosure::expected(double people) const {
  return exact() ? people : rounded(people, step_of_counts);
}

double Disclosure::measure(double value, int decimals) const {
  if (exact() || !std::isfinite(value)) return value;
  const double scale = std::pow(10, decimals);
  return std::round(value * scale) / scale;
}

std::string Disclosure::count_text(const report::Words& words, double people) const {
  const auto shown = count(people);
  if (shown) return words.number(*shown);
  // Isolated, or the sign would be turned round where the language reads from right to left.
  const auto least = "<" + words.number(static_cast<double>(smallest_));
  return words.right_to_left() ? "\u2066" + least + "\u2069" : least;
}

std::string Disclosure::estimate_text(const report::Words& words, double total) const {
  return words.number(estimate(total));
}

}  // namespace ts::estimates
