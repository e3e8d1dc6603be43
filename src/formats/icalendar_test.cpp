#include "formats/icalendar.h"

#include <gtest/gtest.h>

namespace ts::formats {
namespace {

Date day() { return parse_date("2026-05-07").value(); }

TEST(Icalendar, says_a_day_or_an_hour) {
  const auto out = icalendar("Turnstone",
                             {{.uid = "a", .date = day(), .time = "", .summary = "Task"},
                              {.uid = "b", .date = day(), .time = "09:30", .summary = "Hearing"}},
                             Instant{1'200'000'000'000});
  EXPECT_EQ(out,
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Turnstone//Turnstone//EN\r\n"
            "X-WR-CALNAME:Turnstone\r\n"
            "BEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20080110T212000Z\r\nDTSTART;VALUE=DATE:20260507\r\n"
            "SUMMARY:Task\r\nEND:VEVENT\r\n"
            "BEGIN:VEVENT\r\nUID:b\r\nDTSTAMP:20080110T212000Z\r\nDTSTART:20260507T093000\r\n"
            "SUMMARY:Hearing\r\nEND:VEVENT\r\n"
            "END:VCALENDAR\r\n");
}

TEST(Icalendar, escapes_text_and_folds_lines_between_characters) {
  std::string summary = "a;b,c\\d\ne\r";
  for (int i = 0; i < 60; ++i) summary += "ж";
  const auto out =
      icalendar("x", {{.uid = "a", .date = day(), .time = "", .summary = summary}}, {});
  EXPECT_NE(out.find("SUMMARY:a\\;b\\,c\\\\d\\ne"), std::string::npos);
  std::string unfolded;
  for (std::size_t at = 0; at < out.size();) {
    const auto end = out.find("\r\n", at);
    EXPECT_LE(end - at, 75U);
    EXPECT_NE(static_cast<unsigned char>(out[at]) & 0xC0U, 0x80U);
    unfolded += out.substr(at, end - at);
    at = end + 2;
  }
  EXPECT_NE(unfolded.find("жж ж"), std::string::npos);  // folded between two of them
}

}  // namespace
}  // namespace ts::formats
