#include "estimate/sensitivity.h"

#include <cmath>

#include "base/failure.h"

namespace ts::estimate {
namespace {

Variant stepwise_variant(const Counts& counts, double threshold) {
  Estimator estimator{counts.lists};
  Variant out;
  if (const auto chosen = select_stepwise(estimator, counts, threshold)) {
    out.total = chosen->fit.total();
    out.model = chosen->model.text();
  }
  return out;
}

std::vector<double> expected_by(const Counts& counts, const Model& model) {
  Estimator estimator{counts.lists};
  if (!estimator.estimate(counts, model)) return {};
  return estimator.expected();
}

}  // namespace

std::vector<Variant> at_thresholds(const Counts& counts, std::span<const double> thresholds) {
  std::vector<Variant> out;
  for (const double threshold : thresholds) {
    out.push_back(stepwise_variant(counts, threshold));
    out.back().value = threshold;
  }
  return out;
}

std::vector<Variant> without_each_list(const CaptureTable& table, double threshold) {
  std::vector<Variant> out;
  for (unsigned list = 0; list < table.lists(); ++list) {
    const auto less = without_list(table, list);
    out.push_back(less.counts.people() > 0 ? stepwise_variant(less.counts, threshold) : Variant{});
    out.back().list = list;
  }
  return out;
}

std::vector<Variant> with_small_lists_merged(const CaptureTable& table, double threshold) {
  double mean = 0;
  for (unsigned i = 0; i < table.lists(); ++i)
    mean += table.counts.margin[single(i)] / table.lists();
  std::vector<Variant> out;
  for (const Mask pair : pairs_of(table.lists())) {
    const auto a = static_cast<unsigned>(std::countr_zero(pair));
    const auto b = static_cast<unsigned>(std::bit_width(pair)) - 1;
    if (table.counts.margin[single(a)] >= mean || table.counts.margin[single(b)] >= mean) continue;
    out.push_back(stepwise_variant(merge_lists(table, a, b).counts, threshold));
    out.back().list = a;
    out.back().other_list = b;
  }
  return out;
}

std::vector<Variant> with_unseen_multiplied(const Fit& fit) {
  std::vector<Variant> out;
  for (const double multiplier : {0.5, 1.0, 2.0}) {
    out.push_back({.value = multiplier, .total = fit.people + multiplier * fit.dark, .model = {}});
  }
  return out;
}

std::vector<Variant> with_matches_missed(const Counts& counts, const Chosen& chosen,
                                         std::span<const double> shares) {
  std::vector<Variant> out;
  for (const double share : shares) {
    // Every match that was missed made two people of one. The histories are not known any more, and
    // are not needed: the model depends on sizes, overlaps and the number of people only.
    Counts matched{.lists = counts.lists, .history = {}, .margin = counts.margin};
    for (const Mask pair : pairs_of(counts.lists)) {
      matched.margin[0] -= share * counts.margin[pair];
      matched.margin[pair] *= 1 + share;
    }
    Estimator estimator{counts.lists};
    const auto fit = estimator.fit(matched, chosen.model, &chosen.model, &chosen.fit);
    out.push_back({.value = share, .total = {}, .model = chosen.model.text()});
    if (fit && matched.margin[0] > 0) out.back().total = fit->total();
  }
  return out;
}

std::vector<Consistency> internal_consistency(const CaptureTable& table, double threshold) {
  std::vector<Consistency> out;
  for (unsigned list = 0; list < table.lists(); ++list) {
    const auto members = members_of(table, list);
    const auto& counts = members.table.counts;
    Consistency each{.list = list,
                     .truth = counts.people() + members.unseen,
                     .seen = counts.people(),
                     .total = {}};
    if (counts.people() > 0) {
      Estimator estimator{counts.lists};
      if (const auto chosen = select_stepwise(estimator, counts, threshold)) {
        each.total = chosen->fit.total();
        const auto limits = wald(chosen->fit);
        each.low = limits.low;
        each.high = limits.high;
      }
    }
    out.push_back(each);
  }
  return out;
}

Interval wald(const Fit& fit) {
  constexpr double z = 1.959963984540054;
  return {fit.people + fit.dark * std::exp(-z * fit.log_dark_error),
          fit.people + fit.dark * std::exp(z * fit.log_dark_error)};
}

std::vector<PairOfLists> pairs_of_lists(const Counts& counts,
                                        const std::optional<Chosen>& stepwise) {
  const auto independent = expected_by(counts, Model::main_effects(counts.lists));
  const auto expected =
      stepwise ? expected_by(counts, stepwise->model) : std::vector<double>{};
  std::vector<PairOfLists> out;
  for (const Mask pair : pairs_of(counts.lists)) {
    const auto a = single(static_cast<unsigned>(std::countr_zero(pair)));
    const auto b = static_cast<Mask>(pair & ~a);
    out.push_back(
        {.pair = pair,
         .observed = counts.margin[pair],
         .independent = independent.empty() ? 0 : independent[pair],
         .expected = expected.empty() ? 0 : expected[pair],
         .chapman = (counts.margin[a] + 1) * (counts.margin[b] + 1) / (counts.margin[pair] + 1) -
                    1});
  }
  return out;
}

}  // namespace ts::estimate
