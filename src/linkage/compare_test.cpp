#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "linkage/dates.h"
#include "linkage/edits.h"
#include "linkage/field.h"

namespace ts::linkage {
namespace {

Level level_of_names(const std::string& a, const std::string& b) {
  const Words words{Kind::name, {a, b}, {1, 1}};
  return level_of(words.compare(0, 1).outcome);
}
Level level_of_dates(std::string_view a, std::string_view b) {
  return level_of(compare(date_value(a), date_value(b)));
}

TEST(names, are_the_same_in_any_order_and_case) {
  EXPECT_EQ(level_of_names("Amara Njoku", "NJOKU, amara"), Level::equal);
}

TEST(names, are_alike_across_scripts) {
  for (const auto& [native, latin] :
       std::vector<std::pair<std::string, std::string>>{{"Марина Козлова", "Marina Kozlova"},
                                                        {"رانيا سليمان", "Rania Suleiman"},
                                                        {"ሰላም ተክሌ", "Selam Tekle"},
                                                        {"Trần Thị Mai", "Tran Thi Mai"}})
    EXPECT_GE(level_of_names(native, latin), Level::near) << native;
}

TEST(names, across_scripts_have_a_circumstance_of_their_own) {
  const Words words{Kind::name, {"Козлова", "Kozlova"}, {1, 1}};
  EXPECT_TRUE(apart(words.compare(0, 1).outcome));
  EXPECT_FALSE(apart(words.compare(0, 0).outcome));
}

TEST(names, tell_a_dropped_word_from_a_sibling) {
  EXPECT_EQ(level_of_names("Rosa Lima Prado", "Rosa Prado"), Level::close);
  EXPECT_EQ(level_of_names("Rosa Prado", "Bento Prado"), Level::little);
  EXPECT_EQ(level_of_names("Rosa Prado", "Keith Young"), Level::different);
}

TEST(names, forgive_a_slip_a_space_and_a_short_name) {
  EXPECT_EQ(level_of_names("Montgomery", "Montgomrey"), Level::alike);
  EXPECT_EQ(level_of_names("Jo anna", "Joanna"), Level::alike);
  EXPECT_EQ(level_of_names("William", "Bill"), Level::alike);
}

TEST(names, forgive_an_article_and_a_letter_of_another_custom) {
  EXPECT_EQ(level_of_names("Alhusseini", "Husseini"), Level::alike);
  EXPECT_EQ(level_of_names("Yuliya", "Julia"), Level::alike);
}

TEST(names, of_a_visitor_are_compared_and_forgotten) {
  Words words{Kind::name, {"Rosa Prado", "Keith Young"}, {3, 1}};
  const auto before = words.compare(0, 0).surprise;
  const auto visitor = words.visit("prado ROSA");
  EXPECT_EQ(level_of(words.compare(visitor, 0).outcome), Level::equal);
  EXPECT_EQ(words.compare(visitor, 0).surprise, before);
  words.leave();
  const auto other = words.visit("Xenia");
  EXPECT_EQ(level_of(words.compare(other, 0).outcome), Level::different);
  words.leave();
}

TEST(names, without_letters_are_missing) {
  EXPECT_EQ(level_of_names("", ""), Level::missing);
  EXPECT_EQ(level_of_names("-", "Rosa"), Level::missing);
}

TEST(names, that_are_rare_surprise_more) {
  const Words words{Kind::name, {"Rosa", "Xiomara"}, {500, 1}};
  EXPECT_GT(words.compare(1, 1).surprise, words.compare(0, 0).surprise + 5);
}

TEST(dates, are_read_as_people_write_them) {
  EXPECT_EQ(level_of_dates("2008-03-17", "17.03.2008"), Level::equal);
  EXPECT_EQ(level_of_dates("2008-03-17", "20080317"), Level::equal);
  EXPECT_EQ(level_of_dates("2008-03-17", "3/17/2008"), Level::equal);
}

TEST(dates, forgive_slips_and_swaps) {
  EXPECT_EQ(level_of_dates("2008-03-07", "2008-07-03"), Level::alike);
  EXPECT_EQ(level_of_dates("20080317", "20080371"), Level::alike);
  EXPECT_EQ(level_of_dates("2008-03-17", "2008-03-28"), Level::close);
  EXPECT_EQ(level_of_dates("2008-03-17", "2008-11-30"), Level::near);
  EXPECT_EQ(level_of_dates("2008-03-17", "1971-11-30"), Level::different);
}

TEST(dates, known_in_part_agree_by_the_year) {
  const auto year = compare(date_value("2008"), date_value("2008-03-17"));
  EXPECT_EQ(level_of(year), Level::near);
  EXPECT_TRUE(apart(year));
  EXPECT_EQ(level_of_dates("2008-01-01", "2008"), Level::equal)
      << "1 January is what offices write";
  EXPECT_EQ(level_of_dates("2008", "2010-05-05"), Level::little);
}

TEST(dates, may_come_from_an_age_at_a_day) {
  const auto age = date_value("", "15", "2023-06-01");
  EXPECT_EQ(level_of(compare(age, date_value("2008-03-17"))), Level::near);
  EXPECT_EQ(level_of(compare(age, date_value("2007-11-02"))), Level::near);
  EXPECT_EQ(level_of(compare(age, date_value("2006-11-02"))), Level::weak);
  EXPECT_EQ(date_value("", "15", "").known, DateValue::Known::nothing);
  EXPECT_EQ(date_value("", "150", "2023-06-01").known, DateValue::Known::nothing);
}

TEST(dates, that_are_none_are_kept_as_text) {
  EXPECT_EQ(level_of_dates("unknown", "unknown"), Level::equal);
  EXPECT_EQ(level_of_dates("unknown", "2008"), Level::different);
  EXPECT_EQ(level_of_dates("", "2008"), Level::missing);
}

TEST(codes, forgive_one_keystroke) {
  const Codes codes{
      Kind::code, {"AB-123456", "ab123456", "AB123465", "ZZ999999", ""}, {1, 1, 1, 1, 1}};
  EXPECT_EQ(level_of(codes.compare(0, 1).outcome), Level::equal);
  EXPECT_EQ(level_of(codes.compare(0, 2).outcome), Level::alike);
  EXPECT_EQ(level_of(codes.compare(0, 3).outcome), Level::different);
  EXPECT_EQ(codes.compare(0, 4).outcome, 0);
}

TEST(phones, are_their_last_nine_digits) {
  const Codes phones{Kind::phone, {"+47 912 34 567", "0047 91234567", "none"}, {1, 1, 1}};
  EXPECT_EQ(level_of(phones.compare(0, 2).outcome), Level::missing);
}

TEST(edits, count_swaps_of_neighbours_once) {
  EXPECT_EQ(edits("abcd", "abdc", 3), 1U);
  EXPECT_EQ(edits("ca", "abc", 3), 3U) << "the restricted distance";
  EXPECT_EQ(edits("", "abc", 3), 3U);
  EXPECT_EQ(edits("abc", "xyz", 1), 2U) << "more than asked for";
}

TEST(letters, never_hide_two_texts_that_are_near) {
  rc::check([] {
    const auto text = rc::gen::container<std::string>(rc::gen::elementOf(std::string{"aab1-"}));
    const auto a = *text, b = *text;
    for (unsigned most = 0; most < 4; ++most)
      if (edits(a, b, most) <= most) RC_ASSERT(may_be_within(most, letters_of(a), letters_of(b)));
  });
}

const auto texts = [] {
  return rc::gen::container<std::string>(rc::gen::elementOf(std::string{"abno -19"}));
};

TEST(comparison, is_symmetric_and_equal_values_reach_the_top) {
  rc::check([] {
    const auto a = *texts(), b = *texts();
    const Words words{Kind::name, {a, b}, {3, 2}};
    const auto there = words.compare(0, 1), back = words.compare(1, 0);
    RC_ASSERT(there.outcome == back.outcome);
    RC_ASSERT(std::abs(there.surprise - back.surprise) < 1e-3F);
    RC_ASSERT(there.outcome < outcomes);
    const auto self = words.compare(0, 0).outcome;
    RC_ASSERT(self == 0 || level_of(self) == Level::equal);
    const auto first = date_value(a), second = date_value(b);
    RC_ASSERT(compare(first, second) == compare(second, first));
    RC_ASSERT(edits(a, b, 5) == edits(b, a, 5));
  });
}

}  // namespace
}  // namespace ts::linkage
