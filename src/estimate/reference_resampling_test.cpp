#include <algorithm>
#include <map>

#include "estimate/trial.h"

// Resampling, Bayesian averages, sensitivity and existence of the record: ../shared/data/mse.
namespace ts::estimate::trial {
namespace {

struct Replayed {
  std::vector<double> estimate, sparse_mse;
};

/// Selection and fit again on each of a file's thousand tables, held to the file's estimate.
Replayed replay(const std::string& name) {
  const auto given = reference(name);
  const auto lines = reference_lines("replicates_" + name + "_p002.csv");
  std::vector<Mask> histories;
  for (const auto& cell : lines[0])
    if (cell[0] == 'h') histories.push_back(history_of(cell.substr(1)));
  Estimator estimator{given.lists()};
  Replayed out;
  double worst = 0;
  for (std::size_t r = 1; r < lines.size(); ++r) {
    std::vector<double> counts(cells_of(given.lists()));
    for (std::size_t c = 0; c < histories.size(); ++c)
      counts[histories[c]] = std::stod(lines[r][c]);
    const auto chosen =
        select_stepwise(estimator, Counts::from_histories(given.lists(), counts), 0.02);
    out.sparse_mse.push_back(std::stod(lines[r][histories.size() + 1]));
    out.estimate.push_back(std::stod(lines[r][histories.size() + 2]));
    worst = std::max(worst, chosen ? std::abs(chosen->fit.total() / out.estimate.back() - 1) : 1.0);
  }
  EXPECT_EQ(out.estimate.size(), 1000U);
  EXPECT_LT(worst, 1e-7) << name;  // 1e-6 is the tolerance; this is what it does
  return out;
}

struct BcaRow {
  const char* table;
  bool sparse_mse;
  double acceleration, bias, low, low80, high80, high;
  double percentile_low, percentile_high;  // 0: not in the record
};

TEST(Reference, every_replicate_and_what_follows_from_them) {
  NEEDS_REFERENCE();
  const std::vector<BcaRow> wanted{{"uk2013_6lists", false, -0.01287116, -0.530161, 9266.958,
                                    9682.336, 12576.505, 14306.758, 9979.84, 25097.72},
                                   {"uk2013_5lists", false, -0.01218108, -0.487365, 8784.780,
                                    9623.857, 12531.139, 14700.549, 9837.52, 27885.83},
                                   {"uk2013_4lists", false, -0.01250218, -0.245590, 9027.772,
                                    9671.596, 12430.069, 13481.594, 9558.92, 14507.25},
                                   {"neworleans_8lists", true, -0.02933242, -1.126391, 717.211,
                                    717.211, 1248.334, 1657.608, 923.17, 10568.61},
                                   {"neworleans_8lists", false, -0.02933242, -1.135896, 717.211,
                                    717.211, 1241.813, 1642.969, 0, 0},
                                   {"neworleans_5lists", false, -0.05516147, -0.655727, 588.817,
                                    598.985, 1256.153, 1703.694, 751.07, 4522.10}};
  std::map<std::string, Replayed> replays;
  for (const auto& row : wanted) {
    SCOPED_TRACE(row.table);
    if (!replays.contains(row.table)) replays[row.table] = replay(row.table);
    const auto& totals =
        row.sparse_mse ? replays[row.table].sparse_mse : replays[row.table].estimate;
    const auto given = reference(row.table);
    Estimator estimator{given.lists()};
    const double estimate = select_stepwise(estimator, given.counts, 0.02)->fit.total();
    const auto removed = jackknife(given.counts, stepwise_rule(0.02), 0);
    ASSERT_TRUE(removed.acceleration);
    expect_near_relative(*removed.acceleration, row.acceleration);
    const auto bca = bias_corrected(estimate, totals, *removed.acceleration);
    EXPECT_NEAR(bca.bias, row.bias, 1e-6);
    EXPECT_NEAR(bca.limits[0].value, row.low, 1e-3);
    EXPECT_NEAR(bca.limits[1].value, row.low80, 1e-3);
    EXPECT_NEAR(bca.limits[2].value, row.high80, 1e-3);
    EXPECT_NEAR(bca.limits[3].value, row.high, 1e-3);
    EXPECT_EQ(bca.strongly_biased, std::abs(row.bias) > 0.5);
    // The lower limit of New Orleans is the smallest replicate, and is said to be.
    if (row.table[0] == 'n') {
      EXPECT_TRUE(bca.limits[0].extreme);
    }
    EXPECT_FALSE(bca.limits[3].extreme);
    if (row.percentile_low == 0) continue;
    EXPECT_NEAR(bca.limits[0].percentile, row.percentile_low, 0.006);
    EXPECT_NEAR(bca.limits[3].percentile, row.percentile_high, 0.006);
  }
}

TEST(Reference, the_best_bic_chosen_anew_in_every_replicate) {
  NEEDS_REFERENCE();
  // On the record's replicate tables, all 64 pair models of four lists.
  const auto given = reference("uk2013_4lists");
  const auto lines = reference_lines("replicates_uk2013_4lists_p002.csv");
  const auto ranking = rank_by_bic(given.counts, every_model(4, 2), 0);
  const auto rule = bic_rule(ranking.models);
  Estimator estimator{4};
  std::vector<double> totals;
  for (std::size_t r = 1; r < lines.size(); ++r) {
    std::vector<double> counts(16);
    for (std::size_t c = 0; lines[0][c][0] == 'h'; ++c)
      counts[history_of(lines[0][c].substr(1))] = std::stod(lines[r][c]);
    totals.push_back(rule(estimator, Counts::from_histories(4, counts))->fit.total());
  }
  const auto bca = bias_corrected(ranking.models.front().fit.total(), totals,
                                  *jackknife(given.counts, rule, 0).acceleration);
  EXPECT_NEAR(bca.limits[0].value, 10063.313, 0.02);
  EXPECT_NEAR(bca.limits[3].value, 25430.199, 0.02);
}

TEST(Reference, decomposable_graphs_give_the_quantiles_of_the_record) {
  NEEDS_REFERENCE();
  const auto expect = [](const char* name, double grid, std::vector<double> wanted, double best) {
    SCOPED_TRACE(name);
    const auto average = average_graphs(reference(name).counts, {.grid = grid, .extend = false});
    for (std::size_t i = 0; i < wanted.size(); ++i)
      EXPECT_NEAR(average->posterior.quantiles[i], wanted[i], 1.01);  // one step of the grid
    if (best > 0) {
      EXPECT_NEAR(average->graphs.front().weight, best, 6e-5);
    }
  };
  expect("uk2013_5lists", 30, {10388, 11307, 22991, 29623, 33510}, 0);
  expect("uk2013_5lists", 10, {10343, 11232, 22365, 27813, 29446}, 0);
  expect("uk2013_4lists", 30, {9535, 10130, 11363, 12723, 13548}, 0.4333);
  expect("neworleans_5lists", 30, {511, 608, 869, 1334, 1762}, 0.0510);
}

TEST(Reference, leaving_out_a_list_gives_what_it_gave) {
  NEEDS_REFERENCE();
  for (const auto& [name, wanted] : std::map<std::string, std::vector<double>>{
           {"uk2013_6lists",
            {11187.9062, 12366.3469, 19845.4664, 10463.9476, 11047.9820, 11394.0218}},
           {"uk2013_5lists", {11110.9276, 12187.3789, 22623.0267, 10202.0023, 11015.2445}},
           {"neworleans_8lists",
            {1558.0754, 1193.4395, 592.5807, 1002.8478, 1443.0136, 1177.1743, 1280.4989, 799.7435}},
           {"neworleans_5lists", {1198.4592, 1583.8041, 612.0084, 1070.9391, 826.4174}}}) {
    const auto variants = without_each_list(reference(name), 0.02);
    ASSERT_EQ(variants.size(), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      SCOPED_TRACE(name + std::to_string(i));
      expect_near_relative(*variants[i].total, wanted[i]);
    }
  }
}

TEST(Reference, members_of_a_list_are_estimated_from_the_others) {
  NEEDS_REFERENCE();
  const auto lists = internal_consistency(reference("uk2013_6lists"), 0.02);
  const std::vector<std::pair<double, double>> wanted{
      {94, 139.872}, {567, 350.804}, {1102, 1367.330}, {807, 487.857}, {336, 0}, {102, 132.561}};
  ASSERT_EQ(lists.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_EQ(lists[i].truth, wanted[i].first);
    // Of the general public 20 people are on other lists, too, and no two of these share any.
    ASSERT_EQ(lists[i].total.has_value(), wanted[i].second > 0) << i;
    if (lists[i].total) {
      EXPECT_NEAR(*lists[i].total, wanted[i].second, 0.0006);
    }
  }
  EXPECT_EQ(lists[4].seen, 20);
}

TEST(Reference, only_sizes_overlaps_and_total_matter) {
  NEEDS_REFERENCE();
  auto changed = reference("uk2013_4lists");
  Estimator estimator{4};
  for (const auto& [marks, more] : std::map<std::string, int>{{"0010", -1},
                                                              {"0001", 1},
                                                              {"1010", 1},
                                                              {"1001", -1},
                                                              {"0110", 1},
                                                              {"0101", -1},
                                                              {"1110", -1},
                                                              {"1101", 1}})
    changed.counts.history[history_of(marks)] += more;
  changed.counts.sum_margins();
  const auto chosen = select_stepwise(estimator, changed.counts, 0.02);
  expect_near_relative(chosen->fit.total(), 11015.24445);
  expect_near_relative(fitness(changed.counts, *chosen, {.replicates = 0}).deviance, 19.956003860);
}

TEST(Reference, network_mode_gives_what_the_histories_give) {
  NEEDS_REFERENCE();
  for (const auto* name : {"uk2013_6lists", "uk2013_5lists", "uk2013_4lists", "neworleans_5lists",
                           "neworleans_8lists"}) {
    const auto full = reference(name);
    const auto bare = overlaps_only(full);
    Estimator estimator{full.lists()};
    for (const double threshold : {0.0, 0.001, 0.02, 0.1, 1.0}) {
      const auto a = select_stepwise(estimator, full.counts, threshold);
      const auto b = select_stepwise(estimator, bare.counts, threshold);
      ASSERT_EQ(a.has_value(), b.has_value());
      EXPECT_EQ(a->model, b->model);
      expect_near_relative(b->fit.total(), a->fit.total(), 1e-12);
    }
  }
}

TEST(Reference, all_six_hundred_existence_cases) {
  NEEDS_REFERENCE();
  const auto lines = reference_lines("existence_cases.csv");
  ASSERT_EQ(lines.size(), 601U);
  std::map<int, int> codes;
  for (std::size_t r = 1; r < lines.size(); ++r) {
    const auto& line = lines[r];
    const auto lists = static_cast<unsigned>(std::stoul(line[1]));
    std::vector<double> history(cells_of(lists));
    for (const auto& cell : cells_of_line(line[3], ';')) {
      const auto parts = cells_of_line(cell, ':');
      history[history_of(parts[0])] = std::stod(parts[1]);
    }
    const auto model = Model::parse(lists, line[2]);
    ASSERT_TRUE(model) << line[2];
    Estimator estimator{lists};
    const auto counts = Counts::from_histories(lists, history);
    const int code = estimator.check(counts, *model).code();
    EXPECT_EQ(code, std::stoi(line[4])) << "case " << line[0];
    ++codes[code];
    if (model->order() > 2) continue;
    // Without the histories the question is another linear program, and the answer the same.
    Counts bare = counts;
    bare.history.clear();
    EXPECT_EQ(estimator.check(bare, *model).code(), code) << "case " << line[0];
  }
  EXPECT_EQ(codes.size(), 4U);
}

}  // namespace
}  // namespace ts::estimate::trial
