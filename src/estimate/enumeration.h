#pragma once

#include <span>
#include <vector>

#include "base/progress.h"
#include "estimate/selection.h"

namespace ts::estimate {

/// More models than this are not looked at one by one; `search_downhill` looks for a good one.
inline constexpr std::size_t most_models = 60'000;

/// Every hierarchical model with terms of at most `order` lists, of less lists than all; each comes after a
/// model that is one term smaller. Nothing when there are more than `most_models`.
std::vector<Model> every_model(unsigned lists, unsigned order);

/// A model, its fit, and its BIC: parameters times log(people seen) less twice the log-likelihood.
struct Ranked {
  Model model;
  Fit fit;
  double bic = 0;
  double weight = 0;  ///< exp(-BIC/2), so that those of a table sum to one
};

/// What came of fitting many models to one table.
struct Ranking {
  std::vector<Ranked> models;  ///< those that can be estimated, the lowest BIC first
  std::size_t refused = 0;     ///< no estimate, or not identifiable, or not converged
};

/// The part of the log-likelihood that is the same for all models of a table: - sum of log(count!). 0
/// when the histories are not known: then AIC and BIC are right but for a constant.
double log_likelihood_constant(const Counts& counts);
double log_likelihood(const Counts& counts, const Fit& fit);
double aic(const Counts& counts, const Fit& fit);
double bic(const Counts& counts, const Fit& fit);

/// Fits all of `models`, in any number of threads.
Ranking rank_by_bic(const Counts& counts, const std::vector<Model>& models, unsigned threads,
                    const Progress& progress = {});

/// The best of `among` for another table of the same lists; starts from their fits. Nothing when none
/// can be estimated.
std::optional<Chosen> best_by_bic(Estimator& estimator, const Counts& counts,
                                  std::span<const Ranked> among);

/// The models of a ranking as one distribution of the number of people: each model's unseen people are
/// log-normal with its standard error, weighted by its BIC weight (5.7 of the method notes; Buckland,
/// Burnham and Augustin, Biometrics 53, 1997).
struct Mixture {
  struct Part {
    double weight, log_dark, error;
  };
  double people = 0;
  std::vector<Part> parts;

  double mean() const;  ///< of the models' totals
  double share_below(double total) const;
  double quantile(double share) const;
  /// Of log(unseen people), at log(total - people).
  double density(double log_dark) const;

  struct Hump {
    double total;  ///< where it is highest
    double share;  ///< of the distribution between its valleys
  };
  /// From the lowest total on; those below a hundredth are counted with their neighbour.
  std::vector<Hump> humps() const;
};
Mixture mixture_of(const Ranking& ranking);

/// Downhill in BIC from a model: the best neighbour (one term more or less) as long as it is better.
struct Downhill {
  Chosen chosen;
  double bic = 0;
  std::size_t looked_at = 0;  ///< models
};
std::optional<Downhill> search_downhill(Estimator& estimator, const Counts& counts,
                                        const Model& from, unsigned order);

/// From independent lists, from all pairs, from the stepwise model and from some random ones.
struct Starts {
  Downhill best;
  std::size_t starts = 0;
  std::size_t agree = 0;  ///< that ended in the best
};
std::optional<Starts> search_from_many(const Counts& counts, unsigned order, unsigned random_starts,
                                       std::uint64_t seed, unsigned threads,
                                       const Progress& progress = {});

}  // namespace ts::estimate
