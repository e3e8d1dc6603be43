#include <algorithm>
#include <cmath>
#include <limits>

#include "base/failure.h"
#include "estimate/latent_classes.h"

namespace ts::estimate {
namespace {

struct Moments {
  double mean = 0, variance = 0;
};

Moments moments_of(const double* values, std::size_t size) {
  Moments out;
  const auto n = static_cast<double>(size);
  for (std::size_t i = 0; i < size; ++i) out.mean += values[i] / n;
  for (std::size_t i = 0; i < size; ++i)
    out.variance += (values[i] - out.mean) * (values[i] - out.mean) / (n - 1);
  return out;
}

double covariance_at(const double* values, std::size_t size, double mean, std::size_t lag) {
  double out = 0;
  for (std::size_t i = 0; i + lag < size; ++i)
    out += (values[i] - mean) * (values[i + lag] - mean);
  return out / static_cast<double>(size);
}

}  // namespace

Mixing mixing_of(const std::vector<std::vector<double>>& chains) {
  ensure(!chains.empty() && chains.front().size() >= 4);
  const std::size_t half = chains.front().size() / 2;
  std::vector<const double*> parts;
  for (const auto& chain : chains) {
    parts.push_back(chain.data());
    parts.push_back(chain.data() + half);
  }
  const auto length = static_cast<double>(half);
  const auto count = static_cast<double>(parts.size());
  std::vector<Moments> moments;
  Mixing out;
  double mean = 0, within = 0;
  for (const double* part : parts) {
    moments.push_back(moments_of(part, half));
    if (*std::min_element(part, part + half) == *std::max_element(part, part + half))
      out.moved = false;
    mean += moments.back().mean / count;
    within += moments.back().variance / count;
  }
  if (!out.moved) {
    out.r_hat = std::numeric_limits<double>::infinity();
    return out;
  }
  double between = 0;
  for (const auto& each : moments)
    between += length * (each.mean - mean) * (each.mean - mean) / (count - 1);
  const double pooled = (length - 1) / length * within + between / length;
  out.r_hat = std::sqrt(pooled / within);

  // Geyer's rule: pairs of correlations are summed until a pair is negative.
  double sum = 0;
  for (std::size_t lag = 1; lag + 1 < half; lag += 2) {
    double pair = 0;
    for (const std::size_t each : {lag, lag + 1}) {
      double covariance = 0;
      for (std::size_t p = 0; p < parts.size(); ++p)
        covariance += covariance_at(parts[p], half, moments[p].mean, each) / count;
      pair += 1 - (within - covariance) / pooled;
    }
    if (pair < 0) break;
    sum += pair;
  }
  out.effective = length * count / (1 + 2 * sum);
  return out;
}

}  // namespace ts::estimate
