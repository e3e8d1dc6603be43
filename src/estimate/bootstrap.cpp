#include "estimate/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/failure.h"
#include "base/parallel.h"
#include "stats/distributions.h"
#include "stats/samplers.h"

namespace ts::estimate {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
// Streams of chance are numbered by replicate; those of another use begin elsewhere.
constexpr std::uint64_t fitness_streams = std::uint64_t{1} << 40U;

/// Shares out `people` over cells with these weights, which sum to `sum`.
void draw_cells(stats::Random& random, double people, const std::vector<double>& weights,
                double sum, std::vector<double>& cells) {
  for (std::size_t w = 1; w < cells.size(); ++w) {
    if (weights[w] <= 0) {
      cells[w] = 0;
      continue;
    }
    // The last cell takes the rest: its share is 1 but for rounding.
    cells[w] = stats::draw_binomial(random, people, std::min(1.0, weights[w] / sum));
    people -= cells[w];
    sum -= weights[w];
  }
}

using Drawing = std::function<void(stats::Random&, Counts&)>;

Replicates repeat(const Counts& shape, const Drawing& draw, const Rule& rule,
                  const Resampling& options, const Progress& progress) {
  Replicates out;
  out.totals.assign(options.replicates, infinity);
  std::vector<std::optional<Model>> models(options.replicates, std::nullopt);
  const std::size_t workers = options.threads == 0 ? processors() : options.threads;
  parallel_for(workers, options.threads, [&](std::size_t worker) {
    Estimator estimator{shape.lists};
    Counts counts{
        .lists = shape.lists, .history = std::vector<double>(cells_of(shape.lists)), .margin = {}};
    for (std::size_t i = worker; i < options.replicates; i += workers) {
      progress.check();
      stats::Random random{options.seed, i};
      draw(random, counts);
      counts.sum_margins();
      if (auto chosen = counts.people() > 0 ? rule(estimator, counts) : std::nullopt) {
        out.totals[i] = chosen->fit.total();
        models[i] = std::move(chosen->model);
      }
      if (worker == 0 && i % 64 < workers)
        progress.at(static_cast<double>(i) / static_cast<double>(options.replicates));
    }
  });
  out.chosen.assign(cells_of(shape.lists), 0);
  for (const auto& model : models) {
    if (!model) continue;
    ++out.models[model->text()];
    for (const Mask term : model->terms())
      out.chosen[term] += 1 / static_cast<double>(options.replicates);
  }
  return out;
}

/// Draws tables from a fitted model with these cell means.
Drawing drawing_from(const Chosen& chosen, const std::vector<double>& means) {
  double sum = 0;
  for (const double mean : means) sum += mean;
  const double total = std::round(chosen.fit.total());
  const double seen = 1 - chosen.fit.dark / chosen.fit.total();
  return [&means, sum, total, seen](stats::Random& random, Counts& counts) {
    draw_cells(random, stats::draw_binomial(random, total, seen), means, sum, counts.history);
  };
}

/// Of the chosen model on this very table.
std::vector<double> means_of(Estimator& estimator, const Counts& counts, const Chosen& chosen) {
  const auto again = estimator.fit(counts, chosen.model, &chosen.model, &chosen.fit);
  ensure(again.has_value());
  return estimator.means();
}

}  // namespace

Rule stepwise_rule(double threshold) {
  return [threshold](Estimator& estimator, const Counts& counts) {
    return select_stepwise(estimator, counts, threshold);
  };
}

Rule bic_rule(std::span<const Ranked> ranked) {
  return [ranked](Estimator& estimator, const Counts& counts) {
    return best_by_bic(estimator, counts, ranked);
  };
}

Rule model_rule(Model model) {
  return [model = std::move(model)](Estimator& estimator,
                                    const Counts& counts) -> std::optional<Chosen> {
    auto fit = estimator.estimate(counts, model);
    if (!fit) return std::nullopt;
    return Chosen{model, std::move(*fit)};
  };
}

std::vector<double> Replicates::sorted() const {
  auto out = totals;
  std::sort(out.begin(), out.end());
  return out;
}

std::size_t Replicates::without_estimate() const {
  return static_cast<std::size_t>(
      std::count_if(totals.begin(), totals.end(), [](double x) { return !std::isfinite(x); }));
}

Replicates resample(const Counts& counts, const Rule& rule, const Resampling& options,
                    const Progress& progress) {
  ensure(counts.histories_known());
  const auto draw = [&](stats::Random& random, Counts& drawn) {
    draw_cells(random, counts.people(), counts.history, counts.people(), drawn.history);
  };
  return repeat(counts, draw, rule, options, progress);
}

Replicates resample_model(const Counts& counts, const Chosen& chosen, const Rule& rule,
                          const Resampling& options, const Progress& progress) {
  Estimator estimator{counts.lists};
  const auto means = means_of(estimator, counts, chosen);
  return repeat(counts, drawing_from(chosen, means), rule, options, progress);
}

