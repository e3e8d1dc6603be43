#include "linkage/roster.h"

#include <algorithm>
#include <cmath>

namespace ts::linkage {
namespace {

constexpr TrainOptions one_thread{.seed = 1, .threads = 1};
constexpr std::size_t learned_from = 200'000;

Model learned(const Spec& spec, const Records& records) {
  if (records.rows_a() < Roster::least_to_learn) {
    Model out;
    for (const auto& each : spec.comparisons) out.fields.push_back(usual_weights(each.kind));
    return out;
  }
  const Candidates candidates{records, spec, one_thread.threads};
  const Examined examined{records, candidates, learned_from, one_thread.threads};
  return train(records, examined, one_thread);
}

}  // namespace

Roster::Roster(Spec spec, const Table& people, const std::optional<Model>& before)
    : spec_{std::move(spec)},
      records_{spec_, people, nullptr},
      model_{before ? *before : learned(spec_, records_)} {}

std::vector<Alike> Roster::ask(std::span<const std::string_view> cells, double least,
                               std::size_t most) {
  const auto rows = records_.rows_a();
  if (rows == 0) return {};
  const auto asked = records_.visit(cells);
  const Weighing weighing{model_, records_};
  // The model's own share of matches is that among all pairs; here one person is asked for.
  const double prior = -std::log2(static_cast<double>(rows)) - weighing.prior();
  std::vector<Alike> out;
  Outcomes pair;
  for (std::uint32_t row = 0; row < rows; ++row) {
    records_.compare(records_.codes_a(asked), records_.codes_a(row), pair);
    const double probability = 1 / (1 + std::exp2(-(weighing.bits(pair) + prior)));
    if (probability >= least)
      out.push_back({.row = row, .probability = probability, .reasons = {}});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Alike& a, const Alike& b) { return a.probability > b.probability; });
  if (out.size() > most) out.resize(most);
  for (auto& each : out) each.reasons = explain(records_, model_, asked, each.row);
  records_.leave();
  return out;
}

}  // namespace ts::linkage
