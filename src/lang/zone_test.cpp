#include "lang/zone.h"

#include <gtest/gtest.h>

#include "base/failure.h"

namespace ts::lang {
namespace {

std::string day(std::string_view at, std::string_view zone) {
  return to_text(local_date(*parse_instant(at), zone));
}

TEST(Zone, the_date_is_that_of_the_place_and_not_of_greenwich) {
  EXPECT_EQ(day("2008-01-31T22:59Z", "Europe/Oslo"), "2008-01-31");
  EXPECT_EQ(day("2008-01-31T23:00Z", "Europe/Oslo"), "2008-02-01");
  EXPECT_EQ(day("2008-01-31T04:59Z", "America/Toronto"), "2008-01-30");
}

TEST(Zone, summer_time_begins_and_ends_on_its_days) {
  // 30 March 2008, 01:00 UTC: from one hour ahead to two.
  EXPECT_EQ(day("2008-03-29T22:30Z", "Europe/Oslo"), "2008-03-29");
  EXPECT_EQ(day("2008-03-30T22:30Z", "Europe/Oslo"), "2008-03-31");
  // 26 October 2008: back to one.
  EXPECT_EQ(day("2008-10-25T22:30Z", "Europe/Oslo"), "2008-10-26");
  EXPECT_EQ(day("2008-10-26T22:30Z", "Europe/Oslo"), "2008-10-26");
}

TEST(Zone, a_name_that_is_no_zone_is_told) {
  EXPECT_TRUE(known_zone("Australia/Sydney"));
  EXPECT_FALSE(known_zone("Europe/Atlantis"));
  EXPECT_FALSE(known_zone(""));
  EXPECT_THROW(local_date({0}, "Europe/Atlantis"), Bug);
}

}  // namespace
}  // namespace ts::lang
