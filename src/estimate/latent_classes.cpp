#include "estimate/latent_classes.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/failure.h"
#include "base/parallel.h"
#include "stats/distributions.h"
#include "stats/samplers.h"

namespace ts::estimate {
namespace {

/// Shares this near to 0 or 1 would make logarithms infinite.
constexpr double nearest = 1e-300;

/// A stick that is broken: the share that is taken, and the logarithm of what is left, which for a
/// small alpha is far below what 1 - share could hold.
struct Stick {
  double share, log_rest;
};
Stick broken(stats::Random& random, double a, double b) {
  const double taken = stats::draw_gamma(random, a);
  const double log_left =
      b < 1 ? std::log(stats::draw_gamma(random, b + 1)) + std::log(random.open_uniform()) / b
            : std::log(stats::draw_gamma(random, b));
  const double sum = taken + std::exp(log_left);
  return {taken / sum, log_left - std::log(sum)};
}

double beta(stats::Random& random, double a, double b) {
  // Classes that nobody is in are drawn from the prior, which is uniform.
  if (a == 1 && b == 1) return random.open_uniform();
  return stats::draw_beta(random, a, b);
}

}  // namespace

LatentClassChain::LatentClassChain(const Counts& counts, const LatentClassPrior& prior,
                                   stats::Random random)
    : lists_{counts.lists},
      classes_{prior.classes},
      prior_{prior},
      random_{random},
      stick_(classes_),
      log_rest_(classes_),
      size_(classes_),
      on_list_(std::size_t{classes_} * lists_),
      members_(classes_),
      members_on_(std::size_t{classes_} * lists_) {
  ensure(classes_ >= 2);
  set_counts(counts);
  start(counts);
}

void LatentClassChain::start(const Counts& counts) {
  const double total = 1.5 * seen_ * std::exp(random_.uniform() * std::log(10.0));
  unseen_ = std::min(std::floor(total - seen_), prior_.most_unseen);
  for (unsigned k = 0; k + 1 < classes_; ++k) {
    stick_[k] = random_.open_uniform();
    log_rest_[k] = std::log1p(-stick_[k]);
  }
  sizes_from_sticks();
  for (unsigned k = 0; k < classes_; ++k)
    for (unsigned j = 0; j < lists_; ++j)
      on_list_[k * lists_ + j] =
          std::clamp(counts.margin[single(j)] / total * (0.5 + random_.uniform()), 1e-6, 1 - 1e-6);
}

void LatentClassChain::set_counts(const Counts& counts) {
  ensure(counts.histories_known() && counts.lists == lists_);
  histories_.clear();
  people_.clear();
  seen_ = 0;
  for (std::size_t w = 1; w < counts.history.size(); ++w) {
    if (counts.history[w] <= 0) continue;
    histories_.push_back(static_cast<Mask>(w));
    people_.push_back(counts.history[w]);
    seen_ += counts.history[w];
  }
  cell_.resize(histories_.size() * classes_);
}

void LatentClassChain::draw_from_prior() {
  // The shape is small, so that alpha may come out as nothing; a class then holds everybody.
  alpha_ = std::max(stats::draw_gamma(random_, prior_.shape) / prior_.rate, 1e-12);
  for (unsigned k = 0; k + 1 < classes_; ++k) {
    log_rest_[k] = std::log(random_.open_uniform()) / alpha_;
    stick_[k] = -std::expm1(log_rest_[k]);
  }
  sizes_from_sticks();
  for (auto& share : on_list_) share = random_.open_uniform();
  draw_unseen();
}

void LatentClassChain::sizes_from_sticks() {
  stick_[classes_ - 1] = 1;
  double left = 1;
  for (unsigned k = 0; k < classes_; ++k) {
    size_[k] = left * stick_[k];
    left *= std::exp(log_rest_[k]);
  }
}

void LatentClassChain::sweep() {
  std::fill(members_.begin(), members_.end(), 0);
  std::fill(members_on_.begin(), members_on_.end(), 0);
  split_seen();
  // The unseen, who are on no list.
  std::vector<double>& weights = cell_;
  for (unsigned k = 0; k < classes_; ++k) {
    double weight = size_[k];
    for (unsigned j = 0; j < lists_; ++j) weight *= 1 - on_list_[k * lists_ + j];
    weights[k] = weight;
  }
  split(unseen_, weights.data(), nullptr);
  exchange_labels();
  draw_lists();
  draw_sizes();
  draw_unseen();
}

void LatentClassChain::split_seen() {
  for (unsigned k = 0; k < classes_; ++k) {
    const double* on = &on_list_[std::size_t{k} * lists_];
    for (std::size_t h = 0; h < histories_.size(); ++h) {
      double weight = size_[k];
      for (unsigned j = 0; j < lists_; ++j)
        weight *= (histories_[h] >> j & 1U) != 0 ? on[j] : 1 - on[j];
      cell_[h * classes_ + k] = weight;
    }
  }
  for (std::size_t h = 0; h < histories_.size(); ++h)
    split(people_[h], &cell_[h * classes_], &histories_[h]);
}

void LatentClassChain::split(double people, const double* weights, const Mask* history) {
  double sum = 0;
  for (unsigned k = 0; k < classes_; ++k) sum += weights[k];
  for (unsigned k = 0; k < classes_ && people > 0; ++k) {
    const bool last = k + 1 == classes_ || weights[k] >= sum;
    const double here = last ? people : stats::draw_binomial(random_, people, weights[k] / sum);
    sum -= weights[k];
    if (here <= 0) continue;
    people -= here;
    members_[k] += here;
    if (!history) continue;
    for (unsigned j = 0; j < lists_; ++j)
      if ((*history >> j & 1U) != 0) members_on_[k * lists_ + j] += here;
  }
}

// Without this a chain keeps for long whatever order of classes it began with: the two label moves
// of Papaspiliopoulos and Roberts, "Retrospective Markov chain Monte Carlo methods for Dirichlet
// process hierarchical models", Biometrika 95, 2008, section 3.4. What belongs to the members (the
// lists) and the sticks are drawn anew right after, so only the members change places.
void LatentClassChain::exchange_labels() {
  const unsigned a = random_.below(classes_);
  const unsigned b = random_.below(classes_);
  if (a != b) {
    const double log_ratio = (members_[b] - members_[a]) *
                             std::log(std::max(size_[a], nearest) / std::max(size_[b], nearest));
    if (std::log(random_.open_uniform()) < log_ratio) swap_members(a, b);
  }
  if (classes_ < 3) return;
  const unsigned k = random_.below(classes_ - 2);  // the last stick is not one of its own
  const double log_ratio = members_[k] * log_rest_[k + 1] - members_[k + 1] * log_rest_[k];
  if (std::log(random_.open_uniform()) < log_ratio) swap_members(k, k + 1);
}

void LatentClassChain::swap_members(unsigned a, unsigned b) {
  std::swap(members_[a], members_[b]);
  for (unsigned j = 0; j < lists_; ++j)
    std::swap(members_on_[a * lists_ + j], members_on_[b * lists_ + j]);
}

void LatentClassChain::draw_lists() {
  for (unsigned k = 0; k < classes_; ++k)
    for (unsigned j = 0; j < lists_; ++j) {
      const double on = members_on_[k * lists_ + j];
      on_list_[k * lists_ + j] = beta(random_, 1 + on, 1 + members_[k] - on);
    }
}

void LatentClassChain::draw_sizes() {
  double later = seen_ + unseen_;
  double log_last = 0;
  for (unsigned k = 0; k + 1 < classes_; ++k) {
    later = std::max(0.0, later - members_[k]);
    const auto stick = broken(random_, 1 + members_[k], alpha_ + later);
    stick_[k] = stick.share;
    log_rest_[k] = stick.log_rest;
    log_last += stick.log_rest;
  }
  sizes_from_sticks();
  alpha_ = stats::draw_gamma(random_, prior_.shape + classes_ - 1) / (prior_.rate - log_last);
}

void LatentClassChain::draw_unseen() {
  missed_ = 0;
  for (unsigned k = 0; k < classes_; ++k) {
    double weight = size_[k];
    for (unsigned j = 0; j < lists_; ++j) weight *= 1 - on_list_[k * lists_ + j];
    missed_ += weight;
  }
  // Negative binomial: Poisson with a gamma mean.
  const double odds = missed_ / std::max(1 - missed_, nearest);
  const double mean = stats::draw_gamma(random_, seen_) * odds;
  bound_met_ = mean > prior_.most_unseen;
  unseen_ = bound_met_ ? prior_.most_unseen : stats::draw_poisson(random_, mean);
}

std::vector<double> LatentClassChain::draw_histories() {
  const std::size_t cells = cells_of(lists_);
  std::vector<double> chance(cells), out(cells);
  for (unsigned k = 0; k < classes_; ++k)
    for (std::size_t w = 1; w < cells; ++w) {
      double weight = size_[k];
      for (unsigned j = 0; j < lists_; ++j) {
        const double on = on_list_[k * lists_ + j];
        weight *= (w >> j & 1U) != 0 ? on : 1 - on;
      }
      chance[w] += weight;
    }
  double sum = 0;
  for (const double x : chance) sum += x;
  double people = seen_;
  for (std::size_t w = 1; w < cells && people > 0; ++w) {
    out[w] = w + 1 == cells ? people
                            : stats::draw_binomial(random_, people, std::min(1.0, chance[w] / sum));
    people -= out[w];
    sum -= chance[w];
  }
  return out;
}

LatentClasses sample_latent_classes(const Counts& counts, const LatentClassOptions& options,
                                    const Progress& progress) {
  ensure(options.chains >= 2 && options.sweeps >= 4);
  std::vector<std::vector<double>> log_totals(options.chains), missed(options.chains);
  std::vector<char> bound(options.chains);
  parallel_for(options.chains, options.threads, [&](std::size_t c) {
    LatentClassChain chain{counts, options.prior, stats::Random{options.seed, c}};
    for (std::size_t i = 0; i < options.burn_in + options.sweeps; ++i) {
      if (i % 256 == 0) progress.check();
      chain.sweep();
      if (i < options.burn_in) continue;
      log_totals[c].push_back(std::log(counts.people() + chain.unseen()));
      missed[c].push_back(chain.missed());
      if (chain.bound_met()) bound[c] = 1;
    }
  });

  const Mixing of_total = mixing_of(log_totals);
  const Mixing of_missed = mixing_of(missed);
  LatentClasses out;
  out.r_hat_total = of_total.r_hat;
  out.r_hat_missed = of_missed.r_hat;
  out.effective = of_total.effective;
  out.moved = of_total.moved && of_missed.moved;
  out.bound_met = std::find(bound.begin(), bound.end(), 1) != bound.end();
  std::vector<double> all;
  for (const auto& chain : log_totals) all.insert(all.end(), chain.begin(), chain.end());
  std::sort(all.begin(), all.end());
  for (const double share : {0.025, 0.1, 0.5, 0.9, 0.975})
    out.posterior.quantiles.push_back(std::exp(stats::quantile(all, share)));
  for (const double x : all) out.posterior.mean += std::exp(x) / static_cast<double>(all.size());
  // Of the median of a normal sample: 1.2533 standard deviations over the root of its size.
  const double deviation = (stats::quantile(all, 0.975) - stats::quantile(all, 0.025)) / 3.92;
  out.error_of_median = 1.2533 * deviation / std::sqrt(std::max(1.0, out.effective));
  return out;
}

}  // namespace ts::estimate
