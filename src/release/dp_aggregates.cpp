#include "release/dp_aggregates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "base/failure.h"

namespace ts::release {
namespace {

constexpr std::size_t alike = 64;       // candidates that tell together how good the model is
constexpr std::size_t most_items = 20;  // a cap above it would be noise only
constexpr std::uint64_t finest = 64;    // weights are multiples of 1/64 of a person, or of more

std::uint64_t choose(std::uint64_t n, std::size_t k) {
  std::uint64_t ways = 1;
  for (std::uint64_t i = 0; i < k; ++i) ways = i < n ? ways * (n - i) / (i + 1) : 0;
  return ways;
}

/// Every set of `length` of these items.
template <class Use>
void each_subset(std::span<const Item> items, std::size_t length, Use use) {
  std::array<Item, longest> chosen{};
  const auto extend = [&](auto& self, std::size_t from, std::size_t depth) -> void {
    if (depth == length) {
      use(std::span{chosen}.first(length));
      return;
    }
    for (auto i = from; i + (length - depth) <= items.size(); ++i) {
      chosen[depth] = items[i];
      self(self, i + 1, depth + 1);
    }
  };
  extend(extend, 0, 0);
}

/// How much a record of so many items adds to each of its combinations, in parts of a person.
class Weights {
 public:
  Weights(std::size_t cap, std::size_t length, Rho cost)
      : length_{length}, ways_{std::max<std::uint64_t>(1, choose(cap, length))} {
    while (whole_ > 1 && l2_squared() > 2 * cost.value * Sigma2::largest) whole_ /= 2;
  }
  /// How many parts one person is.
  std::uint64_t whole() const { return whole_; }
  /// The greatest sum of squares that one record can have.
  double l2_squared() const { return static_cast<double>(limit()); }
  std::uint64_t of(std::size_t items) const {
    const auto combinations = choose(items, length_);
    auto weight = whole_;
    while (weight > 0 && weight * weight * combinations > limit()) --weight;
    return weight;
  }

