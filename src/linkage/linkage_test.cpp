#include "linkage/linkage.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>

#include "base/trial.h"
#include "linkage/trial.h"

namespace ts::linkage {
namespace {

using trial::Files;
using trial::spec;

double f1_of(std::uint32_t rows, std::uint32_t common) {
  const Files files{rows, common};
  const auto a = Files::table(files.a), b = Files::table(files.b);
  const Linkage linkage{spec(), a, &b, {}};
  return evaluate(linkage.links(), linkage.records(), Files::views(files.truth_a),
                  Files::views(files.truth_b), 0.5)
      .usual.one_to_one.f1;
}

TEST(linkage, finds_people_in_two_files_without_labels) { EXPECT_GE(f1_of(600, 300), 0.97); }

TEST(linkage, sees_that_given_and_family_name_are_swapped) {
  const Table a{{"given", "family"}, {{"Rosa", "Ines", "Marta"}, {"Prado", "Lima", "Costa"}}};
  const Table b{{"given", "family"}, {{"Prado", "Bruno"}, {"Rosa", "Alves"}}};
  Spec names;
  names.comparisons = {{"given", Kind::name, {"given"}}, {"family", Kind::name, {"family"}}};
  const Records records{names, a, &b};
  std::array<Compared, 2> pair;
  records.compare(records.codes_a(0), records.codes_b(0), pair);
  EXPECT_EQ(level_of(pair[0].outcome), Level::equal);
  EXPECT_EQ(level_of(pair[1].outcome), Level::equal);
  records.compare(records.codes_a(1), records.codes_b(1), pair);
  EXPECT_EQ(level_of(pair[0].outcome), Level::different);
}

TEST(linkage, needs_no_training_for_forty_records) { EXPECT_GE(f1_of(40, 20), 0.9); }

TEST(linkage, believes_nothing_where_nobody_is_in_both) {
  const Files files{300, 0};
  const auto a = Files::table(files.a), b = Files::table(files.b);
  EXPECT_LE((Linkage{spec(), a, &b, {}}.chosen().size()), 3U);
}

TEST(linkage, is_the_same_for_any_number_of_threads) {
  const Files files{400, 150};
  const auto a = Files::table(files.a), b = Files::table(files.b);
  const Linkage one{spec(), a, &b, {.threads = 1}}, two{spec(), a, &b, {.threads = 3}};
  EXPECT_EQ(one.model(), two.model());
  EXPECT_EQ(one.links(), two.links());
}

TEST(linkage, finds_duplicates_within_one_file) {
  const Files files{200, 100};
  auto rows = files.a;
  rows.insert(rows.end(), files.b.begin(), files.b.begin() + 100);
  const auto a = Files::table(rows);
  const Linkage linkage{spec(), a, nullptr, {}};
  std::size_t right = 0;
  for (const auto& link : linkage.chosen()) right += link.b == link.a + 200;
  EXPECT_GE(right, 90U);
  EXPECT_LE(linkage.chosen().size(), right + 5);
}

TEST(linkage, takes_files_of_no_and_of_one_record) {
  const Files files{1, 1};
  const auto a = Files::table(files.a), none = Files::table({});
  EXPECT_TRUE((Linkage{spec(), a, &none, {}}.chosen().empty()));
  EXPECT_TRUE((Linkage{spec(), a, nullptr, {}}.chosen().empty()));
  EXPECT_LE((Linkage{spec(), a, &a, {}}.chosen().size()), 1U);
}

TEST(linkage, says_which_field_spoke_for_a_pair) {
  const Files files{300, 150};
  const auto a = Files::table(files.a), b = Files::table(files.b);
  const Linkage linkage{spec(), a, &b, {}};
  const auto& link = linkage.links().front();
  double sum = linkage.model().prior_bits();
  for (const auto& reason : linkage.reasons(link)) sum += reason.bits;
  EXPECT_NEAR(sum, link.bits, 1e-4);
}

TEST(sex, never_decides) {
  Weights weights;
  weights.m[7] = weights.u[1] = 1;
  EXPECT_EQ(bits_of(weights, Kind::exact, 7, 0), 2);
  EXPECT_EQ(bits_of(weights, Kind::exact, 1, 0), -2);
}

TEST(missing_values, say_nothing) {
  for (const auto kind : {Kind::name, Kind::date, Kind::code, Kind::exact})
    EXPECT_EQ(bits_of(usual_weights(kind), kind, 0, 12), 0);
}

TEST(candidates, bring_each_pair_once_whatever_the_rules) {
  const Files files{120, 60};
  const auto a = Files::table(files.a), b = Files::table(files.b);
  for (const Table* second : {static_cast<const Table*>(&b), static_cast<const Table*>(nullptr)}) {
    auto ruled = spec();
    ruled.rules = {{{0, Part::word}}, {{1, Part::year}, {0, Part::start}}, {{1, Part::year}}};
    const Records records{ruled, a, second};
    const Candidates candidates{records, ruled};
    std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
    std::size_t brought = 0;
    std::vector<std::uint32_t> rows;
    for (std::uint32_t i = 0; i < records.rows_a(); ++i) {
      candidates.of(i, rows);
      brought += rows.size();
      for (const auto j : rows) seen.emplace(i, j);
    }
    EXPECT_EQ(brought, seen.size());
    // Against the long way.
    std::size_t expected = 0;
    for (std::uint32_t i = 0; i < records.rows_a(); ++i)
      for (std::uint32_t j = second ? 0 : i + 1; j < records.rows_b(); ++j) {
        const bool there = candidates.times_found(i, j) > 0;
        expected += there;
        EXPECT_EQ(there, seen.count({i, j}) == 1);
      }
    EXPECT_EQ(expected, seen.size());
  }
}

TEST(rules, bring_nearly_everybody_together_for_few_pairs) {
  const Files files{2600, 1500};
  const auto a = Files::table(files.a), b = Files::table(files.b);
  const Records records{spec(), a, &b};
  const Candidates candidates{records, spec(), 1}, again{records, spec(), 3};
  std::size_t brought = 0;
  for (std::uint32_t row = 0; row < 1500; ++row) brought += candidates.times_found(row, row) > 0;
  EXPECT_GE(brought, 1480U);
  EXPECT_LE(candidates.pairs(), 150'000U);
  EXPECT_LE(candidates.loss_in_sample(), 0.02);
  EXPECT_FALSE(candidates.left_out().empty());
  ASSERT_EQ(candidates.rules().size(), again.rules().size());
  for (std::size_t r = 0; r < again.rules().size(); ++r)
    EXPECT_EQ(candidates.rules()[r].rule, again.rules()[r].rule);
}

TEST(rules, are_chosen_where_nobody_is_in_both) {
  const Files files{2600, 0};
  const auto a = Files::table(files.a), b = Files::table(files.b);
  const Records records{spec(), a, &b};
  const Candidates candidates{records, spec()};
  EXPECT_GE(candidates.rules().size(), 2U);
  EXPECT_LE(candidates.pairs(), 150'000U);
}

TEST(candidates, refuse_an_explosion_before_anything_is_compared) {
  const Files files{300, 0};
  const auto a = Files::table(files.a), b = Files::table(files.b);
  auto ruled = spec();
  ruled.rules = {{}};
  ruled.most_pairs = 1000;
  EXPECT_EQ(ts::trial::key_of([&] { Linkage{ruled, a, &b, {}}; }), "linkage.too_many_pairs");
}

TEST(records, need_their_columns) {
  const Files files{3, 0};
  const auto a = Files::table(files.a);
  auto wrong = spec();
  wrong.comparisons[0].columns = {"nome"};
  EXPECT_EQ(ts::trial::key_of([&] { Records(wrong, a, nullptr); }), "linkage.bad_spec");
  EXPECT_EQ(ts::trial::key_of([&] { Records(Spec{}, a, nullptr); }), "linkage.bad_spec");
}

TEST(clusters, do_not_chain) {
  const Files files{6, 0};
  const auto a = Files::table(files.a);
  const Records records{spec(), a, nullptr};
  // 0-1-2-3 in a row, each like the next only; 4 and 5 are one.
  const std::vector<Link> links{{0, 1, 9, .99F}, {2, 3, 8, .98F}, {1, 2, 7, .97F}, {4, 5, 6, .96F}};
  const std::vector<std::vector<std::uint32_t>> expected{{0, 1}, {2, 3}, {4, 5}};
  EXPECT_EQ(clusters(links, records, 0.5), expected);
}

TEST(one_to_one, is_the_best_of_both) {
  const Files files{3, 0};
  const auto a = Files::table(files.a), b = Files::table(files.b);
  const Records records{spec(), a, &b};
  const std::vector<Link> links{{0, 0, 9, .99F}, {0, 1, 8, .98F}, {1, 1, 7, .97F}, {2, 2, 6, .9F}};
  const std::vector<Link> expected{links[0], links[3]};
  EXPECT_EQ(one_to_one(links, records), expected);
}

TEST(evaluation, counts_what_was_not_found) {
  const Files files{4, 0};
  const auto a = Files::table(files.a), b = Files::table(files.b);
  const Records records{spec(), a, &b};
  const std::vector<Link> links{{0, 0, 9, .9F}, {1, 2, 1, .6F}};
  const auto e = evaluate(links, records, {"p", "q", "r", ""}, {"p", "q", "x", ""}, 0.5);
  EXPECT_EQ(e.matches, 2);
  EXPECT_DOUBLE_EQ(e.usual.pairs.precision, 0.5);
  EXPECT_DOUBLE_EQ(e.usual.pairs.recall, 0.5);
  EXPECT_DOUBLE_EQ(e.best_pairs.pairs.f1, 2.0 / 3);
  EXPECT_NEAR(e.calibration_error, (0.1 + 0.6) / 2, 1e-6);
}

TEST(names_of_things, are_distinct) {
  EXPECT_EQ(name_of(Kind::kin), "kin");
  EXPECT_EQ(name_of(Level::alike), "alike");
  EXPECT_EQ(name_of(Part::month_day), "month_day");
}

}  // namespace
}  // namespace ts::linkage
