#include "protection/figures.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ts::protection {
namespace {

Date on_day(std::string_view text) { return parse_date(text).value(); }

Act act(std::string_view applied, std::string_view granted, std::string_view refused = {},
        std::string_view withdrawn = {}) {
  const auto maybe = [](std::string_view text) {
    return text.empty() ? std::optional<Date>{} : on_day(text);
  };
  return {.status = "reflection",
          .pack = "no-2008",
          .applied = on_day(applied),
          .granted = maybe(granted),
          .refused = maybe(refused),
          .withdrawn = maybe(withdrawn),
          .sex = "female",
          .age = "18-24",
          .citizenship = "MD"};
}

TEST(Figures, count_each_act_in_the_period_in_which_it_happened) {
  const std::vector<Act> acts{act("2007-12-20", "2008-01-09"), act("2008-03-01", "", "2008-03-11"),
                              act("2008-05-01", "", "", "2008-05-02"), act("2008-12-30", "")};
  const auto figures = figures_of(acts, {.from = 2007, .to = 2009});
  ASSERT_EQ(figures.size(), 3U);
  EXPECT_EQ(figures[0].applied, 1);
  EXPECT_EQ(figures[0].pending, 1);
  EXPECT_EQ(figures[0].granted, 0);
  EXPECT_FALSE(figures[0].median_days);
  EXPECT_EQ(figures[1].applied, 3);
  EXPECT_EQ(figures[1].granted, 1);
  EXPECT_EQ(figures[1].refused, 1);
  EXPECT_EQ(figures[1].withdrawn, 1);
  EXPECT_EQ(figures[1].pending, 1);
  EXPECT_EQ(figures[1].median_days, 10);
  EXPECT_EQ(figures[1].p90_days, 20);
  EXPECT_EQ(figures[2].pending, 1);
}

TEST(Figures, are_split_by_groups_and_by_quarters_and_months) {
  std::vector<Act> acts{act("2008-01-05", "2008-02-01"), act("2008-04-05", "2008-04-30")};
  acts[1].sex = "";
  const auto quarters =
      figures_of(acts, {.from = 2008, .to = 2008, .period = Period::quarter, .split = Split::sex});
  ASSERT_EQ(quarters.size(), 2U);
  EXPECT_EQ(quarters[0].period, "2008-Q1");
  EXPECT_EQ(quarters[0].group, "female");
  EXPECT_EQ(quarters[1].period, "2008-Q2");
  EXPECT_EQ(quarters[1].group, "");
  EXPECT_EQ(figures_of(acts, {.from = 2008, .to = 2008, .period = Period::month}).size(), 12U);
  for (const auto split : {Split::age, Split::citizenship, Split::status, Split::pack})
    EXPECT_EQ(figures_of(acts, {.from = 2008, .to = 2008, .split = split}).size(), 1U);
}

TEST(Figures, for_others_tell_of_nobody) {
  std::vector<Act> acts(51, act("2008-01-05", "2008-02-01"));
  for (std::size_t i = 0; i < 9; ++i) acts[i] = act("2008-01-05", "", "2008-02-01");
  auto figures = figures_of(acts, {.from = 2008, .to = 2008});
  make_safe(figures, 10, 10);
  EXPECT_EQ(figures[0].applied, 50);
  EXPECT_EQ(figures[0].granted, 40);
  EXPECT_FALSE(figures[0].refused) << "nine are too few";
  EXPECT_TRUE(figures[0].median_days);
  auto few = figures_of({act("2008-01-05", "2008-02-01")}, {.from = 2008, .to = 2008});
  make_safe(few, 10, 10);
  EXPECT_FALSE(few[0].applied);
  EXPECT_FALSE(few[0].median_days);
}

TEST(Figures, for_others_hide_what_a_total_would_give_away) {
  // Twelve refused in the year, five of them in the first quarter: seven in the second.
  std::vector<Act> acts(30, act("2008-01-05", "", "2008-05-02"));
  for (std::size_t i = 0; i < 5; ++i) acts[i] = act("2008-01-05", "", "2008-02-01");
  for (std::size_t i = 0; i < 12; ++i) acts[i].sex = "male";
  auto figures = figures_of(acts, {.from = 2008, .to = 2008, .period = Period::quarter});
  make_safe(figures, 10, 10);
  EXPECT_FALSE(figures[0].refused) << "five are too few";
  EXPECT_FALSE(figures[1].refused) << "with the year's thirty it would tell of the five";
  EXPECT_EQ(figures[2].refused, 0);
  auto groups = figures_of(acts, {.from = 2008, .to = 2008, .split = Split::sex});
  make_safe(groups, 10, 10);
  EXPECT_EQ(groups.at(0).refused, 20);
  EXPECT_EQ(groups.at(1).refused, 10);
}

TEST(Figures, know_their_words) {
  EXPECT_EQ(period_of("quarter"), Period::quarter);
  EXPECT_EQ(period_of("month"), Period::month);
  EXPECT_FALSE(period_of("week"));
  EXPECT_EQ(split_of("age"), Split::age);
  EXPECT_FALSE(split_of("name"));
}

RC_GTEST_PROP(Figures, of_groups_add_up_to_those_of_all, ()) {
  std::vector<Act> acts;
  const auto count = *rc::gen::inRange(0, 40);
  for (int i = 0; i < count; ++i) {
    auto one = act("2008-01-05", "");
    one.applied =
        Date{std::chrono::sys_days{one.applied} + std::chrono::days{*rc::gen::inRange(0, 700)}};
    one.sex = *rc::gen::element<std::string>("female", "male", "");
    if (*rc::gen::inRange(0, 2) == 1)
      one.granted =
          Date{std::chrono::sys_days{one.applied} + std::chrono::days{*rc::gen::inRange(0, 90)}};
    acts.push_back(std::move(one));
  }
  const auto sum = [&](Split split) {
    std::int64_t out = 0;
    for (const auto& figure : figures_of(acts, {.from = 2008, .to = 2010, .split = split}))
      out += *figure.applied * 10'000 + *figure.granted * 100 + *figure.pending;
    return out;
  };
  RC_ASSERT(sum(Split::none) == sum(Split::sex));
}

}  // namespace
}  // namespace ts::protection
