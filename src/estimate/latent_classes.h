#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/progress.h"
#include "estimate/graphs.h"
#include "estimate/table.h"
#include "stats/random.h"

namespace ts::estimate {

/// Latent classes (Manrique-Vallier, "Bayesian population size estimation using Dirichlet process
/// mixtures", Biometrics 72, 2016): people fall into classes; within a class the lists are
/// independent. Prior 1/N on the number of people, uniform on each class's chance to be on a list,
/// stick breaking with concentration alpha ~ Gamma(shape, rate) on the classes' sizes.
struct LatentClassPrior {
  unsigned classes = 10;
  double shape = 0.25, rate = 0.25;
  /// More unseen people are not considered; that it binds is said.
  double most_unseen = 1e9;
};

/// One chain of the blocked Gibbs sampler. The test of the sampler draws from the joint
/// distribution by it, hence `set_counts` and `draw_from_prior`.
class LatentClassChain {
 public:
  /// Starts from a number of people between one and a half and fifteen times those seen, and lists
  /// that reach about their share of them in every class: chains differ widely, but none begins
  /// where each list has a class of its own, from where they take very long to come back.
  LatentClassChain(const Counts& counts, const LatentClassPrior& prior, stats::Random random);

  void sweep();
  double unseen() const { return unseen_; }
  /// The chance to be on no list.
  double missed() const { return missed_; }
  double alpha() const { return alpha_; }
  double class_size(unsigned k) const { return size_[k]; }  ///< share of people
  double on_list(unsigned list, unsigned k) const { return on_list_[list * classes_ + k]; }
  bool bound_met() const { return bound_met_; }

  /// Parameters from the prior and unseen people given them and the number seen.
  void draw_from_prior();
  /// A table of as many people, seen at least once, from the parameters.
  std::vector<double> draw_histories();
  void set_counts(const Counts& counts);

  /// A stick that is broken: the share that is taken, and the logarithm of what is left, which for
  /// a small alpha is far below what 1 - share could hold.
  struct Stick {
    double share, log_rest;
  };

 private:
  void start(const Counts& counts);
  void weigh_histories();
  void split(double people, Mask history);
  void put(double people, unsigned k, Mask history);
  void exchange_labels();
  void swap_members(unsigned a, unsigned b);
  void draw_lists();
  void draw_sizes();
  void take_stick(unsigned k, const Stick& stick);
  void draw_unseen();
  void sizes_from_sticks();

  unsigned lists_, classes_;
  LatentClassPrior prior_;
  stats::Random random_;
  double seen_ = 0;
  std::vector<Mask> histories_;
  std::vector<double> people_;  ///< with each of them

  double alpha_ = 1, unseen_ = 0, missed_ = 0;
  bool bound_met_ = false;
  std::vector<double> stick_, log_rest_, size_;
  std::vector<double> on_list_;     ///< by list and class
  unsigned first_lists_;            ///< how many lists are the first half
  std::vector<double> members_;     ///< by class
  std::vector<double> members_on_;  ///< by list and class
  // Work space: what classes make of the history that is split, that from each class on, and of
  // the histories of each half of the lists.
  std::vector<double> weight_, weight_from_, weight_of_first_, weight_of_rest_;
};

struct LatentClassOptions {
  LatentClassPrior prior;
  unsigned chains = 8;
  std::size_t burn_in = 2000;
  std::size_t sweeps = 10'000;  ///< kept, of each chain
  std::uint64_t seed = 1;
  unsigned threads = 0;
};

/// What says whether chains agree (Gelman and others, Bayesian Data Analysis, 3rd edition, 11.4):
/// above 1.05 they do not.
inline constexpr double highest_r_hat = 1.05;

struct LatentClasses {
  Posterior posterior;
  double r_hat_total = 0;   ///< split R-hat of log N
  double r_hat_missed = 0;  ///< and of the chance to be on no list
  double effective = 0;     ///< effective sample size of log N
  bool moved = true;        ///< false when a chain stood still
  bool bound_met = false;
  double error_of_median = 0;  ///< Monte Carlo standard error, relative

  bool converged() const {
    return moved && !bound_met && r_hat_total <= highest_r_hat && r_hat_missed <= highest_r_hat;
  }
};

/// Needs the histories.
LatentClasses sample_latent_classes(const Counts& counts, const LatentClassOptions& options,
                                    const Progress& progress = {});

/// Split R-hat and effective sample size of chains of equal length. R-hat is infinite when a chain
/// stands still.
struct Mixing {
  double r_hat = 0;
  double effective = 0;
  bool moved = true;
};
Mixing mixing_of(const std::vector<std::vector<double>>& chains);

}  // namespace ts::estimate