 private:
  std::uint64_t limit() const { return ways_ * whole_ * whole_; }
  std::size_t length_;
  std::uint64_t ways_;
  std::uint64_t whole_ = finest;
};

/// People, and people by weight, of each candidate.
struct Sums {
  std::vector<std::uint64_t> people;
  std::vector<std::uint64_t> weighted;
};

/// `numbered` holds candidates of `length`; the count of each is its number + 1.
Sums sums_of(const Records& records, const Combinations& numbered, std::size_t length,
             const Weights& weights) {
  const auto size = numbered.size(length);
  Sums sums{std::vector<std::uint64_t>(size), std::vector<std::uint64_t>(size)};
  for (std::size_t r = 0; r < records.size(); ++r) {
    const auto items = records.items(r);
    const auto weight = weights.of(items.size());
    each_subset(items, length, [&](std::span<const Item> combination) {
      const auto number = numbered.count_of(combination);
      if (number == 0) return;
      sums.people[number - 1] += records.weight(r);
      sums.weighted[number - 1] += records.weight(r) * weight;
    });
  }
  return sums;
}

/// The number of items that the given share of records does not exceed.
std::size_t cap_of(const Records& records, double share) {
  std::map<std::size_t, std::uint64_t> sizes;
  for (std::size_t r = 0; r < records.size(); ++r)
    sizes[records.items(r).size()] += records.weight(r);
  const double enough = share * static_cast<double>(records.rows());
  std::uint64_t seen = 0;
  for (const auto& [size, count] : sizes) {
    seen += count;
    if (static_cast<double>(seen) >= enough) return std::min(size, most_items);
  }
  return 1;
}

/// Combinations of `length` all of whose parts were told.
Combinations candidates_of(const Combinations& told, const Items& items, std::size_t length) {
  Combinations candidates{length};
  std::vector<Item> next(length);
  std::vector<Item> part;
  std::uint32_t number = 0;
  const auto add_if_parts_are_told = [&] {
    for (std::size_t left_out = 0; left_out < length && length > 1; ++left_out) {
      part = next;
      part.erase(part.begin() + static_cast<std::ptrdiff_t>(left_out));
      if (told.count_of(part) == 0) return;
    }
    candidates.add(next, ++number);
  };
  const auto parents = length == 1 ? 1 : told.size(length - 1);
  for (std::size_t p = 0; p < parents; ++p) {
    if (length > 1) std::ranges::copy(told.items(length - 1, p), next.begin());
    for (Item last = length == 1 ? 0 : next[length - 2] + 1; last < items.count(); ++last) {
      next[length - 1] = last;
      if (length == 1 || !items.exclude(next[length - 2], last)) add_if_parts_are_told();
    }
  }
  return candidates;
}

/// What is known of one candidate.
struct Estimate {
  double model;     // people
  double measured;  // people, without the bias of the weights
  double variance;  // of `measured`
};

std::vector<Estimate> estimates_of(const Records& real, const Records& model,
                                   const Combinations& candidates, std::size_t length,
                                   const Weights& weights, Sigma2 sigma2, BitSource& source) {
  const auto truth = sums_of(real, candidates, length, weights);
  const auto expected = sums_of(model, candidates, length, weights);
  std::vector<Estimate> estimates;
  for (std::size_t i = 0; i < truth.weighted.size(); ++i) {
    const auto noisy =
        static_cast<std::int64_t>(truth.weighted[i]) + discrete_gaussian(source, sigma2);
    // One more person of full weight, so that a combination which the model lacks has a ratio.
    const double people_of_weight = static_cast<double>(expected.people[i] + 1) /
                                    static_cast<double>(expected.weighted[i] + weights.whole());
    estimates.push_back({static_cast<double>(expected.people[i]),
                         static_cast<double>(noisy) * people_of_weight,
                         sigma2.value() * people_of_weight * people_of_weight});
  }
  return estimates;
}

/// How far the model is from the truth (mean square), for each candidate: found from those that
/// have about the same count in the model.
std::vector<double> model_errors(const std::vector<Estimate>& estimates) {
  std::vector<std::size_t> order(estimates.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return estimates[i].model; });
  std::vector<double> errors(estimates.size());
  for (std::size_t from = 0; from < order.size(); from += alike) {
    const auto group = std::span{order}.subspan(from, std::min(alike, order.size() - from));
    double squares = 0;
    double variances = 0;
    for (const auto i : group) {
      const double apart = estimates[i].measured - estimates[i].model;
      squares += apart * apart;
      variances += estimates[i].variance;
    }
    const double error = std::max(squares - variances, 0.05 * variances);  // never blind trust
    for (const auto i : group) errors[i] = error / static_cast<double>(group.size());
  }
  return errors;
}

/// What is told of a count that is about `mean`, give or take `deviation`, and what that costs.
struct Choice {
  double told;
  double loss;     ///< expected error of what is told, as a share of the count
  double silence;  ///< expected loss of telling nothing: 1 for what enough people share
};

/// Worked out from noisy counts alone, so it spends nothing (post-processing: Dwork, Roth 2014,
/// proposition 2.1). The least expected loss, over the possible counts: relative errors weigh small
/// counts most, so what is told lies below the mean (the median by weights 1 / count).
Choice best_choice(double mean, double deviation, double shared) {
  constexpr int steps = 16;  // either way, of a quarter of a deviation
  std::array<double, 2 * steps + 1> counts{};
  std::array<double, 2 * steps + 1> weights{};
  double all = 0;
  double chances = 0;
  double nobody = 0;
  Choice choice{0, 0, 0};
  for (int i = -steps; i <= steps; ++i) {
    const auto at = static_cast<std::size_t>(i + steps);
    const double chance = std::exp(-i * i / 32.0);
    chances += chance;
    counts[at] = mean + i * deviation / 4;
    if (counts[at] >= shared) choice.silence += chance;
    if (counts[at] < 0.5)
      nobody += chance;  // made up, whatever is told
    else
      all += weights[at] = chance / std::max(1.0, counts[at]);
  }
  double below = 0;
  std::size_t at = 0;
  while (at + 1 < counts.size() && (below += weights[at]) < all / 2) ++at;
  choice.told = std::max(1.0, counts[at]);
  for (std::size_t i = 0; i < counts.size(); ++i)
    choice.loss += weights[i] * std::abs(choice.told - std::max(1.0, counts[i]));
  choice.loss = (choice.loss + nobody) / chances;
  choice.silence /= chances;
  return choice;
}

std::uint32_t least_of_parts(const Combinations& told, std::span<const Item> items) {
  auto least = ~std::uint32_t{0};
  for (std::size_t left_out = 0; left_out < items.size() && items.size() > 1; ++left_out) {
    std::vector<Item> part{items.begin(), items.end()};
    part.erase(part.begin() + static_cast<std::ptrdiff_t>(left_out));
    least = std::min(least, told.count_of(part));
  }
  return least;
}

/// Adds to `told` the candidates of which enough is known.
void tell(Combinations& told, const Combinations& candidates, std::size_t length,
          const std::vector<Estimate>& estimates, const DpCounting& how) {
  const auto errors = model_errors(estimates);
  for (std::size_t i = 0; i < estimates.size(); ++i) {
    const auto& [predicted, measured, variance] = estimates[i];
    const double trust = errors[i] / (errors[i] + variance);
    const double best = predicted + trust * (measured - predicted);
    const double standard_error = std::sqrt(trust * variance);
    if (best < how.certainty[length - 1] * standard_error) continue;
    const auto choice = best_choice(best, standard_error, how.shared);
    if (choice.told < how.at_least || choice.loss > how.patience * choice.silence) continue;
    const auto combination = candidates.items(length, i);
    told.add(combination, std::min(static_cast<std::uint32_t>(std::llround(choice.told)),
                                   least_of_parts(told, combination)));
  }
}

}  // namespace

