#include "care/retention.h"

#include <gtest/gtest.h>

namespace ts::care {
namespace {

using catalogue::Fields;
using records::Record;

constexpr Date closed{std::chrono::year{2024}, std::chrono::August, std::chrono::day{31}};

Record one(std::string kind, Fields fields) {
  return {.id = RecordId::random(),
          .kind = std::move(kind),
          .revision = 1,
          .changed_at = {days_of(closed) * 24 * 60 * 60 * 1000},
          .changed_by = {},
          .fields = std::move(fields)};
}

std::string until(std::string reason, Fields person = {}) {
  const auto out = kept_until(
      {one("person", std::move(person)), one("case", {{"tsn_CloseReason", std::move(reason)}})});
  return out ? to_text(*out) : "";
}

TEST(Retention, lasts_as_the_reason_of_closing_says) {
  EXPECT_EQ(until("opened_in_error"), "2024-09-30");  // there is no 31st
  EXPECT_EQ(until("transferred"), "2026-08-31");
  EXPECT_EQ(until("support_completed"), "2031-08-31");
  EXPECT_EQ(until(""), "");
  EXPECT_FALSE(kept_until({}));
}

TEST(Retention, of_a_child_lasts_until_it_is_grown) {
  EXPECT_EQ(until("support_completed", {{"prs_Birthdate", std::string{"2014-01-01"}}}),
            "2039-08-31");
  EXPECT_EQ(until("support_completed", {{"prs_Birthdate", std::string{"2007-01-01"}}}),
            "2032-08-31");
  EXPECT_EQ(until("support_completed", {{"prs_Birthdate", std::string{"1990"}}}), "2031-08-31");
}

TEST(Hold, stands_until_its_last_day_or_until_it_is_lifted) {
  const auto held = [](Fields fields) { return is_held({one("hold", std::move(fields))}, closed); };
  EXPECT_TRUE(held({}));
  EXPECT_TRUE(held({{"tsn_HoldUntil", std::string{"2024-08-31"}}}));
  EXPECT_FALSE(held({{"tsn_HoldUntil", std::string{"2024-08-30"}}}));
  EXPECT_TRUE(held({{"tsn_HoldUntil", std::string{"2024-08"}}}));  // no last day: it stays
  EXPECT_FALSE(held({{"tsn_HoldLifted", std::string{"2024-08-01"}}}));
  EXPECT_FALSE(is_held({one("note", {})}, closed));
}

}  // namespace
}  // namespace ts::care
