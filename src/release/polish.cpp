#include "release/polish.h"

#include <algorithm>

namespace ts::release {
namespace {

/// For one attribute and one of its tables: how many rows too many each cell has. Two of these, one
/// for each attribute of the pair, describe the same table; the twin is the transposed one.
struct Excess {
  std::uint32_t other;  // attribute
  std::uint32_t size;   // of the attribute itself
  double weight;
  std::vector<float> rows;  // [value of other][value]
  std::size_t twin;         // its index among those of `other`
  const float* of(std::uint16_t code) const { return rows.data() + std::size_t{code} * size; }
};

using Excesses = std::vector<std::vector<Excess>>;  // by attribute

Excesses excesses_of(const CodedRows& records, const std::vector<Measurement>& tables,
                     Sizes sizes) {
  Excesses all(sizes.size());
  for (const auto& table : tables) {
    if (table.clique.size() != 2) continue;
    const auto a = table.clique[0];
    const auto b = table.clique[1];
    const auto seen = count_cells(table.clique, records, sizes);
    Excess of_a{b, sizes[a], 1 / table.variance, std::vector<float>(seen.size()), all[b].size()};
    Excess of_b{a, sizes[b], 1 / table.variance, std::vector<float>(seen.size()), all[a].size()};
    for (std::size_t cell = 0; cell < seen.size(); ++cell) {
      const auto excess = static_cast<float>(seen[cell] - table.counts[cell]);
      of_a.rows[cell % sizes[b] * sizes[a] + cell / sizes[b]] = excess;
      of_b.rows[cell] = excess;
    }
    all[a].push_back(std::move(of_a));
    all[b].push_back(std::move(of_b));
  }
  return all;
}

void move(Excesses& all, std::size_t a, std::size_t row, const CodedRows& records,
          std::uint16_t from, std::uint16_t to) {
  for (auto& excess : all[a]) {
    const auto other = records[excess.other][row];
    auto& twin = all[excess.other][excess.twin];
    excess.rows[std::size_t{other} * excess.size + from] -= 1;
    excess.rows[std::size_t{other} * excess.size + to] += 1;
    twin.rows[std::size_t{from} * twin.size + other] -= 1;
    twin.rows[std::size_t{to} * twin.size + other] += 1;
  }
}

}  // namespace

void polish(CodedRows& records, const std::vector<Measurement>& tables, Sizes sizes, int passes) {
  auto all = excesses_of(records, tables, sizes);
  const auto rows = records.empty() ? 0 : records[0].size();
  std::vector<float> gain(*std::max_element(sizes.begin(), sizes.end()));
  for (int pass = 0; pass < passes; ++pass)
    for (std::size_t a = 0; a < sizes.size(); ++a) {
      for (std::size_t row = 0; row < rows; ++row) {
        // Moving a row from cell x to y changes (e_x)^2 + (e_y)^2 by 2 (e_y - e_x + 1).
        const auto from = records[a][row];
        std::fill_n(gain.begin(), sizes[a], 0.0F);
        for (const auto& excess : all[a]) {
          const auto* line = excess.of(records[excess.other][row]);
          const auto weight = static_cast<float>(excess.weight);
          const float here = line[from] - 1;
          for (std::size_t v = 0; v < sizes[a]; ++v) gain[v] += weight * (here - line[v]);
        }
        gain[from] = 0;
        const auto best = std::max_element(gain.begin(), gain.begin() + sizes[a]) - gain.begin();
        if (gain[static_cast<std::size_t>(best)] <= 0) continue;
        const auto to = static_cast<std::uint16_t>(best);
        move(all, a, row, records, from, to);
        records[a][row] = to;
      }
    }
}

}  // namespace ts::release