DpAggregates dp_aggregates(const Table& table, const Table& model, Rho cost, const DpCounting& how,
                           BitSource& source) {
  ensure(how.length >= 1 && how.length <= longest);
  const Items items{table};
  const auto real = distinct_records(table, items);
  const auto made = distinct_records(model, items);
  const auto cap = cap_of(made, how.within_cap);
  DpAggregates result{.told = Combinations{how.length}, .lengths = {}, .spent = {}};
  for (std::size_t length = 1; length <= how.length; ++length) {
    const auto candidates = candidates_of(result.told, items, length);
    const auto steps = static_cast<double>(how.length * (how.length + 1)) / 2;
    const auto part = (static_cast<double>(length) / steps) * cost;
    const Weights weights{cap, length, part};
    const auto sigma2 = gaussian_noise(weights.l2_squared(), part);
    result.spent = result.spent + gaussian_cost(weights.l2_squared(), sigma2);
    result.lengths.push_back(
        {cap, sigma2.value() / double(weights.whole() * weights.whole()), candidates.size(length)});
    tell(result.told, candidates, length,
         estimates_of(real, made, candidates, length, weights, sigma2, source), how);
  }
  return result;
}

DpRelease release_privately(const Table& table, const SynthesisPlan& plan, const DpCounting& how,
                            BitSource& source, double for_records) {
  Budget budget{cost_within(plan.within)};
  const auto for_counts = (1 - for_records) * budget.left();
  auto smaller = plan;
  smaller.within.epsilon = epsilon_of(for_records * budget.left(), plan.within.delta);
  DpRelease release{.synthesis = synthesise(table, smaller, source)};
  budget.spend(release.synthesis.measured.spent);
  release.aggregates = dp_aggregates(table, release.synthesis.records, for_counts, how, source);
  budget.spend(release.aggregates.spent);
  release.spent = budget.spent();
  return release;
}

}  // namespace ts::release
