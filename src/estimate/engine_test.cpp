#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numeric>

#include "estimate/exact.h"
#include "estimate/trial.h"
#include "stats/distributions.h"

namespace ts::estimate::trial {
namespace {

TEST(Model, is_read_and_written_by_its_largest_terms) {
  for (const auto* text : {"[1,2,3]", "[12,13,23,4]", "[123,25,34]", "[12,3]"}) {
    const auto lists = std::string_view{text}.find('5') != std::string_view::npos   ? 5U
                       : std::string_view{text}.find('4') != std::string_view::npos ? 4U
                                                                                    : 3U;
    const auto model = Model::parse(lists, text);
    ASSERT_TRUE(model) << text;
    EXPECT_EQ(model->text(), text);
  }
  for (const auto* text :
       {"", "[]", "[1,2]", "[1,2,4]", "[11,2,3]", "[1,,2,3]", "1,2,3", "[1,2,x]"})
    EXPECT_FALSE(Model::parse(3, text)) << text;
}

TEST(Model, a_term_is_added_only_when_all_within_it_is_there) {
  const auto pairs = *Model::parse(4, "[12,13,23,4]");
  EXPECT_TRUE(pairs.can_add(0b0111));
  EXPECT_FALSE(pairs.can_add(0b1011));  // 14 and 24 are missing
  EXPECT_TRUE(pairs.can_add(0b1001));
  EXPECT_TRUE(pairs.can_drop(0b0011));
  const auto triple = pairs.with(0b0111);
  EXPECT_FALSE(triple.can_drop(0b0011));
  EXPECT_EQ(triple.without(0b0111), pairs);
  EXPECT_THROW(pairs.with(0b1011), Bug);
  EXPECT_THROW(pairs.without(0b0001), Bug);
}

TEST(Model, there_are_as_many_as_counted_by_hand) {
  EXPECT_EQ(every_model(3, 2).size(), 8U);
  EXPECT_EQ(every_model(4, 2).size(), 64U);
  EXPECT_EQ(every_model(4, 4).size(), 113U);
  EXPECT_EQ(every_model(5, 4).size(), 6893U);
  EXPECT_EQ(every_model(2, 4).size(), 1U);
  EXPECT_TRUE(every_model(7, 2).empty());  // two million
}

TEST(Exact, rank_and_null_space_agree) {
  rc::check("columns = rank + directions, and every direction is one", [] {
    const auto columns = *rc::gen::inRange<std::size_t>(1, 6);
    IntegerMatrix rows(*rc::gen::inRange<std::size_t>(0, 7));
    for (auto& row : rows)
      row = *rc::gen::container<std::vector<std::int64_t>>(columns, rc::gen::inRange(-2, 3));
    const auto basis = null_space(rows, columns);
    RC_ASSERT(basis.size() + rank(rows, columns) == columns);
    RC_ASSERT(surely_full_rank(rows, columns) == basis.empty());
    for (const auto& direction : basis)
      for (const auto& row : rows)
        RC_ASSERT(std::inner_product(row.begin(), row.end(), direction.begin(), std::int64_t{0}) ==
                  0);
  });
}

TEST(Exact, finds_what_has_a_solution_above_zero) {
  rc::check("a matrix times something above zero is reached", [] {
    const auto columns = *rc::gen::inRange<std::size_t>(1, 6);
    const auto given =
        *rc::gen::container<std::vector<std::int64_t>>(columns, rc::gen::inRange(0, 5));
    IntegerMatrix rows(*rc::gen::inRange<std::size_t>(1, 5));
    std::vector<std::int64_t> right;
    for (auto& row : rows) {
      row = *rc::gen::container<std::vector<std::int64_t>>(columns, rc::gen::inRange(-3, 4));
      right.push_back(std::inner_product(row.begin(), row.end(), given.begin(), std::int64_t{0}));
    }
    RC_ASSERT(has_nonnegative_solution(rows, right));
  });
  EXPECT_FALSE(has_nonnegative_solution({{1, 1}}, {-1}));
  EXPECT_FALSE(has_nonnegative_solution({{1, -1}, {-1, 1}}, {1, 1}));
  EXPECT_TRUE(has_nonnegative_solution({{1, -1}}, {-3}));
}

TEST(Estimator, decomposable_models_have_their_closed_form) {
  // Conditional on list 2, lists 1 and 3 are independent: mean = M12 M23 / M2 on all cells with 2.
  const auto given = invented();
  Estimator estimator{4};
  const auto model = *Model::parse(4, "[12,23,4]");
  ASSERT_TRUE(estimator.estimate(given.counts, model));
  for (const Mask term : model.terms())
    EXPECT_NEAR(estimator.expected()[term], given.counts.margin[term], 1e-7);
}

TEST(Estimator, two_independent_lists_give_the_estimate_of_petersen) {
  const auto given = table("10:60 01:90 11:30");
  Estimator estimator{2};
  const auto fit = estimator.estimate(given.counts, Model::main_effects(2));
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->total(), 90.0 * 120 / 30, 1e-6);
}

TEST(Estimator, says_infinite_and_undetermined_apart) {
  Estimator two{2};
  EXPECT_EQ(two.check(table("10:5 01:7").counts, Model::main_effects(2)).code(), 1);
  Estimator three{3};
  EXPECT_EQ(
      three.check(table("100:5 010:6 001:7 110:2 101:1 011:3 111:1").counts, Model::all_pairs(3))
          .code(),
      0);
  EXPECT_FALSE(three.estimate(table("100:5 010:6 001:7").counts, Model::main_effects(3)));
  EXPECT_FALSE(three.estimate(table("110:5 001:7").counts, Model::all_pairs(3)));
}

TEST(Estimator, never_gives_a_number_for_what_fails_the_check) {
  stats::Random random{11, 0};
  std::size_t refused = 0, given = 0;
  for (int i = 0; i < 4000; ++i) {
    const auto counts = odd_table(random);
    if (counts.people() == 0) continue;
    Estimator estimator{counts.lists};
    const auto [fit, chosen, absurd] = make_of(estimator, counts, random);
    ASSERT_EQ(absurd, "");
    ++(fit ? given : refused);
    // The same without the histories; the simplex method in fractions takes its time.
    if (i % 10 != 0) continue;
    Counts bare = counts;
    bare.history.clear();
    const auto again = select_stepwise(estimator, bare, 0.02);
    ASSERT_EQ(again.has_value(), chosen.has_value());
    if (chosen) {
      ASSERT_NEAR(again->fit.total(), chosen->fit.total(), 1e-7 * chosen->fit.total());
    }
  }
  EXPECT_GT(refused, 400U);
  EXPECT_GT(given, 400U);
}

TEST(Stepwise, thresholds_of_nothing_and_of_everything) {
  const auto given = invented();
  Estimator estimator{4};
  EXPECT_EQ(select_stepwise(estimator, given.counts, 0)->model, Model::main_effects(4));
  EXPECT_EQ(select_stepwise(estimator, given.counts, 1)->model, Model::all_pairs(4));
}

TEST(Bootstrap, is_the_same_for_any_number_of_threads) {
  const auto given = invented();
  const auto once = resample(given.counts, stepwise_rule(0.02), {300, 7, 1});
  const auto thrice = resample(given.counts, stepwise_rule(0.02), {300, 7, 3});
  EXPECT_EQ(once.totals, thrice.totals);
  EXPECT_EQ(once.models, thrice.models);
  EXPECT_EQ(once.chosen, thrice.chosen);
  EXPECT_NE(once.totals, resample(given.counts, stepwise_rule(0.02), {300, 8, 1}).totals);
}

TEST(Bootstrap, resampled_tables_have_the_people_and_the_model_is_chosen_again) {
  const auto given = invented();
  std::size_t tables = 0;
  const Rule rule = [&](Estimator&, const Counts& counts) -> std::optional<Chosen> {
    EXPECT_EQ(counts.people(), given.counts.people());
    for (std::size_t w = 1; w < 16; ++w) {
      EXPECT_GE(counts.history[w], 0);
      if (given.counts.history[w] == 0) {
        EXPECT_EQ(counts.history[w], 0);
      }
    }
    ++tables;
    return std::nullopt;
  };
  const auto out = resample(given.counts, rule, {100, 1, 1});
  EXPECT_EQ(tables, 100U);
  EXPECT_EQ(out.without_estimate(), 100U);  // counted as infinite, not left out
}

TEST(Bca, an_estimate_beyond_all_replicates_is_said_to_be) {
  std::vector<double> totals(200);
  std::iota(totals.begin(), totals.end(), 100.0);
  const auto below = bias_corrected(50, totals, 0);
  EXPECT_TRUE(below.strongly_biased);
  for (const auto& limit : below.limits) EXPECT_TRUE(limit.extreme);
  const auto middle = bias_corrected(199.5, totals, 0);
  EXPECT_FALSE(middle.strongly_biased);
  for (const auto& limit : middle.limits) {
    EXPECT_FALSE(limit.extreme);
    EXPECT_NEAR(limit.value, limit.percentile, 1e-9);  // no bias, no acceleration: percentiles
  }
}

TEST(Graphs, hold_only_those_that_are_decomposable) {
  const auto four = average_graphs(invented().counts, {});
  EXPECT_EQ(four->considered, 60U);  // 61 but the complete one
  double weights = 0;
  for (const auto& each : four->graphs) weights += each.weight;
  EXPECT_LE(weights, 1 + 1e-12);
  EXPECT_TRUE(std::is_sorted(four->posterior.quantiles.begin(), four->posterior.quantiles.end()));
  EXPECT_FALSE(four->grid_binds);
}

TEST(Mixture, quantiles_and_shares_are_each_others_inverse) {
  const auto ranking = rank_by_bic(invented().counts, every_model(4, 3), 1);
  const auto mixture = mixture_of(ranking);
  for (const double share : {0.01, 0.025, 0.5, 0.9, 0.999})
    EXPECT_NEAR(mixture.share_below(mixture.quantile(share)), share, 1e-9);
  double all = 0;
  for (const auto& hump : mixture.humps()) all += hump.share;
  EXPECT_NEAR(all, 1, 1e-6);
}

TEST(Mixture, two_far_models_are_two_humps) {
  const Mixture mixture{.people = 100,
                        .parts = {{0.6, std::log(1000), 0.1}, {0.4, std::log(5000), 0.1}}};
  const auto humps = mixture.humps();
  ASSERT_EQ(humps.size(), 2U);
  EXPECT_NEAR(humps[0].share, 0.6, 0.01);
  EXPECT_NEAR(humps[1].total, 5100, 100);
  EXPECT_EQ((Mixture{.people = 100, .parts = {{1, 7, 0.1}}}).humps().size(), 1U);
}

TEST(Table, leaving_out_merging_and_looking_within_count_people_right) {
  const auto given = invented();
  const auto people = given.counts.people();
  EXPECT_EQ(without_list(given, 0).counts.people(), people - 120);
  EXPECT_EQ(merge_lists(given, 0, 1).counts.people(), people);
  EXPECT_EQ(merge_lists(given, 1, 0).names, (std::vector<std::string>{"A+B", "C", "D"}));
  const auto members = members_of(given, 2);
  EXPECT_EQ(members.unseen, 160);
  EXPECT_EQ(members.table.counts.people() + members.unseen, given.counts.margin[0b0100]);
}

TEST(Table, contradictory_overlaps_are_refused) {
  const std::vector<std::string> names{"A", "B", "C"};
  const std::vector<std::int64_t> sizes{50, 60, 70};
  const auto made = [&](std::vector<std::int64_t> overlaps, std::int64_t people) {
    return table_of_overlaps(names, sizes, overlaps, people);
  };
  EXPECT_EQ(made({10, 5, 8}, 160).counts.people(), 160);
  EXPECT_THROW(made({51, 5, 8}, 160), Failure);  // more than the list
  EXPECT_THROW(made({10, 5, 8}, 60), Failure);   // a list longer than everybody
  EXPECT_THROW(made({10, 5, 8}, 300), Failure);  // more people than sightings
  EXPECT_THROW(made({10, 5, 8}, 100), Failure);  // no table has these
  EXPECT_THROW(made({-1, 5, 8}, 160), Failure);
  EXPECT_THROW(made({10, 5, 8}, std::int64_t{1} << 40), Failure);
}

}  // namespace
}  // namespace ts::estimate::trial
