#include "release/cell_keys.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/failure.h"
#include "release/balance.h"

namespace ts::release {
namespace {

struct Moments {
  double mean = 0, variance = 0;
};

/// Chances in proportion to exp(tilt d + curve d^2): of all with their mean and variance, those of
/// the greatest entropy.
Moments spread(PerturbationTable::Row& row, double tilt, double curve) {
  const auto power = [&](std::int64_t noise) {
    const auto d = static_cast<double>(noise);
    return tilt * d + curve * d * d;
  };
  double highest = power(row.noise.front());
  for (const auto noise : row.noise) highest = std::max(highest, power(noise));
  double sum = 0;
  row.chance.clear();
  for (const auto noise : row.noise) {
    row.chance.push_back(std::exp(power(noise) - highest));
    sum += row.chance.back();
  }
  Moments out;
  for (std::size_t i = 0; i < row.noise.size(); ++i) {
    const auto d = static_cast<double>(row.noise[i]);
    row.chance[i] /= sum;
    out.mean += row.chance[i] * d;
    out.variance += row.chance[i] * d * d;
  }
  return out;
}

constexpr int halvings = 80;

/// The variance when the tilt is such that the mean is zero, by bisection: the mean rises with it.
double balanced(PerturbationTable::Row& row, double curve) {
  double low = -400;
  double high = 400;
  for (int i = 0; i < halvings; ++i) {
    const auto middle = (low + high) / 2;
    (spread(row, middle, curve).mean < 0 ? low : high) = middle;
  }
  return spread(row, (low + high) / 2, curve).variance;
}

PerturbationTable::Row row_of(std::int64_t count, const Perturbation& how) {
  PerturbationTable::Row out;
  for (auto noise = -how.most; noise <= how.most; ++noise)
    if (const auto told = count + noise; told == 0 || told >= how.least_told)
      out.noise.push_back(noise);
  // The variance rises with the curve; where the wanted one is out of reach, the nearest is taken.
  double low = -20;
  double high = 20;
  for (int i = 0; i < halvings; ++i) {
    const auto middle = (low + high) / 2;
    (balanced(out, middle) < how.variance ? low : high) = middle;
  }
  out.variance = balanced(out, (low + high) / 2);
  return out;
}

}  // namespace

PerturbationTable::PerturbationTable(const Perturbation& how) {
  ensure(how.least_told >= 1 && how.most >= how.least_told && how.variance > 0);
  // From here on no noise makes a count that is not told.
  const auto last = how.most + how.least_told;
  for (std::int64_t count = 1; count <= last; ++count) {
    rows_.push_back(row_of(count, how));
    auto& limits = limits_.emplace_back();
    double sum = 0;
    for (const auto chance : rows_.back().chance) {
      sum += chance;
      limits.push_back(static_cast<std::uint64_t>(std::min(sum, 1.0) * 0x1p53));
    }
    limits.back() = std::uint64_t{1} << 53U;
  }
}

const PerturbationTable::Row& PerturbationTable::row(std::uint64_t count) const {
  ensure(count > 0);
  return rows_[std::min<std::uint64_t>(count, rows_.size()) - 1];
}

std::uint64_t PerturbationTable::perturbed(std::uint64_t count, RecordKey cell_key) const {
  if (count == 0) return 0;
  const auto& limits = limits_[std::min<std::uint64_t>(count, rows_.size()) - 1];
  const auto at = std::ranges::upper_bound(limits, cell_key >> 11U) - limits.begin();
  return count + static_cast<std::uint64_t>(row(count).noise[static_cast<std::size_t>(at)]);
}

Combinations perturbed_combinations(const Table& table, std::span<const RecordKey> keys,
                                    std::size_t length, const PerturbationTable& perturbation) {
  ensure(keys.size() == table.rows());
  const Items items{table};
  std::unordered_map<Key, RecordKey> cell_keys;
  Subsets subsets{length};
  std::vector<Item> all;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    all.clear();
    for (std::size_t column = 0; column < table.columns.size(); ++column)
      table.columns[column].each_code(row,
                                      [&](Code code) { all.push_back(items.item(column, code)); });
    subsets.assign(all);
    for (const auto subset : subsets.keys().subspan(1)) cell_keys[subset] += keys[row];
  }
  const auto exact = count_combinations(distinct_records(table, items), {.length = length});
  Combinations out{length};
  for (std::size_t of = 1; of <= length; ++of)
    for (std::size_t i = 0; i < exact.size(of); ++i) {
      Key key = 0;
      for (const auto item : exact.items(of, i)) key += key_of(item);
      const auto told = perturbation.perturbed(exact.count(of, i), cell_keys.at(key));
      if (told > 0) out.add(exact.items(of, i), static_cast<std::uint32_t>(told));
    }
  return out;
}

}  // namespace ts::release
