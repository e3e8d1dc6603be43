#include "estimate/strata.h"

#include <algorithm>
#include <cmath>

#include "base/failure.h"
#include "stats/random.h"

namespace ts::estimate {
namespace {

// Streams of chance are numbered by replicate; those of another use begin elsewhere.
constexpr std::uint64_t seed_streams = std::uint64_t{1} << 41U;

/// What a method that resamples keeps of one stratum.
struct Resampled {
  const Replicates* replicates;
  const Jackknife* removed;
};

std::optional<Resampled> resampled_by(Method method, const Study& study) {
  const bool stepwise = method == Method::stepwise;
  if (!stepwise && method != Method::bic) return std::nullopt;
  const auto& replicates = stepwise ? study.replicates : study.bic_replicates;
  const auto& removed = stepwise ? study.removed : study.bic_removed;
  if (!replicates || !removed) return std::nullopt;
  return Resampled{&*replicates, &*removed};
}

/// Every stratum was resampled as it is, so the i-th replicates of all are one of the whole.
std::optional<Bca> bca_of_sum(const StrataStudy& all, Method method, double total) {
  std::vector<double> totals;
  double squares = 0, cubes = 0;
  for (const auto& [name, study] : all.strata) {
    const auto of = resampled_by(method, study);
    if (!of) return std::nullopt;
    totals.resize(of->replicates->totals.size());
    for (std::size_t i = 0; i < totals.size(); ++i) totals[i] += of->replicates->totals[i];
    squares += of->removed->squares;
    cubes += of->removed->cubes;
  }
  return bias_corrected(total, totals, acceleration_of(squares, cubes).value_or(0));
}

const Answer* answer_of(const Study& study, Method method) {
  const auto found = std::find_if(study.answers.begin(), study.answers.end(),
                                  [&](const Answer& each) { return each.method == method; });
  return found != study.answers.end() && found->total ? &*found : nullptr;
}

/// The ends added up: as if all strata erred the same way, so rather too wide than too narrow.
Limits added_limits(const StrataStudy& all, Method method) {
  Limits out{.kind = LimitKind::added};
  for (const auto& [name, study] : all.strata) {
    const auto& limits = answer_of(study, method)->limits;
    if (limits.empty()) return {.kind = LimitKind::added, .high = INFINITY, .unreliable = true};
    out.low += limits.front().low;
    out.high += limits.front().high;
    out.unreliable = out.unreliable || limits.front().unreliable;
  }
  return out;
}

Sum sum_of(const StrataStudy& all, Method method) {
  Sum out{.method = method, .total = {}, .limits = {}, .without = {}};
  double total = 0;
  for (std::size_t s = 0; s < all.strata.size(); ++s) {
    if (const auto* answer = answer_of(all.strata[s].study, method))
      total += *answer->total;
    else
      out.without.push_back(s);
  }
  if (!out.without.empty()) return out;
  out.total = total;
  if (const auto bca = bca_of_sum(all, method, total))
    out.limits = limits_of(*bca);
  else
    out.limits = {added_limits(all, method)};
  return out;
}

}  // namespace

bool StrataStudy::all_estimated() const {
  return std::all_of(strata.begin(), strata.end(),
                     [](const One& each) { return each.study.all_estimated(); });
}

StrataStudy run_strata(std::span<const Stratum> strata, const StudyOptions& options,
                       const Progress& progress) {
  ensure(!strata.empty());
  StrataStudy out;
  const double share = 1 / static_cast<double>(strata.size());
  for (std::size_t s = 0; s < strata.size(); ++s) {
    auto own = options;
    own.stratum = true;
    // The same seed would make the replicates of all strata err together.
    own.seed = stats::Random{options.seed, seed_streams + s}.u64() >> 11U;
    const auto begun = static_cast<double>(s);
    out.strata.push_back(
        {strata[s].name,
         run_study(strata[s].table, own, progress.part(begun * share, (begun + 1) * share))});
    out.people += strata[s].table.counts.people();
  }
  for (const Method method : options.methods) {
    out.sums.push_back(sum_of(out, method));
    const auto& sum = out.sums.back();
    if (!sum.total) continue;
    widen(out.totals, *sum.total, *sum.total);
    widen(out.range, sum.limits.front().low, sum.limits.front().high);
  }
  return out;
}

}  // namespace ts::estimate
