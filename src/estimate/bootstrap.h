#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/progress.h"
#include "estimate/enumeration.h"

namespace ts::estimate {

/// What is done with a table, and is done again with every resampled one: from the counts to a
/// model and its fit, or nothing.
using Rule = std::function<std::optional<Chosen>(Estimator&, const Counts&)>;

Rule stepwise_rule(double threshold);
/// The best BIC among these; `ranked` outlives the rule.
Rule bic_rule(std::span<const Ranked> ranked);
Rule model_rule(Model model);

struct Resampling {
  std::size_t replicates = 2000;
  std::uint64_t seed = 1;
  unsigned threads = 0;  ///< any number gives the same; 0 is one a processor
};

/// The totals that a rule gives on resampled tables, with the choice made again in each.
struct Replicates {
  /// In the order in which they were drawn; infinite where there is no estimate.
  std::vector<double> totals;
  std::map<std::string, std::size_t> models;  ///< how often each was chosen, by `Model::text`
  std::vector<double> chosen;                 ///< by mask: share of replicates with that term

  /// Finite or not, in ascending order.
  std::vector<double> sorted() const;
  std::size_t without_estimate() const;
};

/// People drawn anew from the histories that were seen. Needs the histories.
Replicates resample(const Counts& counts, const Rule& rule, const Resampling& options,
                    const Progress& progress = {});
/// Tables drawn from a fitted model: its total, those seen of them, and their cells. Needs no
/// histories.
Replicates resample_model(const Counts& counts, const Chosen& chosen, const Rule& rule,
                          const Resampling& options, const Progress& progress = {});

/// Two-sided limits of 95 % and 80 % from replicates (Efron, "Better bootstrap confidence
/// intervals", JASA 82, 1987; DiCiccio and Efron, Statistical Science 11, 1996).
struct Limit {
  double share = 0;       ///< 0.025, 0.1, 0.9, 0.975
  double value = 0;       ///< infinite where so many replicates have no estimate
  double level = 0;       ///< the share of replicates that `value` is the quantile of
  bool extreme = false;   ///< `level` is beyond the first or last replicate: not to be relied on
  double percentile = 0;  ///< what the plain percentile limit is
};
struct Bca {
  double bias = 0;          ///< z0; infinite when the estimate is beyond every replicate
  double acceleration = 0;  ///< 0 where it could not be worked out
  /// |z0| > 0.5: the rule gives something else on resampled tables than on the table itself.
  bool strongly_biased = false;
  std::vector<Limit> limits;
};
Bca bias_corrected(double estimate, const std::vector<double>& totals, double acceleration);

/// The table with one person less, for each history that was seen; the rule is applied to each.
struct Jackknife {
  /// Nothing when a table with one person less has no estimate, or all are the same.
  std::optional<double> acceleration;
  /// Of how far each such table's total is from their mean, summed over people; 0 without an
  /// acceleration. Those of strata add up.
  double squares = 0, cubes = 0;
  std::size_t without_estimate = 0;  ///< histories
};
Jackknife jackknife(const Counts& counts, const Rule& rule, unsigned threads,
                    const Progress& progress = {});
/// Nothing when nothing moved.
std::optional<double> acceleration_of(double squares, double cubes);

/// Share of tables drawn from the fitted model whose deviance from that model is at least that of
/// the table: sparse tables have no chi-square distribution. Needs the histories.
struct Fitness {
  double deviance = 0;
  double freedom = 0;  ///< cells less parameters, those that are left when empty terms are gone
  double pearson = 0;
  std::optional<double> p;
};
Fitness fitness(const Counts& counts, const Chosen& chosen, const Resampling& options,
                const Progress& progress = {});
/// 2 sum of [N log(N/mean) - (N - mean)].
double deviance(const Counts& counts, const std::vector<double>& means);

}  // namespace ts::estimate
