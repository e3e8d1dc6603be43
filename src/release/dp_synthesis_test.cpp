#include "release/dp_synthesis.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/failure.h"
#include "release/dp_trial.h"
#include "release/polish.h"
#include "release/utility.h"

namespace ts::release {
namespace {

constexpr EpsilonDelta usual{1, 1e-6};

double distance(const Table& one, const Table& other, std::size_t length) {
  const Attributes a{one};
  const Attributes b{other};
  return marginal_distance(a.all(), b.all(), a.sizes(), length).mean;
}

TEST(Attributes, give_back_the_table_that_they_were_made_from) {
  const auto table = trial::people(200, 1);
  const Attributes attributes{table};
  EXPECT_EQ(attributes.count(), 8U);  // the column of several values is three of yes and no
  const auto again = table_of(attributes.all(), attributes.origins(), table);
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    for (std::size_t row = 0; row < table.rows(); ++row) {
      std::vector<Code> before;
      std::vector<Code> after;
      table.columns[c].each_code(row, [&](Code code) { before.push_back(code); });
      again.columns[c].each_code(row, [&](Code code) { after.push_back(code); });
      EXPECT_EQ(before, after);
    }
}

TEST(Attributes, refuse_a_domain_that_was_read_from_the_data) {
  auto table = trial::people(5, 1);
  table.columns[1].domain_is_public = false;
  table.columns[4].domain_is_public = false;
  try {
    const Attributes attributes{table};
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.fault(), Fault::invalid);
    ASSERT_EQ(failure.problems().size(), 2U);
    EXPECT_EQ(failure.problems()[1].field, "c4");
    EXPECT_EQ(failure.problems()[1].message, MessageKey{"release.domain_not_public"});
  }
}

TEST(Synthesis, is_near_the_data_and_costs_what_it_may) {
  const auto table = trial::people(20'000, 2);
  SeededBits source{3};
  const auto made = synthesise(table, {.within = usual}, source);
  EXPECT_NEAR(static_cast<double>(made.records.rows()), 20'000, 300);
  EXPECT_LT(distance(table, made.records, 1), 0.005);
  EXPECT_LT(distance(table, made.records, 2), 0.01);
  EXPECT_LT(distance(table, made.records, 3), 0.02);
  const auto most = cost_within(usual);
  EXPECT_LE(made.measured.spent.value, most.value * (1 + 1e-9));
  EXPECT_GT(made.measured.spent.value, most.value * 0.999);
}

TEST(Synthesis, measures_more_than_a_tree_and_is_nearer_for_it) {
  const auto table = trial::people(20'000, 2);
  SynthesisPlan plan{.within = usual};
  SeededBits source{4};
  const auto ours = synthesise(table, plan, source);
  plan.design = SynthesisPlan::Design::tree;
  const auto tree = synthesise(table, plan, source);
  EXPECT_EQ(tree.measured.tables.size(), 8U + 7U);
  EXPECT_GT(ours.measured.tables.size(), tree.measured.tables.size());
  EXPECT_LT(distance(table, ours.records, 2), 0.7 * distance(table, tree.records, 2));
}

TEST(Synthesis, leaves_out_tables_that_would_be_noise_only) {
  const auto table = trial::people(60, 5);  // sixty people drown in the noise
  SeededBits source{6};
  const auto made = synthesise(table, {.within = {0.1, 1e-6}}, source);
  EXPECT_LT(made.measured.tables.size(), 8U + 28U);
  EXPECT_GE(made.records.rows(), 1U);
}

TEST(Synthesis, works_on_one_column_and_on_nobody) {
  Table one;
  one.columns.emplace_back("only", Kind::categorical, trial::values(3)).domain_is_public = true;
  for (int i = 0; i < 1000; ++i) one.columns[0].add(2);
  SeededBits source{7};
  EXPECT_LT(distance(one, synthesise(one, {.within = usual}, source).records, 1), 0.05);
  EXPECT_GE(synthesise(trial::people(0, 1), {.within = usual}, source).records.rows(), 1U);
}

TEST(Synthesis, is_the_same_for_the_same_seed) {
  const auto table = trial::people(3000, 8);
  const Attributes attributes{table};
  SeededBits a{9};
  SeededBits b{9};
  const SynthesisPlan plan{.within = usual, .population = 1000};
  const auto one = measure(attributes, plan, a);
  const auto other = measure(attributes, plan, b);
  EXPECT_EQ(generate(one, attributes.sizes(), plan, 5),
            generate(other, attributes.sizes(), plan, 5));
  EXPECT_NE(generate(one, attributes.sizes(), plan, 5),
            generate(other, attributes.sizes(), plan, 6));
}

TEST(Marginals, are_the_nearest_that_are_not_negative) {
  std::vector<double> counts{5, -1, 3, 0.5};
  project_to_sum(counts, 6);
  EXPECT_NEAR(std::accumulate(counts.begin(), counts.end(), 0.0), 6, 1e-12);
  EXPECT_NEAR(counts[0], 4, 1e-12);
  EXPECT_EQ(counts[1], 0);
  project_to_sum(counts, 0);
  EXPECT_EQ(counts, (std::vector<double>{0, 0, 0, 0}));
}

TEST(Marginals, that_are_made_consistent_say_the_same_of_each_attribute) {
  const std::vector<std::uint32_t> sizes{2, 3};
  std::vector<Measurement> tables{
      {{0}, {60, 40}, 1}, {{1}, {30, 30, 40}, 1}, {{0, 1}, {20, 25, 30, 10, 10, 9}, 4}};
  make_consistent(tables, 100, sizes);
  for (const std::uint32_t a : {0U, 1U}) {
    const auto from_pair = sum_to(tables[2].counts, tables[2].clique, a, sizes);
    for (std::size_t v = 0; v < from_pair.size(); ++v)
      EXPECT_NEAR(from_pair[v], tables[a].counts[v], 0.5) << a;
  }
  EXPECT_GT(tables[0].counts[0], 60);  // the pair says 75 of 104, with less certainty
  EXPECT_LT(tables[0].counts[0], 72);
}

TEST(Polish, brings_records_to_tables_that_can_be_met_exactly) {
  const auto table = trial::people(2000, 10);
  const Attributes attributes{table};
  std::vector<Measurement> tables;
  for (const auto& clique : all_cliques(8, 2)) {
    const auto counts = count_cells(clique, attributes.all(), attributes.sizes());
    tables.push_back({clique, {counts.begin(), counts.end()}, 1});
  }
  const Attributes others{trial::people(2000, 11)};
  auto records = others.all();
  const auto before = marginal_distance(attributes.all(), records, attributes.sizes(), 2).mean;
  polish(records, tables, attributes.sizes(), 8);
  EXPECT_LT(marginal_distance(attributes.all(), records, attributes.sizes(), 2).mean, before / 20);
}

TEST(RandomField, reproduces_a_dependence_of_three_that_no_pair_shows) {
  // z is x xor y nine times out of ten: all pairs are independent.
  const std::vector<std::uint32_t> sizes{2, 2, 2};
  RandomField field{sizes, {{0}, {1}, {2}, {0, 1, 2}}};
  std::vector<double> target;
  for (int cell = 0; cell < 8; ++cell)
    target.push_back(((cell >> 2 & 1) ^ (cell >> 1 & 1)) == (cell & 1) ? 900 : 100);
  auto records = field.independent(4000, 1);
  for (int sweep = 0; sweep < 40; ++sweep) {
    const auto counted = count_cells({0, 1, 2}, records, sizes);
    field.learn(3, target, std::vector<double>{counted.begin(), counted.end()}, 0.3, 1);
    field.sweep(records, 100 + sweep);
  }
  const auto seen = count_cells({0, 1, 2}, records, sizes);
  for (std::size_t cell = 0; cell < 8; ++cell) EXPECT_NEAR(seen[cell], target[cell], 90) << cell;
}

}  // namespace
}  // namespace ts::release
