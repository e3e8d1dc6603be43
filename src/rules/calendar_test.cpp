#include "rules/calendar.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "rules/trial.h"

namespace ts::rules {
namespace {

using trial::day;

std::string end(std::string_view start, std::string_view length,
                Counting counting = Counting::day_after) {
  return to_text(last_day(day(start), *parse_duration(length), counting, {}));
}

TEST(Calendar, a_month_ends_on_the_day_of_the_same_number) {
  EXPECT_EQ(end("2008-06-01", "P6M"), "2008-12-01");
  EXPECT_EQ(end("2008-12-15", "P1M"), "2009-01-15");
  EXPECT_EQ(end("2007-02-28", "P1Y"), "2008-02-28");
}

TEST(Calendar, a_day_that_the_month_does_not_have_is_its_last) {
  EXPECT_EQ(end("2008-08-31", "P6M"), "2009-02-28");
  EXPECT_EQ(end("2007-08-31", "P6M"), "2008-02-29");
  EXPECT_EQ(end("2008-02-29", "P1Y"), "2009-02-28");
  EXPECT_EQ(end("2008-02-29", "P4Y"), "2012-02-29");
  EXPECT_EQ(end("2100-01-31", "P1M"), "2100-02-28");  // 2100 is no leap year
}

TEST(Calendar, six_months_are_not_180_days) {
  EXPECT_EQ(end("2025-01-01", "P6M"), "2025-07-01");
  EXPECT_EQ(end("2025-01-01", "P180D"), "2025-06-30");
}

TEST(Calendar, counted_from_the_same_day_it_ends_a_day_earlier) {
  EXPECT_EQ(end("2024-03-01", "P30D"), "2024-03-31");
  EXPECT_EQ(end("2024-03-01", "P30D", Counting::same_day), "2024-03-30");
  EXPECT_EQ(end("2024-03-01", "P6M", Counting::same_day), "2024-08-31");
}

TEST(Calendar, reads_lengths_and_nothing_else) {
  EXPECT_EQ(*parse_duration("P1Y6M"), (Duration{.years = 1, .months = 6}));
  EXPECT_EQ(parse_duration("P2W")->days, 14);
  EXPECT_EQ(parse_duration("P12M")->months, 12);
  for (const auto* text : {"", "P", "6M", "P6", "P6H", "PT6H", "P-6M", "P6M1Y", "P1.5Y", "P0D",
                           "P10000D", "P6M ", "p6m", "P6MM"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Calendar, knows_easter) {
  EXPECT_EQ(to_text(easter(2008)), "2008-03-23");
  EXPECT_EQ(to_text(easter(2024)), "2024-03-31");
  EXPECT_EQ(to_text(easter(2025)), "2025-04-20");
  EXPECT_EQ(to_text(easter(2038)), "2038-04-25");  // as late as it can be
}

Holidays england() {
  return {.fixed = {{1, 1, true}, {12, 25, true}, {12, 26, true}},
          .easter = {-2, 1},
          .weekdays = {{5, 1, 1}, {5, 1, -1}, {8, 1, -1}},
          .extra = {day("2023-05-08")}};
}

TEST(Calendar, holidays_at_a_weekend_are_had_on_the_days_after_it) {
  const auto holidays = england();
  for (const auto* text :
       {"2021-12-27", "2021-12-28", "2022-12-26", "2022-12-27", "2022-01-03", "2024-03-29",
        "2024-04-01", "2024-05-06", "2024-05-27", "2024-08-26", "2023-05-08"})
    EXPECT_FALSE(working_day(day(text), holidays)) << text;
  for (const auto* text : {"2021-12-29", "2021-12-24", "2022-12-28", "2022-01-04", "2024-05-13"})
    EXPECT_TRUE(working_day(day(text), holidays)) << text;
}

TEST(Calendar, working_days_skip_what_is_none) {
  const auto five = Duration{.working_days = 5};
  EXPECT_EQ(to_text(last_day(day("2024-12-19"), five, Counting::day_after, england())),
            "2024-12-30");
  EXPECT_EQ(to_text(last_day(day("2024-12-19"), five, Counting::day_after, {})), "2024-12-26");
  EXPECT_EQ(to_text(next_working_day(day("2024-12-25"), england())), "2024-12-27");
}

TEST(Calendar, writes_lengths_as_it_reads_them) {
  EXPECT_EQ(iso_text({.years = 1, .months = 6, .days = 3}), "P1Y6M3D");
  EXPECT_EQ(iso_text({.working_days = 5}), "5 working days");
}

Date any_date() {
  return Date{std::chrono::sys_days{std::chrono::days{*rc::gen::inRange(0, 40000)}}};
}

RC_GTEST_PROP(Calendar, ends_never_before_it_starts_and_a_longer_period_never_earlier, ()) {
  const auto start = any_date();
  const Duration length{.years = *rc::gen::inRange(0, 5),
                        .months = *rc::gen::inRange(0, 30),
                        .days = *rc::gen::inRange(0, 400),
                        .working_days = *rc::gen::inRange(0, 20)};
  const auto counting = *rc::gen::element(Counting::day_after, Counting::same_day);
  RC_PRE(!(length == Duration{}));
  auto longer = length;
  ++longer.days;
  const auto until = last_day(start, length, counting, england());
  RC_ASSERT(until >= start || counting == Counting::same_day);
  RC_ASSERT(last_day(start, longer, counting, england()) >= until);
  RC_ASSERT(last_day(start, length, counting, {}).ok());
}

RC_GTEST_PROP(Calendar, months_keep_the_day_or_end_with_the_month, ()) {
  const auto start = any_date();
  const int months = *rc::gen::inRange(1, 60);
  const auto until = last_day(start, {.months = months}, Counting::day_after, {});
  const bool last_of_month = until == Date{until.year() / until.month() / std::chrono::last};
  RC_ASSERT(until.day() == start.day() || (last_of_month && until.day() < start.day()));
  const auto apart = (static_cast<int>(until.year()) - static_cast<int>(start.year())) * 12 +
                     static_cast<int>(static_cast<unsigned>(until.month())) -
                     static_cast<int>(static_cast<unsigned>(start.month()));
  RC_ASSERT(apart == months);
}

}  // namespace
}  // namespace ts::rules
