#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "estimate/enumeration.h"
#include "stats/random.h"

namespace ts::estimate {
namespace {

constexpr double stepwise_threshold = 0.02;

std::vector<Model> neighbours(const Model& model, unsigned order) {
  std::vector<Model> out;
  for (std::size_t w = 1; w < cells_of(model.lists()); ++w) {
    const auto term = static_cast<Mask>(w);
    if (size_of(term) <= order && size_of(term) < model.lists() && model.can_add(term))
      out.push_back(model.with(term));
    if (model.can_drop(term)) out.push_back(model.without(term));
  }
  return out;
}

double bic_without_constant(const Counts& counts, const Fit& fit) {
  return fit.parameters() * std::log(counts.people()) - 2 * fit.kernel;
}

Model random_model(unsigned lists, stats::Random& random) {
  std::vector<Mask> pairs;
  for (const Mask pair : pairs_of(lists))
    if (random.uniform() < 0.5) pairs.push_back(pair);
  return Model::generated_by(lists, pairs);
}

std::vector<Model> places_to_start(const Counts& counts, unsigned random_starts,
                                   std::uint64_t seed) {
  std::vector<Model> out{Model::main_effects(counts.lists), Model::all_pairs(counts.lists)};
  Estimator estimator{counts.lists};
  if (const auto chosen = select_stepwise(estimator, counts, stepwise_threshold))
    out.push_back(chosen->model);
  for (unsigned i = 0; i < random_starts; ++i) {
    stats::Random random{seed, i};
    out.push_back(random_model(counts.lists, random));
  }
  return out;
}

}  // namespace

std::optional<Downhill> search_downhill(Estimator& estimator, const Counts& counts,
                                        const Model& from, unsigned order) {
  auto fit = estimator.estimate(counts, from);
  if (!fit) return std::nullopt;
  Downhill out{.chosen = {from, std::move(*fit)}, .bic = 0, .looked_at = 1};
  out.bic = bic_without_constant(counts, out.chosen.fit);
  for (bool better = true; better;) {
    better = false;
    const Chosen here = out.chosen;
    for (const auto& model : neighbours(here.model, order)) {
      ++out.looked_at;
      if (!estimator.check(counts, model).fine()) continue;
      auto tried = estimator.fit(counts, model, &here.model, &here.fit);
      if (!tried) continue;
      const double value = bic_without_constant(counts, *tried);
      if (value >= out.bic) continue;
      out.bic = value;
      out.chosen = Chosen{model, std::move(*tried)};
      better = true;
    }
  }
  out.bic -= 2 * log_likelihood_constant(counts);
  return out;
}

std::optional<Starts> search_from_many(const Counts& counts, unsigned order, unsigned random_starts,
                                       std::uint64_t seed, unsigned threads,
                                       const Progress& progress) {
  const auto starts = places_to_start(counts, random_starts, seed);
  std::vector<std::optional<Downhill>> ends(starts.size());
  parallel_for(starts.size(), threads, [&](std::size_t i) {
    progress.check();
    Estimator estimator{counts.lists};
    ends[i] = search_downhill(estimator, counts, starts[i], order);
  });
  std::optional<Starts> out;
  for (const auto& end : ends) {
    if (!end) continue;
    if (!out) out = Starts{.best = *end, .starts = 0, .agree = 0};
    if (end->bic < out->best.bic) out->best = *end;
  }
  if (!out) return out;
  for (const auto& end : ends) {
    if (!end) continue;
    ++out->starts;
    if (end->chosen.model == out->best.chosen.model) ++out->agree;
  }
  return out;
}

}  // namespace ts::estimate
