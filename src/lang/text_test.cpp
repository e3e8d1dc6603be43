#include "lang/text.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace ts::lang {
namespace {

TEST(Clean, brings_text_to_one_form) {
  EXPECT_EQ(clean("Ame\u0301lie"), "Am\u00E9lie");
  EXPECT_EQ(clean("  two words \n"), "two words");
  EXPECT_EQ(clean("\u00A0\u3000x\u2003"), "x");
  EXPECT_EQ(clean("line\r\n\tnext"), "line\n\tnext");
  EXPECT_EQ(clean(""), "");
  EXPECT_EQ(clean(" \t\n"), "");
}

TEST(Clean, takes_out_what_is_not_seen) {
  EXPECT_EQ(clean("pay\u202Elap\u202C \u2066x\u2069"), "paylap x");
  EXPECT_EQ(clean("ad\u200Bmin\u00AD\uFEFF\u2060\u200E\u200F\u061C\u3164"), "admin");
  EXPECT_EQ(clean(std::string_view{"a\0b\x1B[31m\x7F\u0085", 11}), "ab[31m");
  EXPECT_EQ(clean("a\U000E0041\uFFFEb"), "ab");
}

TEST(Clean, keeps_what_spelling_needs) {
  EXPECT_EQ(clean("می\u200Cخواهم"), "می\u200Cخواهم");
  EXPECT_EQ(clean("ක්\u200Dර"), "ක්\u200Dර");
  EXPECT_EQ(clean("សុភា"), "សុភា");
  EXPECT_EQ(clean("مُحَمَّد"), clean("مُحَمَّد").value());
  EXPECT_EQ(clean("❤\uFE0F"), "❤\uFE0F");
}

TEST(Clean, refuses_what_is_not_utf8) {
  for (const auto* text : {"\xC3", "\xFF", "a\x80", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80"})
    EXPECT_FALSE(clean(text));
}

TEST(Clean, changes_nothing_the_second_time) {
  EXPECT_TRUE(rc::check([](const std::vector<std::uint32_t>& points) {
    std::string text;
    for (const auto point : points) {
      const auto c = point % 0x3200;  // most scripts, spaces and marks
      if (c < 0x80) {
        text += static_cast<char>(c);
      } else if (c < 0x800) {
        text += static_cast<char>(0xC0 | c >> 6);
        text += static_cast<char>(0x80 | (c & 0x3F));
      } else {
        text += static_cast<char>(0xE0 | c >> 12);
        text += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        text += static_cast<char>(0x80 | (c & 0x3F));
      }
    }
    const auto once = clean(text);
    RC_ASSERT(once.has_value());
    RC_ASSERT(clean(*once) == once);
  }));
}

TEST(Length, counts_code_points) {
  EXPECT_EQ(length(""), 0U);
  EXPECT_EQ(length("João"), 4U);
  EXPECT_EQ(length("王小明"), 3U);
  EXPECT_EQ(length("😀"), 1U);
  EXPECT_EQ(length("a\xFFz"), 3U);
}

TEST(CodePoints, are_taken_one_by_one) {
  std::string_view rest = "é\xE2\x82z";
  EXPECT_EQ(take_code_point(rest), U'é');
  EXPECT_EQ(take_code_point(rest), U'\uFFFD');
  EXPECT_EQ(take_code_point(rest), U'z');
  EXPECT_TRUE(rest.empty());
}

TEST(Fold, makes_case_accents_and_width_equal) {
  EXPECT_EQ(fold("JOÃO  Gonçalves "), "joao goncalves");
  EXPECT_EQ(fold("Ｗａｎｇ"), "wang");
  EXPECT_EQ(fold("Straße Łódź Øre Đà Nẵng"), "strasse lodz ore da nang");
  EXPECT_EQ(fold("Ёлка"), fold("елка"));
  EXPECT_EQ(fold("مُحَمَّد"), fold("محـــمد"));
  EXPECT_EQ(fold("أحمد"), fold("احمد"));
}

TEST(Fold, makes_of_plain_text_what_it_makes_of_it_beside_another_script) {
  EXPECT_TRUE(rc::check([] {
    std::string text;
    for (const int c : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 128)))
      text += static_cast<char>(c);
    const auto plain = fold(text);
    RC_ASSERT(fold("\u0434 " + text) == (plain.empty() ? "\u0434" : "\u0434 " + plain));
  }));
}

TEST(Fold, keeps_vowel_signs_and_voicing) {
  EXPECT_NE(fold("សុខ"), fold("សខ"));
  EXPECT_NE(fold("मोहन"), fold("महन"));
  EXPECT_NE(fold("が"), fold("か"));
}

}  // namespace
}  // namespace ts::lang
