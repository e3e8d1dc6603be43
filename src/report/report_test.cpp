#include <gtest/gtest.h>

#include "report/page.h"

namespace ts::report {
namespace {

class ReportTest : public testing::Test {
 protected:
  const lang::Messages messages_{
      {{"en", R"({"greeting": "Hello {name}"})"}, {"ar", R"({"greeting": "أهلا {name}"})"}}};
  const Words english_{messages_, "en"};
  const Words arabic_{messages_, "ar"};
};

TEST_F(ReportTest, numbers_are_written_as_the_language_writes_them) {
  EXPECT_EQ(english_.number(11304), "11,304");
  EXPECT_EQ(english_.number(-1234567.891, 2), "−1,234,567.89");
  EXPECT_EQ(english_.number(-0.001, 1), "0.0");
  EXPECT_EQ(english_.number(12), "12");
  EXPECT_EQ((Words{messages_, "fr"}.number(11304.5, 1)), "11\u202F304,5");
  EXPECT_EQ((Words{messages_, "ru"}.number(1000)), "1\u00A0000");
  EXPECT_EQ((Words{messages_, "pt"}.percent(0.041)), "4,1%");
  EXPECT_EQ((Words{messages_, "fr"}.percent(0.5, 0)), "50\u00A0%");
  EXPECT_EQ(arabic_.number(1000), "1,000");
  EXPECT_EQ(english_.number(1.0 / 0.0), "∞");
  EXPECT_EQ(english_.number(-1.0 / 0.0), "−∞");
  EXPECT_EQ(english_.number(0.0 / 0.0), "–");
}

TEST_F(ReportTest, whatever_is_handed_in_is_text) {
  Page page{english_, "<b>&", "\"'"};
  page.section("<script>").paragraph("<i>").notice(Tone::bad, "<u>", "<s>").list({"<li>"});
  page.table({.caption = "<c>", .header = {"<h>"}, .rows = {{"<d>"}}});
  page.figures({{"<l>", "<f>"}}).fold("<z>", {.caption = "", .header = {"x"}, .rows = {}});
  page.picture(Picture{10, 10, "<t>", "<e>"}.text(1, 1, "<m>"), "<p>");
  const auto html = page.html();
  for (const auto* tag : {"<b>", "<script>", "<i>", "<u>", "<s>", "<c>", "<h>", "<d>", "<l>", "<f>",
                          "<z>", "<t>", "<e>", "<m>", "<p><p>", "<li><li>"})
    EXPECT_EQ(html.find(tag), std::string::npos) << tag;
  EXPECT_NE(html.find("&lt;b&gt;&amp;"), std::string::npos);
}

TEST_F(ReportTest, is_one_file_without_script_or_address) {
  const auto html = Page{english_, "Title", ""}.section("One").section("Two").html();
  for (const auto* word : {"<script", "http:", "https:", "src=", "href=", "@import", "url("})
    EXPECT_EQ(html.find(word), std::string::npos) << word;
  EXPECT_NE(html.find("default-src 'none'"), std::string::npos);
  EXPECT_NE(html.find("</section><section>"), std::string::npos);
}

TEST_F(ReportTest, reads_in_the_direction_of_its_language) {
  EXPECT_NE((Page{english_, "T", ""}.html().find("lang=\"en\" dir=\"ltr\"")), std::string::npos);
  const auto html = Page{arabic_, arabic_("greeting", {{"name", "هدى"}}), ""}.html();
  EXPECT_NE(html.find("lang=\"ar\" dir=\"rtl\""), std::string::npos);
  EXPECT_NE(html.find("<h1>أهلا هدى</h1>"), std::string::npos);
}

TEST_F(ReportTest, numbers_stand_at_the_end_of_their_column) {
  const auto html =
      Page{english_, "T", ""}
          .table({.caption = "", .header = {"a", "b"}, .rows = {{"x", "1"}}, .numbers = {1}})
          .html();
  EXPECT_NE(html.find("<td class=\"number\">1</td>"), std::string::npos);
  EXPECT_NE(html.find("<th scope=\"row\">x</th>"), std::string::npos);
}

TEST(Scale, places_values) {
  const auto linear = Scale::linear(0, 10, 100, 200);
  EXPECT_DOUBLE_EQ(linear(5), 150);
  EXPECT_DOUBLE_EQ(linear(20), 200);  // never off the picture
  EXPECT_EQ(linear.ticks(), (std::vector<double>{0, 2, 4, 6, 8, 10}));
  EXPECT_EQ(Scale::linear(-1, 1, 0, 1).ticks(4), (std::vector<double>{-1, -0.5, 0, 0.5, 1}));
  EXPECT_DOUBLE_EQ(Scale::linear(3, 3, 0, 1)(3), 0);
  const auto logarithmic = Scale::logarithmic(10, 1000, 0, 2);
  EXPECT_DOUBLE_EQ(logarithmic(100), 1);
  EXPECT_EQ(logarithmic.ticks(), (std::vector<double>{10, 100, 1000}));
  EXPECT_EQ(logarithmic.ticks(9), (std::vector<double>{10, 20, 50, 100, 200, 500, 1000}));
  EXPECT_EQ(Scale::logarithmic(9000, 11000, 0, 1).ticks(4),
            (std::vector<double>{9000, 9500, 10000, 10500, 11000}));
  EXPECT_DOUBLE_EQ(Scale::logarithmic(5, 5, 0, 1)(5), 0);
}

TEST(Picture, draws_marks_by_what_they_mean) {
  Picture picture{100.28, 50, "T", "D"};
  picture.line(0, 0, 1, 1, Ink::axis)
      .rectangle(0, 0, -5, 2, Ink::main, 3)
      .circle(1, 1, 2, Ink::second)
      .circle(1, 1, 2, Ink::third, true)
      .path({{0, 0}, {1, 2}}, Ink::warning)
      .area({{0, 0}}, Ink::muted)
      .text(1, 2, "x", Ink::soft, Anchor::end)
      .text(1, 2, "y", Ink::text, Anchor::middle);
  picture.axis(Scale::linear(0, 1, 0, 100), 40, 0, {0, 1}, {"0", "1"});
  const auto svg = picture.svg();
  EXPECT_TRUE(svg.starts_with("<svg viewBox=\"0 0 100.3 50\" role=\"img\""));
  EXPECT_NE(svg.find("<title>T</title><desc>D</desc>"), std::string::npos);
  for (const auto* mark : {"class=\"s-axis\"", "width=\"0\" height=\"2\" rx=\"3\" class=\"f-main\"",
                           "f-second", "s-third", "points=\"0,0 1,2 \" class=\"s-warning\"",
                           "f-muted", "text-anchor=\"end\"", "text-anchor=\"middle\"", "s-grid"})
    EXPECT_NE(svg.find(mark), std::string::npos) << mark;
}

}  // namespace
}  // namespace ts::report
