#include <map>

#include "estimate/trial.h"
#include "stats/distributions.h"

// What was published, and what the older programs give: ../shared/data/mse/expected.md.
namespace ts::estimate::trial {
namespace {

struct Row {
  const char* table;
  double threshold;  // 0 independent lists, 1 all pairs
  double total, low, high, deviance, freedom, aic;
  const char* terms;
};

const std::vector<Row> rows{
    {"uk2013_6lists", 0, 12213.99512, 10988.800134, 13621.256720, 179.354849, 56, 305.01998899, ""},
    {"uk2013_6lists", 0.02, 11417.99109, 9977.282640, 13145.656510, 22.993915374, 49, 162.65905498,
     "LA:NG, LA:PF, NG:GO, NG:GP, PF:GP, PF:NCA, GO:GP"},
    {"uk2013_6lists", 0.05, 11417.99109, 9977.282640, 13145.656510, 22.993915374, 49, 162.65905498,
     "LA:NG, LA:PF, NG:GO, NG:GP, PF:GP, PF:NCA, GO:GP"},
    {"uk2013_6lists", 0.1, 11417.99109, 9977.282640, 13145.656510, 22.993915374, 49, 162.65905498,
     "LA:NG, LA:PF, NG:GO, NG:GP, PF:GP, PF:NCA, GO:GP"},
    {"uk2013_6lists", 0.001, 13181.24051, 11601.143392, 15043.223878, 41.180539996, 51,
     176.84567960, "LA:NG, LA:PF, NG:GP, PF:GP, PF:NCA"},
    {"uk2013_6lists", 1, 10568.70673, 6632.050166, 18491.233907, 13.254669459, 19, 168.91980906,
     nullptr},
    {"uk2013_5lists", 0, 13444.13121, 11985.170947, 15133.426464, 118.531629289, 25, 217.77887646,
     ""},
    {"uk2013_5lists", 0.02, 11312.99029, 9884.402831, 13027.396655, 16.351383403, 19, 127.59863058,
     "LA:NG, LA:PFNCA, NG:GO, NG:GP, PFNCA:GP, GO:GP"},
    {"uk2013_5lists", 0.05, 11312.99029, 9884.402831, 13027.396655, 16.351383403, 19, 127.59863058,
     nullptr},
    {"uk2013_5lists", 0.1, 11312.99029, 9884.402831, 13027.396655, 16.351383403, 19, 127.59863058,
     nullptr},
    {"uk2013_5lists", 0.001, 13100.84329, 11527.858754, 14955.512730, 35.001121618, 21,
     142.24836879, "LA:NG, LA:PFNCA, NG:GP, PFNCA:GP"},
    {"uk2013_5lists", 1, 11232.53137, 6504.867838, 21903.185569, 10.529942664, 8, 129.77718984,
     nullptr},
    {"uk2013_4lists", 0, 10694.25455, 9506.725964, 12081.003186, 53.896371727, 10, 133.38500319,
     ""},
    {"uk2013_4lists", 0.02, 11015.24445, 9582.259660, 12735.253416, 11.341221309, 7, 96.82985277,
     "LA:NG, LA:PFNCA, NG:GO"},
    {"uk2013_4lists", 1, 11522.54357, 6425.292507, 23119.686344, 9.925895398, 4, 101.41452686,
     nullptr},
    {"neworleans_8lists", 0, 996.6642934, 644.886032, 1617.526495, 41.291735073, 246, 118.35385993,
     ""},
    {"neworleans_8lists", 0.001, 996.6642934, 644.886032, 1617.526495, 41.291735073, 246,
     118.35385993, ""},
    {"neworleans_8lists", 0.02, 1183.692275, 720.924350, 2046.057924, 34.007064432, 245,
     113.06918929, "D:E"},
    {"neworleans_8lists", 0.05, 1494.452775, 833.043600, 2830.912357, 23.965298392, 243,
     107.02742325, "A:E, B:F, D:E"},
    {"neworleans_8lists", 0.1, 2282.067424, 1049.794084, 5270.247301, 16.730258775, 241,
     103.79238363, "A:D, A:E, B:F, C:G, D:E"},
    {"neworleans_8lists", 1, 2393.2028, 420.777010, 20866.234335, 3.884580371, 5, 136.94670523,
     nullptr},
    {"neworleans_5lists", 0.02, 1034.151065, 658.258392, 1708.602209, 19.283454561, 25, 77.52938926,
     ""},
    {"neworleans_5lists", 0.1, 1839.350656, 903.447485, 3994.430962, 9.428238080, 22, 73.67417277,
     "A:BEFG, A:D, BEFG:D"},
    {"neworleans_5lists", 1, 3375.545354, 612.961621, 23971.197552, 2.154567189, 4, 80.40050188,
     nullptr},
    {"neworleans_8lists_n186", 0, 949.4706917, 624.836370, 1514.257037, 40.001936068, 246,
     117.67776656, ""},
    {"neworleans_8lists_n186", 0.02, 1110.488081, 692.213272, 1874.375748, 33.155158235, 245,
     112.83098873, "D:E"},
    {"neworleans_5lists_n186", 0.02, 981.431367, 636.455146, 1590.603910, 18.056141470, 25,
     76.91578180, ""}};

/// The inverse of a positive definite matrix, row by row.
std::vector<double> inverted(std::vector<double> a, std::size_t size) {
  std::vector<double> out(size * size);
  for (std::size_t i = 0; i < size; ++i) out[i * size + i] = 1;
  for (std::size_t p = 0; p < size; ++p) {
    const double scale = 1 / a[p * size + p];
    for (std::size_t c = 0; c < size; ++c) a[p * size + c] *= scale, out[p * size + c] *= scale;
    for (std::size_t r = 0; r < size; ++r) {
      const double factor = a[r * size + p];
      if (r == p) continue;
      for (std::size_t c = 0; c < size; ++c) {
        a[r * size + c] -= factor * a[p * size + c];
        out[r * size + c] -= factor * out[p * size + c];
      }
    }
  }
  return out;
}

/// Standard errors as the record has them: R's glm ends when the deviance settles to 1e-8, and
/// takes them from the weights of one step before. On tables with few people they are off by up to
/// one in ten thousand; the engine's are those at the estimate.
std::map<Mask, double> errors_of_record(const Counts& counts, const Model& model) {
  std::vector<Mask> terms, cells;
  for (const Mask term : model.terms())
    if (counts.margin[term] > 0) terms.push_back(term);
  for (std::size_t w = 1; w < cells_of(counts.lists); ++w) {
    bool kept = true;
    for (const Mask term : model.terms())
      if (counts.margin[term] == 0 && holds(static_cast<Mask>(w), term)) kept = false;
    if (kept) cells.push_back(static_cast<Mask>(w));
  }
  const std::size_t size = terms.size();
  std::vector<double> mean, covariance;
  for (const Mask cell : cells) mean.push_back(counts.history[cell] + 0.1);
  double before = INFINITY;
  for (int step = 0; step < 100; ++step) {
    std::vector<double> information(size * size), right(size), coefficient(size);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const double working = std::log(mean[i]) + (counts.history[cells[i]] - mean[i]) / mean[i];
      for (std::size_t a = 0; a < size; ++a) {
        if (!holds(cells[i], terms[a])) continue;
        right[a] += mean[i] * working;
        for (std::size_t b = 0; b < size; ++b)
          if (holds(cells[i], terms[b])) information[a * size + b] += mean[i];
      }
    }
    covariance = inverted(information, size);
    for (std::size_t a = 0; a < size; ++a)
      for (std::size_t b = 0; b < size; ++b) coefficient[a] += covariance[a * size + b] * right[b];
    double now = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      double sum = 0;
      for (std::size_t a = 0; a < size; ++a)
        if (holds(cells[i], terms[a])) sum += coefficient[a];
      mean[i] = std::exp(sum);
      const double seen = counts.history[cells[i]];
      now += 2 * ((seen > 0 ? seen * std::log(seen / mean[i]) : 0) - (seen - mean[i]));
    }
    if (std::abs(now - before) / (std::abs(now) + 0.1) < 1e-8) break;
    before = now;
  }
  std::map<Mask, double> out;
  for (std::size_t a = 0; a < size; ++a) out[terms[a]] = std::sqrt(covariance[a * size + a]);
  return out;
}

