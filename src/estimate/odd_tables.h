#pragma once

#include <cmath>
#include <string_view>

#include "estimate/selection.h"
#include "stats/random.h"

/// Tables that nobody would collect, for tests and for `bench_estimate FOLDER tables`, which tries
/// a million of them.
namespace ts::estimate::trial {

/// Sparse and odd: lists that are empty, overlaps that are not there, counts from 0 to some
/// thousands.
inline Counts odd_table(stats::Random& random) {
  const unsigned lists = 2 + random.below(4);
  std::vector<double> history(cells_of(lists));
  const double sparse = random.uniform();
  const double large = std::exp(random.uniform() * (random.below(8) == 0 ? 9 : 5));
  for (std::size_t w = 1; w < history.size(); ++w)
    if (random.uniform() > sparse)
      history[w] = std::floor(large * std::exp(-2.0 * (size_of(static_cast<Mask>(w)) - 1)) * 2 *
                              random.uniform());
  return Counts::from_histories(lists, history);
}

/// What the engine made of a table: of a model at random, and of the stepwise rule.
struct Made {
  std::optional<Fit> fit;
  std::optional<Chosen> chosen;
  std::string_view absurd;  ///< what must never be, or nothing
};

inline Made make_of(Estimator& estimator, const Counts& counts, stats::Random& random) {
  Model model = Model::main_effects(counts.lists);
  for (const Mask pair : pairs_of(counts.lists))
    if (random.uniform() < 0.4) model = model.with(pair);
  Made out{.fit = estimator.estimate(counts, model),
           .chosen = select_stepwise(estimator, counts, 0.02),
           .absurd = {}};
  const auto sane = [&](const Fit& fit) {
    return std::isfinite(fit.total()) && fit.total() >= counts.people() && fit.total() < 1e11 &&
           std::isfinite(fit.log_dark_error);
  };
  if (out.fit && !estimator.check(counts, model).fine())
    out.absurd = "a number for a model that fails the check";
  else if (out.chosen && !estimator.check(counts, out.chosen->model).fine())
    out.absurd = "a model was chosen that fails the check";
  else if ((out.fit && !sane(*out.fit)) || (out.chosen && !sane(out.chosen->fit)))
    out.absurd = "a number that is none";
  return out;
}

}  // namespace ts::estimate::trial