Bca bias_corrected(double estimate, const std::vector<double>& totals, double acceleration) {
  ensure(!totals.empty());
  auto sorted = totals;
  std::sort(sorted.begin(), sorted.end());
  const auto size = static_cast<double>(sorted.size());
  const auto below = static_cast<double>(std::lower_bound(sorted.begin(), sorted.end(), estimate) -
                                         sorted.begin());
  Bca out{.bias = stats::normal_quantile(below / size),
          .acceleration = acceleration,
          .strongly_biased = false,
          .limits = {}};
  out.strongly_biased = !(std::abs(out.bias) <= 0.5);
  for (const double share : {0.025, 0.1, 0.9, 0.975}) {
    const double moved = out.bias + stats::normal_quantile(share);
    double level = stats::normal_share_below(out.bias + moved / (1 - acceleration * moved));
    if (!std::isfinite(out.bias)) level = out.bias < 0 ? 0 : 1;
    out.limits.push_back({.share = share,
                          .value = stats::quantile(sorted, level),
                          .level = level,
                          .extreme = level < 1 / (size + 1) || level > size / (size + 1),
                          .percentile = stats::quantile(sorted, share)});
  }
  return out;
}

std::optional<double> acceleration_of(double squares, double cubes) {
  if (squares <= 0) return std::nullopt;
  return cubes / (6 * std::pow(squares, 1.5));
}

Jackknife jackknife(const Counts& counts, const Rule& rule, unsigned threads,
                    const Progress& progress) {
  ensure(counts.histories_known());
  std::vector<Mask> seen;
  for (std::size_t w = 1; w < counts.history.size(); ++w)
    if (counts.history[w] > 0) seen.push_back(static_cast<Mask>(w));
  std::vector<double> totals(seen.size(), infinity);
  const std::size_t workers = threads == 0 ? processors() : threads;
  parallel_for(workers, threads, [&](std::size_t worker) {
    Estimator estimator{counts.lists};
    for (std::size_t i = worker; i < seen.size(); i += workers) {
      progress.check();
      Counts less = counts;
      less.history[seen[i]] -= 1;
      less.sum_margins();
      if (less.people() == 0) continue;
      if (const auto chosen = rule(estimator, less)) totals[i] = chosen->fit.total();
    }
  });

  Jackknife out;
  double mean = 0;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (!std::isfinite(totals[i])) ++out.without_estimate;
    mean += counts.history[seen[i]] * totals[i] / counts.people();
  }
  if (out.without_estimate > 0) return out;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const double away = mean - totals[i];
    out.squares += counts.history[seen[i]] * away * away;
    out.cubes += counts.history[seen[i]] * away * away * away;
  }
  out.acceleration = acceleration_of(out.squares, out.cubes);
  return out;
}

double deviance(const Counts& counts, const std::vector<double>& means) {
  double out = 0;
  for (std::size_t w = 1; w < means.size(); ++w) {
    const double seen = counts.history[w];
    if (seen > 0) out += seen * std::log(seen / means[w]);
    out -= seen - means[w];
  }
  return 2 * out;
}

Fitness fitness(const Counts& counts, const Chosen& chosen, const Resampling& options,
                const Progress& progress) {
  ensure(counts.histories_known());
  Estimator estimator{counts.lists};
  const auto means = means_of(estimator, counts, chosen);
  Fitness out;
  out.deviance = deviance(counts, means);
  for (std::size_t w = 1; w < means.size(); ++w) {
    if (means[w] <= 0) continue;
    out.freedom += 1;
    out.pearson += (counts.history[w] - means[w]) * (counts.history[w] - means[w]) / means[w];
  }
  for (const double coefficient : chosen.fit.coefficient)
    if (std::isfinite(coefficient)) out.freedom -= 1;
  if (options.replicates == 0) return out;

  std::vector<char> worse(options.replicates);
  const auto draw = drawing_from(chosen, means);
  const std::size_t workers = options.threads == 0 ? processors() : options.threads;
  parallel_for(workers, options.threads, [&](std::size_t worker) {
    Estimator mine{counts.lists};
    Counts drawn = counts;
    for (std::size_t i = worker; i < options.replicates; i += workers) {
      progress.check();
      stats::Random random{options.seed, fitness_streams + i};
      draw(random, drawn);
      drawn.sum_margins();
      // A table that the model cannot be fitted to is as bad as can be.
      worse[i] = drawn.people() == 0 || !mine.estimate(drawn, chosen.model) ||
                 deviance(drawn, mine.means()) >= out.deviance;
    }
  });
  out.p = static_cast<double>(std::count(worse.begin(), worse.end(), 1)) /
          static_cast<double>(options.replicates);
  return out;
}

}  // namespace ts::estimate