TEST(Reference, point_estimates_are_those_of_the_record) {
  NEEDS_REFERENCE();
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string{row.table} + " at " + std::to_string(row.threshold));
    const auto given = reference(row.table);
    Estimator estimator{given.lists()};
    const auto chosen = select_stepwise(estimator, given.counts, row.threshold);
    ASSERT_TRUE(chosen);
    expect_near_relative(chosen->fit.total(), row.total);
    auto as_recorded = chosen->fit;
    as_recorded.log_dark_error = errors_of_record(given.counts, chosen->model).at(0);
    expect_near_relative(wald(as_recorded).low, row.low);
    expect_near_relative(wald(as_recorded).high, row.high);
    expect_near_relative(chosen->fit.log_dark_error, as_recorded.log_dark_error, 1e-4);
    expect_near_relative(aic(given.counts, chosen->fit), row.aic);
    const auto fit = fitness(given.counts, *chosen, {.replicates = 0});
    expect_near_relative(fit.deviance, row.deviance);
    EXPECT_EQ(fit.freedom, row.freedom);
    if (row.terms) {
      EXPECT_EQ(chosen->model.text(given.names), row.terms);
    }
  }
}

std::size_t at_infinity(const Fit& fit) {
  std::size_t out = 0;
  for (const double x : fit.coefficient) out += std::isfinite(x) ? 0 : 1;
  return out;
}

