#include "estimate/latent_classes.h"

#include <algorithm>
#include <bit>
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
/// So few people are quicker put into classes one by one than by a binomial draw a class.
constexpr double one_by_one = 6;

using Stick = LatentClassChain::Stick;

Stick broken(stats::Random& random, double a, double b) {
  if (a == 1) {
    const double log_rest = std::log(random.open_uniform()) / b;
    return {-std::expm1(log_rest), log_rest};
  }
  const double taken = stats::draw_gamma(random, a);
  const double log_left =
      b < 1 ? std::log(stats::draw_gamma(random, b + 1)) + std::log(random.open_uniform()) / b
            : std::log(stats::draw_gamma(random, b));
  const double sum = taken + std::exp(log_left);
  return {taken / sum, log_left - std::log(sum)};
}

/// Shapes of at least 1. Where a class has nobody on a list, or nobody off it, one of them is 1 and
/// the distribution function can be turned round.
double beta(stats::Random& random, double a, double b) {
  if (a == 1 && b == 1) return random.open_uniform();
  if (a == 1) return -std::expm1(std::log(random.open_uniform()) / b);
  if (b == 1) return std::exp(std::log(random.open_uniform()) / a);
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
      first_lists_{lists_ / 2},
      members_(classes_),
      members_on_(std::size_t{classes_} * lists_),
      weight_(classes_),
      weight_from_(classes_) {
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
      on_list_[j * classes_ + k] =
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
}

void LatentClassChain::draw_from_prior() {
  // The shape is small, so that alpha may come out as nothing; a class then holds everybody.
  alpha_ = std::max(stats::draw_gamma(random_, prior_.shape) / prior_.rate, 1e-12);
  for (unsigned k = 0; k + 1 < classes_; ++k) take_stick(k, broken(random_, 1, alpha_));
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

void LatentClassChain::take_stick(unsigned k, const Stick& stick) {
  stick_[k] = stick.share;
  log_rest_[k] = stick.log_rest;
}

void LatentClassChain::sweep() {
  std::fill(members_.begin(), members_.end(), 0);
  std::fill(members_on_.begin(), members_on_.end(), 0);
  weigh_histories();
  for (std::size_t h = 0; h < histories_.size(); ++h) split(people_[h], histories_[h]);
  split(unseen_, 0);
  exchange_labels();
  draw_lists();
  draw_sizes();
  draw_unseen();
}

// What a class makes of a history is its size times a factor a list. The factors of the first half
// of the lists and of the second are multiplied once for each of their few combinations.
void LatentClassChain::weigh_histories() {
  weight_of_first_.assign(cells_of(first_lists_) * classes_, 0);
  weight_of_rest_.assign(cells_of(lists_ - first_lists_) * classes_, 0);
  std::copy(size_.begin(), size_.end(), weight_of_first_.begin());
  std::fill_n(weight_of_rest_.begin(), classes_, 1.0);
  for (unsigned j = 0; j < lists_; ++j) {
    const bool first = j < first_lists_;
    double* weights = (first ? weight_of_first_ : weight_of_rest_).data();
    const std::size_t known = cells_of(first ? j : j - first_lists_);
    for (std::size_t w = 0; w < known; ++w)
      for (unsigned k = 0; k < classes_; ++k) {
        const double on = on_list_[j * classes_ + k];
        double& off = weights[w * classes_ + k];
        weights[(w + known) * classes_ + k] = off * on;
        off *= 1 - on;
      }
  }
}

void LatentClassChain::split(double people, Mask history) {
  const std::size_t first = history & (cells_of(first_lists_) - 1);
  const double* of_first = &weight_of_first_[first * classes_];
  const double* of_rest = &weight_of_rest_[(std::size_t{history} >> first_lists_) * classes_];
  for (unsigned k = 0; k < classes_; ++k) weight_[k] = of_first[k] * of_rest[k];
  double sum = 0;
  for (unsigned k = classes_; k-- > 0;) {
    sum += weight_[k];
    weight_from_[k] = sum;
  }
  if (people <= one_by_one) {
    for (int left = static_cast<int>(people); left > 0; --left) {
      const double at = random_.uniform() * sum;
      unsigned k = 0;
      while (k + 1 < classes_ && at < weight_from_[k + 1]) ++k;
      put(1, k, history);
    }
    return;
  }
  for (unsigned k = 0; people > 0; ++k) {
    const bool last = k + 1 == classes_ || weight_[k] >= weight_from_[k];
    const double here =
        last ? people : stats::draw_binomial(random_, people, weight_[k] / weight_from_[k]);
    if (here > 0) put(here, k, history);
    people -= here;
  }
}

void LatentClassChain::put(double people, unsigned k, Mask history) {
  members_[k] += people;
  for (unsigned left = history; left != 0; left &= left - 1)
    members_on_[static_cast<unsigned>(std::countr_zero(left)) * classes_ + k] += people;
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
    std::swap(members_on_[j * classes_ + a], members_on_[j * classes_ + b]);
}

void LatentClassChain::draw_lists() {
  for (unsigned j = 0; j < lists_; ++j)
    for (unsigned k = 0; k < classes_; ++k) {
      const double on = members_on_[j * classes_ + k];
      on_list_[j * classes_ + k] = beta(random_, 1 + on, 1 + members_[k] - on);
    }
}

void LatentClassChain::draw_sizes() {
  double later = seen_ + unseen_;
  double log_last = 0;
  for (unsigned k = 0; k + 1 < classes_; ++k) {
    later = std::max(0.0, later - members_[k]);
    take_stick(k, broken(random_, 1 + members_[k], alpha_ + later));
    log_last += log_rest_[k];
  }
  sizes_from_sticks();
  alpha_ = stats::draw_gamma(random_, prior_.shape + classes_ - 1) / (prior_.rate - log_last);
}

void LatentClassChain::draw_unseen() {
  missed_ = 0;
  for (unsigned k = 0; k < classes_; ++k) {
    double weight = size_[k];
    for (unsigned j = 0; j < lists_; ++j) weight *= 1 - on_list_[j * classes_ + k];
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
        const double on = on_list_[j * classes_ + k];
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
