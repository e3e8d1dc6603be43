#include "release/marginals.h"

#include <algorithm>
#include <functional>

#include "base/failure.h"

namespace ts::release {
namespace {

constexpr int rounds = 4;  // consistent and non-negative disturb each other; this settles them

/// How many cells apart two neighbours along `axis` are.
std::size_t stride_of(const Clique& clique, std::size_t axis, Sizes sizes) {
  std::size_t stride = 1;
  for (auto i = axis + 1; i < clique.size(); ++i) stride *= sizes[clique[i]];
  return stride;
}

void add_along(Measurement& table, std::size_t axis, std::span<const double> change, Sizes sizes) {
  const auto stride = stride_of(table.clique, axis, sizes);
  const auto others = static_cast<double>(table.counts.size()) / static_cast<double>(change.size());
  for (std::size_t cell = 0; cell < table.counts.size(); ++cell)
    table.counts[cell] += change[cell / stride % change.size()] / others;
}

/// Averages what all tables say of attribute `a` alone and brings it into each of them.
void agree_on(std::uint32_t a, std::vector<Measurement>& tables, Sizes sizes) {
  std::vector<double> mean(sizes[a]);
  double weights = 0;
  std::vector<std::pair<Measurement*, std::size_t>> about;
  for (auto& table : tables) {
    const auto at = std::find(table.clique.begin(), table.clique.end(), a);
    if (at == table.clique.end()) continue;
    const auto axis = static_cast<std::size_t>(at - table.clique.begin());
    about.emplace_back(&table, axis);
    const double weight =
        static_cast<double>(sizes[a]) / (static_cast<double>(table.counts.size()) * table.variance);
    const auto sums = sum_to(table.counts, table.clique, axis, sizes);
    for (std::size_t v = 0; v < mean.size(); ++v) mean[v] += weight * sums[v];
    weights += weight;
  }
  for (auto& value : mean) value /= weights;
  for (const auto& [table, axis] : about) {
    auto change = sum_to(table->counts, table->clique, axis, sizes);
    for (std::size_t v = 0; v < change.size(); ++v) change[v] = mean[v] - change[v];
    add_along(*table, axis, change, sizes);
  }
}

}  // namespace

std::size_t cells_of(const Clique& clique, Sizes sizes) {
  std::size_t cells = 1;
  for (const auto a : clique) cells *= sizes[a];
  return cells;
}

std::vector<std::uint32_t> count_cells(const Clique& clique, const CodedRows& records,
                                       Sizes sizes) {
  std::vector<std::uint32_t> counts(cells_of(clique, sizes));
  const auto& first = records[clique[0]];
  const auto rows = first.size();
  if (clique.size() == 1) {
    for (const auto code : first) ++counts[code];
  } else if (clique.size() == 2) {
    const auto& second = records[clique[1]];
    const auto stride = sizes[clique[1]];
    for (std::size_t row = 0; row < rows; ++row) ++counts[first[row] * stride + second[row]];
  } else {
    ensure(clique.size() == 3);
    const auto& second = records[clique[1]];
    const auto& third = records[clique[2]];
    const auto stride = sizes[clique[2]];
    const auto stride_of_first = sizes[clique[1]] * stride;
    for (std::size_t row = 0; row < rows; ++row)
      ++counts[first[row] * stride_of_first + second[row] * stride + third[row]];
  }
  return counts;
}

std::vector<Clique> all_cliques(std::uint32_t attributes, std::size_t length) {
  std::vector<Clique> cliques;
  Clique current;
  const std::function<void(std::uint32_t)> extend = [&](std::uint32_t from) {
    if (current.size() == length) {
      cliques.push_back(current);
      return;
    }
    for (auto a = from; a < attributes; ++a) {
      current.push_back(a);
      extend(a + 1);
      current.pop_back();
    }
  };
  extend(0);
  return cliques;
}

std::vector<double> sum_to(std::span<const double> counts, const Clique& clique, std::size_t axis,
                           Sizes sizes) {
  const std::size_t size = sizes[clique[axis]];
  const auto stride = stride_of(clique, axis, sizes);
  std::vector<double> sums(size);
  for (std::size_t cell = 0; cell < counts.size(); ++cell)
    sums[cell / stride % size] += counts[cell];
  return sums;
}

void project_to_sum(std::vector<double>& counts, double total) {
  // Duchi et al. 2008: lower all by the same amount, cut at zero.
  auto sorted = counts;
  std::sort(sorted.begin(), sorted.end(), std::greater{});
  double sum = 0;
  double lower = sorted.empty() ? 0 : sorted.front();
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    sum += sorted[i];
    const double candidate = (sum - total) / static_cast<double>(i + 1);
    if (sorted[i] - candidate > 0) lower = candidate;
  }
  for (auto& count : counts) count = std::max(0.0, count - lower);
}

void make_consistent(std::vector<Measurement>& tables, double total, Sizes sizes) {
  for (int round = 0; round < rounds; ++round) {
    for (std::uint32_t a = 0; a < sizes.size(); ++a) agree_on(a, tables, sizes);
    for (auto& table : tables) project_to_sum(table.counts, total);
  }
}

}  // namespace ts::release
