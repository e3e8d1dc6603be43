#include <algorithm>
#include <cmath>

#include "base/failure.h"
#include "estimate/study.h"

namespace ts::estimate {

void check_options(const StudyOptions& options) {
  std::vector<Problem> problems;
  const auto need = [&](bool fine, const char* name) {
    if (!fine) problems.push_back({name, "estimate.out_of_bounds"});
  };
  need(options.threshold >= 0 && options.threshold <= 1, "threshold");
  need(options.order >= 2 && options.order <= 4, "order");
  need(options.replicates == 0 || (options.replicates >= 100 && options.replicates <= 100'000),
       "replicates");
  need(options.latent.chains >= 2 && options.latent.chains <= 64, "chains");
  need(options.latent.sweeps >= 100 && options.latent.sweeps <= 10'000'000, "sweeps");
  need(options.threads <= 256, "threads");
  need(!options.methods.empty(), "method");
  if (!problems.empty()) throw Failure{Fault::invalid, "estimate.bad_options", std::move(problems)};
}

std::vector<Limits> limits_of(const Bca& bca) {
  const auto& low = bca.limits.front();
  const auto& high = bca.limits.back();
  const auto of = [](LimitKind kind, double from, double to, bool unreliable) {
    return Limits{kind, from, to, unreliable || !std::isfinite(to)};
  };
  return {of(LimitKind::bca, low.value, high.value, low.extreme || high.extreme),
          of(LimitKind::percentile, low.percentile, high.percentile, false)};
}

void widen(std::optional<Interval>& interval, double low, double high) {
  if (!interval) interval = Interval{low, high};
  interval->low = std::min(interval->low, low);
  interval->high = std::max(interval->high, high);
}

bool Study::all_estimated() const {
  if (refused() || !totals) return false;
  return std::none_of(answers.begin(), answers.end(), [](const Answer& answer) {
    return answer.outcome == Outcome::not_estimable || answer.outcome == Outcome::not_converged;
  });
}

}  // namespace ts::estimate