TEST(Reference, empty_overlaps_are_at_minus_infinity) {
  NEEDS_REFERENCE();
  for (const auto& [name, terms] : std::map<std::string, std::size_t>{{"uk2013_6lists", 2},
                                                                      {"uk2013_5lists", 1},
                                                                      {"uk2013_4lists", 0},
                                                                      {"neworleans_8lists", 18},
                                                                      {"neworleans_5lists", 3}}) {
    const auto given = reference(name);
    Estimator estimator{given.lists()};
    EXPECT_EQ(at_infinity(select_stepwise(estimator, given.counts, 1)->fit), terms) << name;
  }
}

TEST(Reference, the_selection_path_of_six_lists_is_that_of_the_record) {
  NEEDS_REFERENCE();
  const auto given = reference("uk2013_6lists");
  Estimator estimator{6};
  std::vector<Step> path;
  select_stepwise(estimator, given.counts, 0.02, &path);
  const std::vector<std::tuple<const char*, double, double, double, double>> wanted{
      {"PF:NCA", 12213.995125, 35, 9.2029, 7.13235e-11},
      {"LA:NG", 13444.131209, 18, 3.9644, 2.18449e-07},
      {"NG:GP", 14217.810298, 1, 13.3995, 2.18276e-05},
      {"LA:PF", 13477.492587, 21, 7.6860, 5.43425e-05},
      {"PF:GP", 14324.633074, 10, 25.8011, 3.54668e-04},
      {"GO:GP", 13181.240512, 8, 20.5711, 1.45514e-03},
      {"NG:GO", 12349.586954, 25, 37.6674, 1.88621e-02},
      {"LA:GP", 11417.991092, 0, 2.1483, 1.16681e-01}};
  ASSERT_EQ(path.size(), wanted.size());
  for (std::size_t i = 0; i < path.size(); ++i) {
    const auto& [pair, total, observed, expected, p] = wanted[i];
    EXPECT_EQ(Model::generated_by(6, std::vector{path[i].pair}).text(given.names), pair);
    expect_near_relative(path[i].total_before, total);
    EXPECT_EQ(path[i].observed, observed);
    EXPECT_NEAR(path[i].expected, expected, 6e-5);
    expect_near_relative(path[i].p, p, 5e-6);  // six digits are printed
    EXPECT_EQ(path[i].added, i + 1 < path.size());
  }
}

TEST(Reference, coefficients_and_their_errors_are_those_of_the_record) {
  NEEDS_REFERENCE();
  const auto given = reference("uk2013_6lists");
  StudyOptions options{.methods = {Method::stepwise}, .replicates = 0, .sensitivity = false};
  const auto study = run_study(given, options);
  const std::map<std::string, std::pair<double, double>> wanted{
      {"", {9.068084297, 0.0926731594}},       {"LA", {-5.105884934, 0.1521328549}},
      {"NG", {-2.915970373, 0.0948534337}},    {"PF", {-2.251463827, 0.0883277713}},
      {"GO", {-2.532609406, 0.0910726203}},    {"GP", {-3.320850533, 0.1074722015}},
      {"NCA", {-5.030241930, 0.1457979997}},   {"PF:NCA", {1.612983740, 0.2253124324}},
      {"LA:NG", {1.533605292, 0.2762216596}},  {"NG:GP", {-2.910866511, 1.0056614352}},
      {"LA:PF", {0.999504658, 0.2619781034}},  {"PF:GP", {-1.269006330, 0.3326599178}},
      {"GO:GP", {-1.179703155, 0.3692091216}}, {"NG:GO", {-0.542519948, 0.2239002066}}};
  ASSERT_EQ(study.stepwise->coefficients.size(), wanted.size());
  const auto recorded = errors_of_record(given.counts, study.stepwise->chosen.model);
  for (const auto& each : study.stepwise->coefficients) {
    std::string name;
    for (unsigned i = 0; i < 6; ++i)
      if (holds(each.term, single(i))) name += (name.empty() ? "" : ":") + given.names[i];
    expect_near_relative(each.value, wanted.at(name).first);
    expect_near_relative(recorded.at(each.term), wanted.at(name).second);
    expect_near_relative(each.error, recorded.at(each.term), 2e-4);
  }
  expect_near_relative(study.stepwise->log_likelihood, -67.3295274882, 1e-9);
  expect_near_relative(study.stepwise->fitness->pearson, 19.1831583747);
}

