#include "linkage/index.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/failure.h"
#include "linkage/examined.h"
#include "linkage/mixed.h"

namespace ts::linkage {
namespace {

constexpr double are_there = 0.3;  // of those who are asked about
constexpr std::size_t most_examined = 200'000;
/// One person meets few rows of even many rules, so that many are kept where a whole file would be
/// compared with itself by few.
constexpr Effort effort{.pairs_a_record = 100, .pairs_for_a_person = 100'000};

/// Where less than this part of the rules apply, because little is known, everybody is met.
constexpr std::size_t few_rules = 4;

std::uint64_t of_rule(std::size_t rule, std::uint64_t key) { return mixed(key + rule); }

Spec with_rules(Spec spec, const std::optional<Index::Learned>& before) {
  if (before) spec.rules = before->rules;
  return spec;
}

}  // namespace

Index::Index(Spec spec, const Table& table, const TrainOptions& options,
             const std::optional<Learned>& before)
    : spec_{with_rules(std::move(spec), before)},
      records_{spec_, table, nullptr},
      candidates_{records_, spec_, options.threads, effort},
      removed_(records_.rows_a()) {
  if (before)
    model_ = before->model;
  else
    learn(options);
}

void Index::learn(const TrainOptions& options) {
  const bool enough = records_.rows_a() >= least_to_learn;
  if (enough)
    model_ =
        train(records_, Examined{records_, candidates_, most_examined, options.threads}, options);
  else
    model_.fields.resize(records_.fields());
  // Of a list on which people stand once, what one person's records have in common is not learned.
  for (std::size_t f = 0; f < records_.fields(); ++f) {
    const auto usual = usual_weights(records_.kind(f));
    if (enough)
      model_.fields[f].m = usual.m;
    else
      model_.fields[f] = usual;
  }
}

double Index::Found::alone() const { return 1 / (1 + std::exp2(-bits)); }

Index::Learned Index::learned() const {
  Learned out{.rules = {}, .model = model_};
  for (const auto& each : candidates_.rules()) out.rules.push_back(each.rule);
  return out;
}

void Index::meet(std::span<const std::uint32_t> codes) {
  std::vector<bool> applies(candidates_.rules().size());
  std::vector<std::pair<std::size_t, std::uint64_t>> keys;
  candidates_.each_key(codes, [&](std::size_t rule, std::uint64_t key) {
    applies[rule] = true;
    if (!added_.empty()) keys.emplace_back(rule, key);
  });
  const auto applying = static_cast<std::size_t>(std::ranges::count(applies, true));
  if (applying * few_rules < applies.size()) {
    met_.resize(rows());
    std::iota(met_.begin(), met_.end(), 0U);
    return;
  }
  candidates_.ask(codes, asked_);
  candidates_.answer(asked_, 0, met_);
  for (const auto& [rule, key] : keys)
    if (const auto found = added_.find(of_rule(rule, key)); found != added_.end())
      met_.insert(met_.end(), found->second.begin(), found->second.end());
  std::ranges::sort(met_);
  met_.erase(std::unique(met_.begin(), met_.end()), met_.end());
}

std::vector<Index::Found> Index::find(std::span<const std::string_view> cells, double least,
                                      std::size_t most) {
  if (rows() == 0) return {};
  const auto visitor = records_.visit(cells);
  const auto codes = records_.codes_a(visitor);
  meet(codes);
  const Weighing weighing{model_, records_};
  // The model's own share of matches is that among all pairs; here one person is asked for.
  const double prior = -std::log2(static_cast<double>(rows())) - weighing.prior();
  const double enough = least > 0 ? std::log2(least / (1 - least)) : -INFINITY;
  double all = 1;  // odds of all, and of being nobody of them
  std::vector<Found> out;
  Outcomes pair;
  each_in_time(records_, met_, [&](std::uint32_t row) {
    if (removed_[row]) return;
    records_.compare(codes, records_.codes_b(row), pair);
    const double bits = weighing.bits({pair.data(), records_.fields()}) + prior;
    all += are_there * std::exp2(bits);
    if (bits >= enough) out.push_back({row, static_cast<float>(bits), 0, {}});
  });
  std::ranges::sort(out, [](const Found& x, const Found& y) {
    return x.bits != y.bits ? x.bits > y.bits : x.row < y.row;
  });
  if (out.size() > most) out.resize(most);
  for (auto& each : out) {
    each.probability =
        static_cast<float>(are_there * std::exp2(static_cast<double>(each.bits)) / all);
    each.reasons = explain(records_, model_, visitor, each.row);
  }
  records_.leave();
  return out;
}

std::uint32_t Index::add(std::span<const std::string_view> cells) {
  const auto row = records_.visit(cells);
  records_.stay();
  removed_.push_back(false);
  candidates_.each_key(records_.codes_a(row), [&](std::size_t rule, std::uint64_t key) {
    added_[of_rule(rule, key)].push_back(row);
  });
  return row;
}

void Index::remove(std::uint32_t row) {
  ensure(row < removed_.size());
  removed_[row] = true;
}

}  // namespace ts::linkage
