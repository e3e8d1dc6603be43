#include "estimate/enumeration.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "base/parallel.h"
#include "stats/samplers.h"

namespace ts::estimate {
namespace {

/// Terms of `size` lists that may be added to the model once those of fewer lists are settled.
std::vector<Mask> possible(const Model& model, unsigned size) {
  std::vector<Mask> out;
  for (std::size_t w = 1; w < cells_of(model.lists()); ++w) {
    const auto term = static_cast<Mask>(w);
    if (size_of(term) == size && model.can_add(term)) out.push_back(term);
  }
  std::sort(out.begin(), out.end(), term_before);
  return out;
}

/// Adds every set of the terms from `from` on; false when there are too many.
bool add_sets(std::vector<Model>& out, const Model& model, std::span<const Mask> terms,
              unsigned size, unsigned order) {
  if (out.size() > most_models) return false;
  if (terms.empty()) {
    if (size == order) {
      out.push_back(model);
      return true;
    }
    const auto larger = possible(model, size + 1);
    if (larger.empty()) {
      out.push_back(model);
      return true;
    }
    return add_sets(out, model, larger, size + 1, order);
  }
  return add_sets(out, model, terms.subspan(1), size, order) &&
         add_sets(out, model.with(terms.front()), terms.subspan(1), size, order);
}

struct HashOfSet {
  std::size_t operator()(const MaskSet& set) const {
    std::uint64_t out = 0;
    for (const std::uint64_t word : set.words()) out = (out ^ word) * 0x9e3779b97f4a7c15U;
    return out ^ out >> 32U;
  }
};

constexpr std::size_t no_parent = std::numeric_limits<std::size_t>::max();

/// Of each model, the place of one that is a term smaller; `models` are sorted by size.
std::vector<std::size_t> parents_of(const std::vector<Model>& models) {
  std::unordered_map<MaskSet, std::size_t, HashOfSet> places;
  std::vector<std::size_t> out;
  for (const auto& model : models) {
    out.push_back(no_parent);
    const Mask last = model.terms().back();
    if (model.can_drop(last)) {
      MaskSet smaller = model.set();
      smaller.erase(last);
      const auto found = places.find(smaller);
      if (found != places.end()) out.back() = found->second;
    }
    places.emplace(model.set(), out.size() - 1);
  }
  return out;
}

}  // namespace

std::vector<Model> every_model(unsigned lists, unsigned order) {
  std::vector<Model> out;
  const Model least = Model::main_effects(lists);
  const unsigned highest = std::min(order, lists - 1);
  if (highest < 2) {
    out.push_back(least);
  } else if (!add_sets(out, least, pairs_of(lists), 2, highest)) {
    return {};
  }
  std::stable_sort(out.begin(), out.end(), [](const Model& a, const Model& b) {
    return a.terms().size() < b.terms().size();
  });
  return out;
}

double log_likelihood_constant(const Counts& counts) {
  double out = 0;
  for (const double people : counts.history) out -= stats::log_factorial(people);
  return out;
}

double log_likelihood(const Counts& counts, const Fit& fit) {
  return fit.kernel + log_likelihood_constant(counts);
}

double aic(const Counts& counts, const Fit& fit) {
  return 2 * fit.parameters() - 2 * log_likelihood(counts, fit);
}

double bic(const Counts& counts, const Fit& fit) {
  return fit.parameters() * std::log(counts.people()) - 2 * log_likelihood(counts, fit);
}

Ranking rank_by_bic(const Counts& counts, const std::vector<Model>& models, unsigned threads,
                    const Progress& progress) {
  const auto parents = parents_of(models);
  std::vector<std::optional<Fit>> fits(models.size());
  const std::size_t workers = threads == 0 ? processors() : threads;
  std::vector<Estimator> estimators(workers, Estimator{counts.lists});
  // Size by size, so that what a model starts from is there.
  for (std::size_t from = 0; from < models.size();) {
    std::size_t to = from;
    while (to < models.size() && models[to].terms().size() == models[from].terms().size()) ++to;
    parallel_for(workers, threads, [&](std::size_t worker) {
      Estimator& estimator = estimators[worker];
      for (std::size_t i = from + worker; i < to; i += workers) {
        if (!estimator.check(counts, models[i]).fine()) continue;
        const std::size_t parent = parents[i];
        if (parent != no_parent && fits[parent])
          fits[i] = estimator.fit(counts, models[i], &models[parent], &*fits[parent]);
        else
          fits[i] = estimator.fit(counts, models[i]);
      }
    });
    from = to;
    progress.at(static_cast<double>(to) / static_cast<double>(models.size()));
  }

  Ranking out;
  for (std::size_t i = 0; i < models.size(); ++i) {
    if (fits[i])
      out.models.push_back({models[i], std::move(*fits[i]), 0, 0});
    else
      ++out.refused;
  }
  const double constant = log_likelihood_constant(counts);
  for (auto& each : out.models)
    each.bic = each.fit.parameters() * std::log(counts.people()) - 2 * (each.fit.kernel + constant);
  std::stable_sort(out.models.begin(), out.models.end(),
                   [](const Ranked& a, const Ranked& b) { return a.bic < b.bic; });
  double sum = 0;
  for (auto& each : out.models) {
    each.weight = std::exp((out.models.front().bic - each.bic) / 2);
    sum += each.weight;
  }
  for (auto& each : out.models) each.weight /= sum;
  return out;
}

std::optional<Chosen> best_by_bic(Estimator& estimator, const Counts& counts,
                                  std::span<const Ranked> among) {
  const double price = std::log(counts.people());
  const Ranked* best = nullptr;
  Fit best_fit;
  for (const auto& each : among) {
    if (!estimator.check(counts, each.model).fine()) continue;
    auto fit = estimator.fit(counts, each.model, &each.model, &each.fit);
    if (!fit) continue;
    if (best && price * fit->parameters() - 2 * fit->kernel >=
                    price * best_fit.parameters() - 2 * best_fit.kernel)
      continue;
    best = &each;
    best_fit = std::move(*fit);
  }
  if (!best) return std::nullopt;
  return Chosen{best->model, std::move(best_fit)};
}

}  // namespace ts::estimate
