#include "linkage/index.h"

#include <algorithm>
#include <cmath>

#include "base/failure.h"
#include "linkage/examined.h"
#include "linkage/mixed.h"

namespace ts::linkage {
namespace {

constexpr double are_there = 0.3;  // of those who are asked about
constexpr std::size_t most_examined = 500'000;

std::uint64_t of_rule(std::size_t rule, std::uint64_t key) { return mixed(key + rule); }

}  // namespace

Index::Index(Spec spec, const Table& table, const TrainOptions& options)
    : spec_{std::move(spec)},
      records_{spec_, table, nullptr},
      candidates_{records_, spec_, options.threads},
      removed_(records_.rows_a()) {
  if (records_.pairs() < 1) {
    for (std::size_t f = 0; f < records_.fields(); ++f)
      model_.fields.push_back(usual_weights(records_.kind(f)));
    return;
  }
  const Examined examined{records_, candidates_, most_examined, options.threads};
  model_ = train(records_, examined, options);
  // Of a list on which people stand once, what one person's records have in common is not learned.
  for (std::size_t f = 0; f < records_.fields(); ++f)
    model_.fields[f].m = usual_weights(records_.kind(f)).m;
}

std::vector<Index::Found> Index::find(std::span<const std::string_view> cells, std::size_t most) {
  const auto codes = records_.codes_a(records_.visit(cells));
  candidates_.ask(codes, asked_);
  candidates_.answer(asked_, 0, met_);
  if (!added_.empty())
    candidates_.each_key(codes, [&](std::size_t rule, std::uint64_t key) {
      if (const auto found = added_.find(of_rule(rule, key)); found != added_.end())
        met_.insert(met_.end(), found->second.begin(), found->second.end());
    });
  std::ranges::sort(met_);
  met_.erase(std::unique(met_.begin(), met_.end()), met_.end());
  const Weighing weighing{model_, records_};
  const double prior =
      std::log2(are_there / std::max(1.0, static_cast<double>(rows()))) - weighing.prior();
  const double least = std::log2(least_probability / (1 - least_probability));
  std::vector<Found> out;
  double all = 1;  // odds of all, and of being nobody of them
  Outcomes pair;
  each_in_time(records_, met_, [&](std::uint32_t row) {
    if (removed_[row]) return;
    records_.compare(codes, records_.codes_b(row), pair);
    const double bits = weighing.bits({pair.data(), records_.fields()}) + prior;
    all += std::exp2(bits);
    if (bits >= least) out.push_back({row, static_cast<float>(bits), 0});
  });
  records_.leave();
  std::ranges::sort(out, [](const Found& x, const Found& y) {
    return x.bits != y.bits ? x.bits > y.bits : x.row < y.row;
  });
  if (out.size() > most) out.resize(most);
  for (auto& each : out)
    each.probability = static_cast<float>(std::exp2(static_cast<double>(each.bits)) / all);
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
