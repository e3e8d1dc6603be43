#include "estimate/strata.h"

#include "estimate/trial.h"

namespace ts::estimate::trial {
namespace {

StudyOptions a_quick_one() {
  StudyOptions out;
  out.methods = {Method::independent, Method::stepwise, Method::bic, Method::averaged};
  out.replicates = 300;
  out.threads = 1;
  out.sensitivity = false;
  return out;
}

/// Three lists with enough on them.
CaptureTable other() { return table("100:150 010:110 001:130 110:20 101:15 011:25 111:4"); }

double total_of(const Study& study, Method method) {
  for (const auto& each : study.answers)
    if (each.method == method) return each.total.value_or(0);
  return 0;
}

TEST(Strata, totals_add_up_and_the_sum_is_surer_than_its_parts_together) {
  const std::vector<Stratum> strata{{"women", invented()}, {"men", other()}};
  const auto out = run_strata(strata, a_quick_one());
  EXPECT_TRUE(out.all_estimated());
  EXPECT_EQ(out.people, strata[0].table.counts.people() + strata[1].table.counts.people());
  ASSERT_EQ(out.sums.size(), 4U);
  for (const auto& sum : out.sums) {
    ASSERT_TRUE(sum.total && sum.without.empty());
    expect_near_relative(*sum.total, total_of(out.strata[0].study, sum.method) +
                                         total_of(out.strata[1].study, sum.method));
    EXPECT_LE(out.totals->low, *sum.total);
    EXPECT_GE(out.range->high, sum.limits.front().high);
  }
  EXPECT_EQ(out.sums[0].limits.front().kind, LimitKind::added);
  const auto& resampled = out.sums[1];
  EXPECT_EQ(resampled.limits[0].kind, LimitKind::bca);
  EXPECT_EQ(resampled.limits[1].kind, LimitKind::percentile);
  // Errors of strata that were drawn on their own cancel out in part.
  double width = 0;
  for (const auto& [name, study] : out.strata) {
    const auto& limits = study.answers[1].limits[1];
    width += limits.high - limits.low;
  }
  EXPECT_LT(resampled.limits[1].high - resampled.limits[1].low, 0.95 * width);
  EXPECT_LT(resampled.limits[0].low, resampled.limits[0].high);
}

TEST(Strata, a_sum_of_one_is_its_study) {
  const std::vector<Stratum> one{{"all", invented()}};
  const auto out = run_strata(one, a_quick_one());
  const auto& study = out.strata[0].study;
  for (std::size_t i = 0; i < out.sums.size(); ++i) {
    EXPECT_EQ(out.sums[i].total, study.answers[i].total);
    EXPECT_EQ(out.sums[i].limits.front().low, study.answers[i].limits.front().low);
    EXPECT_EQ(out.sums[i].limits.front().high, study.answers[i].limits.front().high);
  }
}

TEST(Strata, of_the_same_table_do_not_err_together_and_are_the_same_again) {
  const std::vector<Stratum> twice{{"a", invented()}, {"b", invented()}};
  const auto out = run_strata(twice, a_quick_one());
  EXPECT_NE(out.strata[0].study.replicates->totals, out.strata[1].study.replicates->totals);
  auto three = a_quick_one();
  three.threads = 3;
  EXPECT_EQ(run_strata(twice, three).sums[1].limits[0].high, out.sums[1].limits[0].high);
}

TEST(Strata, one_that_is_too_thin_is_refused_and_leaves_no_sum) {
  const std::vector<Stratum> strata{{"many", invented()},
                                    {"few", table("100:10 010:9 001:8 110:4 101:4 011:4")},
                                    {"apart", table("100:60 010:50 001:40 110:12 101:9")}};
  const auto out = run_strata(strata, a_quick_one());
  EXPECT_FALSE(out.strata[0].study.refused());
  for (const std::size_t thin : {1, 2})
    EXPECT_EQ(out.strata[thin].study.refusals, std::vector{Refusal::thin_stratum});
  for (const auto& sum : out.sums) {
    EXPECT_FALSE(sum.total);
    EXPECT_EQ(sum.without, (std::vector<std::size_t>{1, 2}));
  }
  EXPECT_FALSE(out.totals || out.range || out.all_estimated());
}

}  // namespace
}  // namespace ts::estimate::trial
