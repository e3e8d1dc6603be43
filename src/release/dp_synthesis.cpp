#include "release/dp_synthesis.h"

#include <algorithm>
#include <cmath>

#include "release/polish.h"

namespace ts::release {
namespace {

RandomField field_of(const Measured& measured, Sizes sizes) {
  std::vector<Clique> cliques;
  for (const auto& table : measured.tables) cliques.push_back(table.clique);
  return {sizes, std::move(cliques)};
}

/// One step of the fit towards all tables, at the scale of the population.
void learn_all(RandomField& field, const Measured& measured, const CodedRows& population,
               Sizes sizes, double rate) {
  const double scale = static_cast<double>(population[0].size()) / measured.total;
  for (std::size_t c = 0; c < measured.tables.size(); ++c) {
    const auto& table = measured.tables[c];
    auto target = table.counts;
    for (auto& count : target) count *= scale;
    const auto counted = count_cells(table.clique, population, sizes);
    const std::vector<double> seen{counted.begin(), counted.end()};
    field.learn(c, target, seen, rate, 0.5 + 0.2 * scale * std::sqrt(table.variance));
  }
}

void repeat_to(CodedRows& records, std::size_t rows) {
  for (auto& column : records) {
    const auto had = column.size();
    column.resize(rows);
    for (auto row = had; row < rows; ++row) column[row] = column[row - had];
  }
}

}  // namespace

CodedRows generate(const Measured& measured, Sizes sizes, const SynthesisPlan& plan,
                   std::uint64_t seed) {
  const auto rows = static_cast<std::size_t>(measured.total);
  auto field = field_of(measured, sizes);
  const auto people = std::min<std::size_t>(rows, plan.population);
  for (std::size_t a = 0; a < sizes.size(); ++a) {  // start from the single attributes
    const std::vector<double> even(sizes[a], measured.total / sizes[a]);
    field.learn(a, measured.tables[a].counts, even, 1, 0.5);
  }
  auto records = field.independent(people, seed++);
  for (int sweep = 0; sweep < plan.sweeps; ++sweep) {
    // Large steps first; then ever smaller ones, which average out the chance in the population.
    const double rate = std::min(0.5, 0.05 + 0.6 * (1 - double(sweep) / plan.sweeps));
    learn_all(field, measured, records, sizes, rate);
    field.sweep(records, seed++);
  }
  if (rows > people) {
    repeat_to(records, rows);
    for (int sweep = 0; sweep < 2; ++sweep) field.sweep(records, seed++);
  }
  polish(records, measured.tables, sizes, plan.passes);
  return records;
}

Synthesis synthesise(const Table& table, const SynthesisPlan& plan, BitSource& source) {
  const Attributes attributes{table};
  auto measured = measure(attributes, plan, source);
  const auto records = generate(measured, attributes.sizes(), plan, source.bits());
  return {table_of(records, attributes.origins(), table), std::move(measured)};
}

}  // namespace ts::release
