#pragma once

#include <optional>
#include <vector>

#include "base/progress.h"
#include "estimate/model.h"
#include "estimate/table.h"

namespace ts::estimate {

/// More lists have too many decomposable graphs (617,675 for seven).
inline constexpr unsigned most_lists_of_graphs = 6;

/// A posterior of the number of people in all.
struct Posterior {
  /// At 2.5, 10, 50, 90 and 97.5 %.
  std::vector<double> quantiles;
  double mean = 0;
};

struct GraphOptions {
  /// Unseen people are looked for up to this many times those seen, and further while the end of the
  /// grid holds more than a millionth of the mass.
  double grid = 10;
  bool extend = true;
};

/// Bayesian averaging over decomposable graphs of dependence among the lists (Madigan and York,
/// "Bayesian methods for estimation of the size of a closed population", Biometrika 84, 1997):
/// hyper-Dirichlet priors with 2^-lists a cell, 1/N on the number of people, all graphs but the complete
/// one alike. No chance in it.
struct GraphAverage {
  Posterior posterior;
  struct Graph {
    Model model;  ///< the cliques are its generators
    double weight;
  };
  std::vector<Graph> graphs;  ///< those with the largest weight, 20 at most
  std::size_t considered = 0;
  double grid_end = 0;       ///< most unseen people looked at
  bool grid_binds = false;   ///< the end still holds mass: the upper quantiles are too low
};

/// Needs the histories. Nothing when there are more than `most_lists_of_graphs` lists.
std::optional<GraphAverage> average_graphs(const Counts& counts, const GraphOptions& options,
                                           const Progress& progress = {});

}  // namespace ts::estimate
