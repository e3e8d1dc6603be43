#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "estimate/bootstrap.h"
#include "estimate/graphs.h"
#include "estimate/latent_classes.h"
#include "estimate/profile.h"
#include "estimate/sensitivity.h"

namespace ts::estimate {

/// How the number nobody has seen is estimated. All are shown side by side, because they answer the
/// same question under different assumptions.
enum class Method {
  independent,     ///< as if no list knew of another
  stepwise,        ///< pairs added by a test (2021)
  aic,             ///< pairs added by AIC, interval by profile likelihood (2014)
  bic,             ///< the best of all models by BIC
  averaged,        ///< all models, weighted by BIC
  downhill,        ///< a search for the best BIC, where there are too many models to look at each
  graphs,          ///< Bayesian averaging over decomposable graphs
  latent_classes,  ///< Bayesian latent classes
};
inline constexpr std::array all_methods{
    Method::independent, Method::stepwise, Method::aic,    Method::bic,
    Method::averaged,    Method::downhill, Method::graphs, Method::latent_classes};
/// "stepwise", "latent_classes", …: the name in files and on the command line.
std::string_view name_of(Method method);
std::optional<Method> method_named(std::string_view name);

struct StudyOptions {
  std::vector<Method> methods{all_methods.begin(), all_methods.end()};
  double threshold = 0.02;        ///< of the stepwise rule, in [0, 1]
  unsigned order = 2;             ///< lists in the largest term of BIC models, 2 to 4
  std::size_t replicates = 2000;  ///< 0: no resampling; at most 100,000
  /// Models among which each resampled table chooses anew by BIC; 0 is all of them.
  std::size_t bic_models = 100;
  std::uint64_t seed = 1;
  unsigned threads = 0;
  bool sensitivity = true;
  bool stratum = false;            ///< one of several: what is too thin for a part is refused
  LatentClassOptions latent = {};  ///< seed and threads are those above
};

/// How a method ended.
enum class Outcome {
  estimated,
  not_estimable,    ///< no finite estimate, or the lists cannot tell the parts of the model apart
  not_converged,    ///< chains that disagree; the figures are not to be used
  needs_histories,  ///< sizes and overlaps alone cannot give it
  too_many_lists    ///< for this method
};
std::string_view name_of(Outcome outcome);

enum class LimitKind { wald, profile, bca, percentile, parametric, mixture, posterior, added };
std::string_view name_of(LimitKind kind);

/// A 95 % interval; `high` is infinite where nothing bounds it.
struct Limits {
  LimitKind kind = LimitKind::wald;
  double low = 0, high = 0;
  /// An end is an extreme order statistic, infinite, or of chains that disagree.
  bool unreliable = false;
};
/// The bias-corrected limits and, beside them, the percentiles.
std::vector<Limits> limits_of(const Bca& bca);
/// Makes an interval, which may be none, reach from `low` to `high` at least.
void widen(std::optional<Interval>& interval, double low, double high);

struct Answer {
  Method method = Method::independent;
  Outcome outcome = Outcome::estimated;
  std::optional<double> total;  ///< like the limits only when the outcome is `estimated`
  std::string model;            ///< `Model::text`, for methods that choose one
  std::vector<Limits> limits;   ///< the one to show first comes first
};

/// What a reader must know of; each has a text in the report.
enum class Warning {
  few_seen_twice,      ///< fewer than 30 people are on two lists or more
  empty_overlaps,      ///< more than a third of the pairs of lists share nobody
  dropped_lists,       ///< a list with nobody or with everybody on it was left out
  two_humps,           ///< two groups of models give different answers
  near_ties,           ///< models within two of the best BIC differ by a quarter and more
  methods_disagree,    ///< the methods' totals differ by half and more
  biased_resampling,   ///< |z0| > 0.5
  extreme_limit,       ///< a BCa limit is an extreme order statistic
  no_acceleration,     ///< with one person less there is no estimate
  replicates_without,  ///< some resampled tables have no estimate
  poor_fit,            ///< the deviance is larger than in 95 % of tables of the model
  on_the_edge,         ///< a pair was added or not by a hair
  chains_disagree,     ///< latent classes have not converged
  grid_binds,          ///< the posterior reaches beyond what was looked at
  margins_only,        ///< only sizes and overlaps are known
  inconsistent,        ///< for some list the others miss its known size by a factor of two
};
std::string_view name_of(Warning warning);

/// Why nothing is estimated at all.
enum class Refusal {
  too_few_lists,       ///< fewer than three lists with somebody on them
  too_few_seen_twice,  ///< fewer than 10 people on two lists or more
  no_overlap,          ///< no two lists share anybody
  thin_stratum,        ///< of a stratum: below 50 people, or three pairs of lists that share some
};
std::string_view name_of(Refusal refusal);

struct Coefficient {
  Mask term = 0;
  double value = 0;  ///< minus infinity where nobody is on all lists of the term
  double error = 0;
};

/// A fitted model in full.
struct Details {
  Chosen chosen;
  std::vector<Coefficient> coefficients;
  double log_likelihood = 0, aic = 0, bic = 0;  ///< but for a constant without the histories
  std::optional<Fitness> fitness;               ///< needs the histories
};

struct Study {
  CaptureTable given;  ///< as it came
  CaptureTable used;   ///< without lists that say nothing
  StudyOptions options;
  std::vector<unsigned> empty_lists, full_lists;  ///< of `given`, left out

  std::vector<Refusal> refusals;  ///< when there are any, there are no answers
  std::vector<Warning> warnings;
  double seen_twice = 0;   ///< people on two lists or more; without the histories, at most
  double empty_pairs = 0;  ///< share of the pairs of lists with nobody on both
  std::vector<PairOfLists> pairs;

  std::vector<Answer> answers;
  /// The lowest and highest end of the first limits of all answers: the range over methods.
  std::optional<Interval> range;
  std::optional<Interval> totals;  ///< of the methods' totals

  std::optional<Details> stepwise;
  std::vector<Step> path;
  std::optional<Replicates> replicates;  ///< of the stepwise rule
  std::optional<Bca> bca;
  std::optional<Jackknife> removed;
  std::optional<Replicates> bic_replicates;
  std::optional<Bca> bic_bca;
  std::optional<Jackknife> bic_removed;

  std::vector<Ranked> models;  ///< the best 100 by BIC
  std::size_t models_considered = 0, models_refused = 0;
  double mixture_mean = 0;
  std::vector<Mixture::Hump> humps;
  std::vector<double> mixture_quantiles;  ///< 2.5, 10, 50, 90, 97.5 %
  std::optional<Starts> downhill;
  std::optional<GraphAverage> graphs;
  std::optional<LatentClasses> latent;

  std::vector<Variant> thresholds, left_out, merged, orders, multiplied, missed_matches;
  std::vector<Consistency> consistency;

  bool refused() const { return !refusals.empty(); }
  /// Whether something was estimated, and every method that was asked for and applies has
  /// converged.
  bool all_estimated() const;
};

/// `Failure{invalid, "estimate.bad_options"}` with the option's name in each problem when one is
/// out of bounds.
void check_options(const StudyOptions& options);

/// Everything above for one table. Fails like `check_options`.
Study run_study(const CaptureTable& table, const StudyOptions& options,
                const Progress& progress = {});

}  // namespace ts::estimate