TEST(Reference, log_likelihoods_and_pearson_sums_are_those_of_the_record) {
  NEEDS_REFERENCE();
  for (const auto& [name, likelihood, pearson] :
       std::vector<std::tuple<const char*, double, double>>{
           {"uk2013_5lists", -51.7993152884, 13.8599316025},
           {"neworleans_8lists", -46.5345946444, 139.999724392},
           {"neworleans_5lists", -32.7646946278, 49.4927652595}}) {
    const auto given = reference(name);
    Estimator estimator{given.lists()};
    const auto chosen = select_stepwise(estimator, given.counts, 0.02);
    expect_near_relative(log_likelihood(given.counts, chosen->fit), likelihood);
    expect_near_relative(fitness(given.counts, *chosen, {.replicates = 0}).pearson, pearson);
  }
}

TEST(Reference, the_deviance_is_as_likely_as_in_the_record) {
  NEEDS_REFERENCE();
  for (const auto& [name, p] : std::map<std::string, double>{{"uk2013_6lists", 0.38},
                                                             {"uk2013_5lists", 0.12},
                                                             {"neworleans_8lists", 0.064},
                                                             {"neworleans_5lists", 0.095}}) {
    const auto given = reference(name);
    Estimator estimator{given.lists()};
    const auto chosen = select_stepwise(estimator, given.counts, 0.02);
    const double drawn = *fitness(given.counts, *chosen, {.replicates = 500, .seed = 3}).p;
    // Both are by simulation; four standard errors of the two.
    EXPECT_NEAR(drawn, p, 4 * std::sqrt(p * (1 - p) * (1.0 / 500 + 1.0 / 1000))) << name;
  }
}

struct BicRow {
  const char* table;
  unsigned order;
  std::size_t models, refused;
  const char* best;
  double total, bic, weight, mean;
  std::vector<double> quantiles;
};

void expect_ranking(const BicRow& row) {
  SCOPED_TRACE(row.table);
  const auto given = reference(row.table);
  const auto models = every_model(given.lists(), row.order);
  const auto ranking = rank_by_bic(given.counts, models, 0);
  EXPECT_EQ(models.size(), row.models);
  EXPECT_EQ(ranking.refused, row.refused);
  const auto& best = ranking.models.front();
  EXPECT_EQ(best.model.text(), row.best);
  expect_near_relative(best.fit.total(), row.total);
  expect_near_relative(best.bic, row.bic);
  EXPECT_NEAR(best.weight, row.weight, 6e-5);
  const auto mixture = mixture_of(ranking);
  expect_near_relative(mixture.mean(), row.mean);
  const std::vector<double> shares{0.025, 0.1, 0.5, 0.9, 0.975};
  for (std::size_t i = 0; i < shares.size(); ++i)
    EXPECT_NEAR(mixture.quantile(shares[i]), row.quantiles[i], 0.006);
}

