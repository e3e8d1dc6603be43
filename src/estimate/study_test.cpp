#include <algorithm>
#include <atomic>

#include "estimate/trial.h"

namespace ts::estimate::trial {
namespace {

StudyOptions quick() {
  StudyOptions out;
  out.replicates = 200;
  out.threads = 1;
  out.latent.chains = 2;
  out.latent.burn_in = 100;
  out.latent.sweeps = 200;
  return out;
}

bool warned(const Study& study, Warning warning) {
  return std::find(study.warnings.begin(), study.warnings.end(), warning) != study.warnings.end();
}

TEST(Study, shows_every_method_side_by_side) {
  const auto study = run_study(invented(), quick());
  ASSERT_FALSE(study.refused());
  ASSERT_EQ(study.answers.size(), all_methods.size());
  for (const auto& answer : study.answers) {
    SCOPED_TRACE(name_of(answer.method));
    EXPECT_EQ(answer.total.has_value(), answer.outcome == Outcome::estimated);
    EXPECT_EQ(answer.limits.empty(), !answer.total);
    for (const auto& each : answer.limits) EXPECT_LE(each.low, each.high);
    if (answer.total) {
      EXPECT_GE(*answer.total, study.totals->low);
      EXPECT_LE(*answer.total, study.totals->high);
    }
  }
  EXPECT_EQ(study.left_out.size(), 4U);
  EXPECT_EQ(study.consistency.size(), 4U);
  EXPECT_EQ(study.thresholds.size(), 7U);
  EXPECT_EQ(study.multiplied[1].total, study.stepwise->chosen.fit.total());
}

TEST(Study, more_missed_matches_mean_fewer_people) {
  const auto study = run_study(invented(), quick());
  for (std::size_t i = 1; i < study.missed_matches.size(); ++i)
    EXPECT_LT(*study.missed_matches[i].total, *study.missed_matches[i - 1].total);
}

TEST(Study, refuses_with_reasons) {
  const auto refusals = [](const std::string& text) {
    return run_study(table(text), quick()).refusals;
  };
  EXPECT_EQ(refusals("10:60 01:90 11:30"), std::vector{Refusal::too_few_lists});
  EXPECT_EQ(refusals("100:60 010:90 001:30"), std::vector{Refusal::no_overlap});
  EXPECT_EQ(refusals("100:60 010:90 001:30 110:2 011:3"), std::vector{Refusal::too_few_seen_twice});
  const auto study = run_study(table("100:60 010:90 001:30"), quick());
  EXPECT_TRUE(study.answers.empty());
  EXPECT_FALSE(study.totals);
  EXPECT_FALSE(study.all_estimated());
}

TEST(Study, lists_that_say_nothing_are_left_out_and_named) {
  const auto study = run_study(
      table("10000:120 01000:90 00100:160 00010:70 11000:14 10100:22 01100:17 01010:9 00110:12"),
      quick());
  EXPECT_EQ(study.empty_lists, std::vector{4U});
  EXPECT_EQ(study.used.lists(), 4U);
  EXPECT_TRUE(warned(study, Warning::dropped_lists));
}

TEST(Study, without_histories_it_says_what_cannot_be_given) {
  const auto full = run_study(invented(), quick());
  const auto bare = run_study(overlaps_only(invented()), quick());
  EXPECT_TRUE(warned(bare, Warning::margins_only));
  for (std::size_t i = 0; i < bare.answers.size(); ++i) {
    const auto& answer = bare.answers[i];
    SCOPED_TRACE(name_of(answer.method));
    const bool needs = answer.method == Method::graphs || answer.method == Method::latent_classes;
    EXPECT_EQ(answer.outcome == Outcome::needs_histories, needs);
    if (!needs) {
      expect_near_relative(*answer.total, *full.answers[i].total, 1e-9);
    }
  }
  EXPECT_FALSE(bare.stepwise->fitness);
  EXPECT_TRUE(bare.left_out.empty());
  EXPECT_TRUE(bare.consistency.empty());
  EXPECT_EQ(bare.answers[1].limits[0].kind, LimitKind::parametric);
}

TEST(Study, is_the_same_for_any_number_of_threads) {
  auto options = quick();
  const auto one = run_study(invented(), options);
  options.threads = 3;
  const auto three = run_study(invented(), options);
  EXPECT_EQ(one.replicates->totals, three.replicates->totals);
  EXPECT_EQ(one.bic_replicates->totals, three.bic_replicates->totals);
  EXPECT_EQ(one.stepwise->fitness->p, three.stepwise->fitness->p);
  for (std::size_t i = 0; i < one.answers.size(); ++i)
    EXPECT_EQ(one.answers[i].total, three.answers[i].total);
}

TEST(Study, options_out_of_bounds_are_named) {
  auto options = quick();
  options.threshold = 1.5;
  options.order = 9;
  options.replicates = 3;
  options.methods.clear();
  try {
    run_study(invented(), options);
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.key(), MessageKey{"estimate.bad_options"});
    EXPECT_EQ(failure.problems().size(), 4U);
  }
}

TEST(Study, tells_how_far_it_is_and_stops_when_asked) {
  std::atomic<bool> stop = false;
  std::vector<double> heard;
  run_study(invented(), quick(), Progress{[&](double share) { heard.push_back(share); }, stop});
  EXPECT_TRUE(std::is_sorted(heard.begin(), heard.end()));
  EXPECT_EQ(heard.back(), 1);
  stop = true;
  EXPECT_THROW(run_study(invented(), quick(), Progress{[](double) {}, stop}), Failure);
}

TEST(Study, bimodal_answers_are_said_to_be) {
  NEEDS_REFERENCE();
  auto options = quick();
  options.methods = {Method::stepwise, Method::bic, Method::averaged};
  options.sensitivity = false;
  const auto study = run_study(reference("uk2013_5lists"), options);
  EXPECT_TRUE(warned(study, Warning::two_humps));
  EXPECT_TRUE(warned(study, Warning::near_ties));
  EXPECT_TRUE(warned(study, Warning::methods_disagree));
  EXPECT_TRUE(warned(study, Warning::on_the_edge));
  EXPECT_GE(study.range->high, 2 * study.range->low);
}

TEST(Study, degenerate_limits_are_said_to_be) {
  NEEDS_REFERENCE();
  auto options = quick();
  options.methods = {Method::stepwise};
  options.sensitivity = false;
  const auto study = run_study(reference("neworleans_8lists"), options);
  EXPECT_TRUE(warned(study, Warning::extreme_limit));
  EXPECT_TRUE(warned(study, Warning::biased_resampling));
  EXPECT_TRUE(study.answers[0].limits[0].unreliable);
}

TEST(Study, no_table_however_odd_gives_an_absurd_number) {
  stats::Random random{21, 0};
  auto options = quick();
  options.methods = {Method::independent, Method::stepwise, Method::aic, Method::bic,
                     Method::averaged};
  options.replicates = 0;
  options.sensitivity = false;
  for (int i = 0; i < 150; ++i) {
    const auto counts = odd_table(random);
    if (counts.people() == 0) continue;
    CaptureTable given{{}, counts};
    for (unsigned l = 0; l < counts.lists; ++l) given.names.push_back("L" + std::to_string(l));
    const auto study = run_study(given, options);
    for (const auto& answer : study.answers) {
      if (!answer.total) continue;
      ASSERT_TRUE(std::isfinite(*answer.total) && *answer.total < 1e11) << name_of(answer.method);
      for (const auto& each : answer.limits)
        ASSERT_FALSE(std::isnan(each.low) || std::isnan(each.high));
    }
  }
}

}  // namespace
}  // namespace ts::estimate::trial
