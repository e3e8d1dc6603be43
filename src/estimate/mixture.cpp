#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/failure.h"
#include "estimate/enumeration.h"
#include "stats/distributions.h"

namespace ts::estimate {
namespace {

// What a hump must hold to be spoken of; less is counted with its neighbour.
constexpr double least_share = 0.01;
constexpr int grid_points = 2000;
constexpr double far_out = 5;  // standard errors

struct Ends {
  double low, high;
};

Ends ends_of(const Mixture& mixture) {
  Ends out{mixture.parts.front().log_dark, mixture.parts.front().log_dark};
  for (const auto& part : mixture.parts) {
    out.low = std::min(out.low, part.log_dark - far_out * part.error);
    out.high = std::max(out.high, part.log_dark + far_out * part.error);
  }
  return out;
}

}  // namespace

Mixture mixture_of(const Ranking& ranking) {
  Mixture out;
  for (const auto& each : ranking.models) {
    out.people = each.fit.people;
    // Models of no weight would only widen the ends.
    if (each.weight > 1e-12)
      out.parts.push_back({each.weight, std::log(each.fit.dark), each.fit.log_dark_error});
  }
  return out;
}

double Mixture::mean() const {
  double out = 0;
  for (const auto& part : parts) out += part.weight * std::exp(part.log_dark);
  return people + out;
}

double Mixture::share_below(double total) const {
  if (total <= people) return 0;
  const double log_dark = std::log(total - people);
  double out = 0;
  for (const auto& part : parts)
    out += part.weight * stats::normal_share_below((log_dark - part.log_dark) / part.error);
  return out;
}

double Mixture::quantile(double share) const {
  ensure(!parts.empty() && share > 0 && share < 1);
  auto [low, high] = ends_of(*this);
  // The ends are five errors out: widen them where a share asks for more.
  while (share_below(people + std::exp(high)) < share) high += 1;
  while (share_below(people + std::exp(low)) > share) low -= 1;
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    (share_below(people + std::exp(middle)) < share ? low : high) = middle;
  }
  return people + std::exp((low + high) / 2);
}

double Mixture::density(double log_dark) const {
  double out = 0;
  for (const auto& part : parts) {
    const double z = (log_dark - part.log_dark) / part.error;
    out += part.weight * std::exp(-z * z / 2) / (part.error * std::sqrt(2 * std::numbers::pi));
  }
  return out;
}

std::vector<Mixture::Hump> Mixture::humps() const {
  if (parts.empty()) return {};
  const auto [low, high] = ends_of(*this);
  std::vector<double> at(grid_points), height(grid_points);
  for (int i = 0; i < grid_points; ++i) {
    at[i] = low + (high - low) * i / (grid_points - 1);
    height[i] = density(at[i]);
  }
  std::vector<Hump> out;
  double below = 0;
  double top = -1;
  double top_total = 0;
  for (int i = 0; i < grid_points; ++i) {
    if (height[i] > top) {
      top = height[i];
      top_total = people + std::exp(at[i]);
    }
    const bool last = i + 1 == grid_points;
    const bool valley = !last && i > 0 && height[i] < height[i - 1] && height[i] <= height[i + 1];
    if (!last && !valley) continue;
    const double here = last ? 1 : share_below(people + std::exp(at[i]));
    if (here - below < least_share) {
      if (!last || out.empty()) continue;
      out.back().share += here - below;  // a tail beyond the last valley
      break;
    }
    out.push_back({top_total, here - below});
    below = here;
    top = -1;
  }
  return out;
}

}  // namespace ts::estimate
