#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "estimate/estimator.h"

namespace ts::estimate {

/// A model that a rule has chosen, and its fit; neither when there is none that can be estimated.
struct Chosen {
  Model model = Model::main_effects(1);
  Fit fit;
};

/// What the stepwise rule saw before it added a pair, or did not.
struct Step {
  Mask pair = 0;
  double observed = 0;
  double expected = 0;
  double p = 0;
  bool added = false;
  double total_before = 0;
};

/// Stepwise selection (Chan, Silverman and Vincent, "Multiple systems estimation for sparse capture
/// data", JASA 116, 2021): from the independent lists on, the pair whose overlap is least expected is
/// added, if its one-sided Poisson probability is below `threshold` and the larger model can be
/// estimated; of equals the first. Threshold 0 gives independent lists, 1 all pairs. Nothing when the
/// model to begin with cannot be estimated.
std::optional<Chosen> select_stepwise(Estimator& estimator, const Counts& counts, double threshold,
                                      std::vector<Step>* path = nullptr);

/// Forward selection by AIC as in Silverman 2014: the pair with the best AIC, as long as it lowers it and
/// the coefficient's Wald test is below `level`.
std::optional<Chosen> select_by_aic(Estimator& estimator, const Counts& counts, double level = 0.05);

}  // namespace ts::estimate
