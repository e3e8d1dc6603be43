#include "release/dp_aggregates.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/failure.h"
#include "release/best_choice.h"
#include "release/prices.h"

namespace ts::release {
namespace {

constexpr std::size_t alike = 64;  // candidates that tell together how good the model is

/// People, and people by weight, of each candidate.
struct Sums {
  std::vector<std::uint64_t> people;
  std::vector<std::uint64_t> weighted;
};

Sums sums_of(const Records& records, const Combinations& candidates, std::size_t length,
             const Prices& prices) {
  const auto size = candidates.size(length);
  Sums sums{std::vector<std::uint64_t>(size), std::vector<std::uint64_t>(size)};
  for (std::size_t r = 0; r < records.size(); ++r) {
    const auto held = combinations_among(records.items(r), candidates, length);
    const auto weight = prices.weight(held);
    for (const auto i : held) {
      sums.people[i] += records.weight(r);
      sums.weighted[i] += records.weight(r) * weight;
    }
  }
  return sums;
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
  double measured;  // people; the bias of the weights is corrected
  double variance;  // of `measured`
};

std::vector<Estimate> estimates_of(const Records& real, const Records& model,
                                   const Combinations& candidates, std::size_t length,
                                   const Prices& prices, double corrected, BitSource& source) {
  const auto whole = static_cast<double>(prices.whole());
  const auto truth = sums_of(real, candidates, length, prices);
  const auto expected = sums_of(model, candidates, length, prices);
  std::vector<Estimate> estimates;
  for (std::size_t i = 0; i < truth.weighted.size(); ++i) {
    const auto sigma2 = prices.noise(i);
    const auto noisy =
        static_cast<std::int64_t>(truth.weighted[i]) + discrete_gaussian(source, sigma2);
    // One more person, who has nothing else, so that a combination which the model lacks has a
    // ratio.
    const auto alone = prices.weight(std::span{&i, 1});
    const double in_model = static_cast<double>(expected.people[i] + 1) /
                            static_cast<double>(expected.weighted[i] + alone);
    const double people_of_weight = corrected * in_model + (1 - corrected) / whole;
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
  const auto parts = std::span{how.parts}.first(how.length);
  const auto all = std::accumulate(parts.begin(), parts.end(), 0.0);
  DpAggregates result{.told = Combinations{how.length}, .asked = {}, .spent = {}};
  for (std::size_t length = 1; length <= how.length; ++length) {
    const auto candidates = candidates_of(result.told, items, length);
    const auto part = (parts[length - 1] / all) * cost;
    const Prices prices{made, candidates, length, part, how.in_full};
    result.asked.push_back(candidates.size(length));
    result.spent = result.spent + part;
    tell(result.told, candidates, length,
         estimates_of(real, made, candidates, length, prices, how.corrected[length - 1], source),
         how);
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
