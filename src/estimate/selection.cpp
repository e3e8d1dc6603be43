#include "estimate/selection.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/distributions.h"

namespace ts::estimate {
namespace {

struct Candidate {
  Mask pair = 0;
  double p = 0;
};

/// Pairs that the model has not, the least expected overlap first.
std::vector<Candidate> candidates(const Estimator& estimator, const Counts& counts,
                                  const Model& model) {
  std::vector<Candidate> out;
  for (const Mask pair : pairs_of(counts.lists))
    if (!model.has(pair))
      out.push_back({pair, stats::poisson_smaller_tail(counts.margin[pair],
                                                       estimator.expected()[pair])});
  std::stable_sort(out.begin(), out.end(),
                   [](const Candidate& a, const Candidate& b) { return a.p < b.p; });
  return out;
}

std::optional<Chosen> fitted(Estimator& estimator, const Counts& counts, Model model) {
  auto fit = estimator.estimate(counts, model);
  if (!fit) return std::nullopt;
  return Chosen{std::move(model), std::move(*fit)};
}

/// 2 x parameters - 2 x log-likelihood, but for what is the same for all models of a table.
double aic_of(const Fit& fit) { return 2 * (fit.parameters() - fit.kernel); }

/// Whether the coefficient of `term` in the last fit is told from nothing.
bool significant(Estimator& estimator, const Chosen& chosen, Mask term, double level) {
  const auto& terms = chosen.model.terms();
  const auto at = static_cast<std::size_t>(std::find(terms.begin(), terms.end(), term) - terms.begin());
  const double z = chosen.fit.coefficient[at] / estimator.standard_errors(chosen.model)[at];
  return std::isfinite(z) && std::abs(z) >= stats::normal_quantile(1 - level / 2);
}

}  // namespace

std::optional<Chosen> select_stepwise(Estimator& estimator, const Counts& counts, double threshold,
                                      std::vector<Step>* path) {
  if (threshold >= 1) return fitted(estimator, counts, Model::all_pairs(counts.lists));
  auto chosen = fitted(estimator, counts, Model::main_effects(counts.lists));
  if (!chosen) return std::nullopt;
  for (bool going = true; going;) {
    going = false;
    for (const auto& [pair, p] : candidates(estimator, counts, chosen->model)) {
      Model larger = chosen->model.with(pair);
      // Only from the best down until one can be estimated: the others need not be asked.
      if (p < threshold && !estimator.check(counts, larger).fine()) continue;
      if (path)
        path->push_back({.pair = pair,
                         .observed = counts.margin[pair],
                         .expected = estimator.expected()[pair],
                         .p = p,
                         .added = p < threshold,
                         .total_before = chosen->fit.total()});
      if (p >= threshold) break;
      auto fit = estimator.fit(counts, larger, &chosen->model, &chosen->fit);
      if (!fit) return std::nullopt;
      chosen = Chosen{std::move(larger), std::move(*fit)};
      going = true;
      break;
    }
  }
  return chosen;
}

std::optional<Chosen> select_by_aic(Estimator& estimator, const Counts& counts, double level) {
  auto chosen = fitted(estimator, counts, Model::main_effects(counts.lists));
  while (chosen) {
    std::optional<Chosen> best;
    Mask added = 0;
    for (const Mask pair : pairs_of(counts.lists)) {
      if (chosen->model.has(pair)) continue;
      Model larger = chosen->model.with(pair);
      if (!estimator.check(counts, larger).fine()) continue;
      auto fit = estimator.fit(counts, larger, &chosen->model, &chosen->fit);
      if (!fit || (best && aic_of(*fit) >= aic_of(best->fit))) continue;
      best = Chosen{std::move(larger), std::move(*fit)};
      added = pair;
    }
    if (!best || aic_of(best->fit) >= aic_of(chosen->fit)) break;
    // The last fit was of another candidate.
    estimator.fit(counts, best->model, &best->model, &best->fit);
    if (!significant(estimator, *best, added, level)) break;
    chosen = std::move(best);
  }
  return chosen;
}

}  // namespace ts::estimate