TEST(Reference, all_models_of_four_and_five_lists_rank_as_in_the_record) {
  NEEDS_REFERENCE();
  expect_ranking({"uk2013_4lists",
                  3,
                  113,
                  2,
                  "[12,13,4]",
                  11987.087615,
                  142.423463,
                  0.4328,
                  11555.9650,
                  {9540.58, 10188.93, 11526.48, 12997.03, 14033.06}});
  expect_ranking({"uk2013_5lists",
                  2,
                  1024,
                  0,
                  "[12,13,23,25,34]",
                  22991.331314,
                  196.539756,
                  0.2883,
                  18019.7051,
                  {10277.06, 11096.97, 17762.87, 26872.59, 30431.12}});
  expect_ranking({"uk2013_5lists",
                  4,
                  6893,
                  374,
                  "[123,25,34]",
                  25311.290613,
                  195.879106,
                  0.2086,
                  22285.2296,
                  {10597.26, 11679.90, 23665.92, 31280.77, 36055.31}});
  expect_ranking({"neworleans_5lists",
                  2,
                  1024,
                  0,
                  "[1,2,3,4,5]",
                  1034.151065,
                  96.851524,
                  0.1567,
                  1111.3663,
                  {608.29, 731.15, 1067.77, 1696.55, 2338.01}});
  expect_ranking({"neworleans_5lists",
                  4,
                  6893,
                  566,
                  "[1,2,3,4,5]",
                  1034.151065,
                  96.851524,
                  0.1561,
                  1112.7430,
                  {607.75, 730.84, 1068.12, 1700.15, 2350.02}});
}

TEST(Reference, all_pair_models_of_six_lists_rank_as_in_the_record) {
  NEEDS_REFERENCE();
  expect_ranking({"uk2013_6lists",
                  2,
                  32768,
                  0,
                  "[12,13,25,35,36,45]",
                  12349.586954,
                  244.119346,
                  0.3066,
                  13502.0921,
                  {10271.52, 10954.09, 12456.71, 19298.30, 23881.45}});
}

TEST(Reference, runners_up_are_near_and_far_at_once) {
  NEEDS_REFERENCE();
  const auto given = reference("uk2013_5lists");
  const auto ranking = rank_by_bic(given.counts, every_model(5, 2), 0);
  const std::map<std::string, std::pair<double, double>> wanted{
      {"[12,13,25,35,45]", {12262.412421, 197.494965}},
      {"[12,13,23,34,5]", {25978.172738, 198.320479}},
      {"[12,13,24,25,35,45]", {11312.990289, 198.604694}}};
  std::size_t found = 0;
  for (const auto& each : ranking.models) {
    const auto at = wanted.find(each.model.text());
    if (at == wanted.end()) continue;
    ++found;
    expect_near_relative(each.fit.total(), at->second.first);
    expect_near_relative(each.bic, at->second.second);
  }
  EXPECT_EQ(found, wanted.size());
  EXPECT_EQ(ranking.models[1].model.text(), "[12,13,25,35,45]");
  EXPECT_NEAR(ranking.models[1].weight, 0.1788, 6e-5);
}

TEST(Reference, downhill_from_independent_lists_stops_where_it_did) {
  NEEDS_REFERENCE();
  for (const auto& [name, total, lowest] : std::vector<std::tuple<const char*, double, double>>{
           {"uk2013_5lists", 12262.412421, 197.494965},
           {"uk2013_6lists", 12349.586954, 244.119346},
           {"neworleans_8lists", 1183.692275, 145.272748}}) {
    const auto given = reference(name);
    Estimator estimator{given.lists()};
    const auto end =
        search_downhill(estimator, given.counts, Model::main_effects(given.lists()), 2);
    expect_near_relative(end->chosen.fit.total(), total);
    expect_near_relative(end->bic, lowest);
  }
  // From more places the better model of five lists is found.
  const auto starts = search_from_many(reference("uk2013_5lists").counts, 2, 5, 1, 0);
  expect_near_relative(starts->best.bic, 196.539756);
  EXPECT_LT(starts->agree, starts->starts);
}

TEST(Reference, aic_forward_and_its_profile_are_those_of_2014) {
  NEEDS_REFERENCE();
  for (const auto& [name, total, low, high] :
       std::vector<std::tuple<const char*, double, double, double>>{
           {"uk2013_5lists", 11303.87092, 9889.195544, 13063.09638},
           {"uk2013_6lists", 11408.92024, 9982.256265, 13181.68727},
           {"uk2013_4lists", 11006.92316, 9587.714985, 12771.91534},
           {"neworleans_5lists", 1027.302617, 665.5825, 1762.0308}}) {
    const auto given = reference(name);
    Estimator estimator{given.lists()};
    const auto chosen = select_by_aic(estimator, given.counts);
    const auto stepwise = select_stepwise(estimator, given.counts, 0.02);
    EXPECT_EQ(chosen->model, stepwise->model) << name;
    const auto profile = profile_likelihood(estimator, given.counts, chosen->model, chosen->fit);
    expect_near_relative(profile->total, total);
    expect_near_relative(profile->low, low);
    expect_near_relative(profile->high, high);
  }
}

}  // namespace
}  // namespace ts::estimate::trial
