#include "lang/dates.h"

#include <gtest/gtest.h>

#include "base/failure.h"

namespace ts::lang {
namespace {

std::string day(std::string_view at, std::string_view zone) {
  return to_text(local_date(*parse_instant(at), zone));
}

TEST(Dates, the_date_is_that_of_the_place_and_not_of_greenwich) {
  EXPECT_EQ(day("2008-01-31T22:59Z", "Europe/Oslo"), "2008-01-31");
  EXPECT_EQ(day("2008-01-31T23:00Z", "Europe/Oslo"), "2008-02-01");
  EXPECT_EQ(day("2008-01-31T04:59Z", "America/Toronto"), "2008-01-30");
}

TEST(Dates, summer_time_begins_and_ends_on_its_days) {
  // 30 March 2008, 01:00 UTC: from one hour ahead to two.
  EXPECT_EQ(day("2008-03-29T22:30Z", "Europe/Oslo"), "2008-03-29");
  EXPECT_EQ(day("2008-03-30T22:30Z", "Europe/Oslo"), "2008-03-31");
  // 26 October 2008: back to one.
  EXPECT_EQ(day("2008-10-25T22:30Z", "Europe/Oslo"), "2008-10-26");
  EXPECT_EQ(day("2008-10-26T22:30Z", "Europe/Oslo"), "2008-10-26");
}

TEST(Dates, a_name_that_is_no_zone_is_told) {
  EXPECT_TRUE(known_zone("Australia/Sydney"));
  EXPECT_FALSE(known_zone("Europe/Atlantis"));
  EXPECT_FALSE(known_zone(""));
  EXPECT_THROW(local_date({0}, "Europe/Atlantis"), Bug);
}

TEST(Dates, are_written_as_the_language_writes_them) {
  const auto date = *parse_date("2008-06-01");
  EXPECT_EQ(long_date(date, "en"), "1 June 2008");
  EXPECT_EQ(long_date(date, "fr"), "1 juin 2008");
  EXPECT_EQ(long_date(date, "pt"), "1 de junho de 2008");
  EXPECT_EQ(long_date(date, "ru"), "1 июня 2008\u202Fг.");
  EXPECT_EQ(long_date(date, "ar"), "1 يونيو 2008");
}

}  // namespace
}  // namespace ts::lang
