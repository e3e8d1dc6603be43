#include "lang/names.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "lang/jaro_winkler.h"
#include "lang/latin.h"

namespace ts::lang {
namespace {

double between(std::string_view a, std::string_view b) {
  return similarity(keys_of(a), keys_of(b));
}

struct Names {
  std::string_view one;
  std::string_view other;
};

class SameName : public testing::TestWithParam<Names> {};
class OtherName : public testing::TestWithParam<Names> {};

TEST_P(SameName, is_found_in_another_spelling) {
  EXPECT_GE(between(GetParam().one, GetParam().other), probable_match);
}

TEST_P(OtherName, is_told_apart) {
  EXPECT_LT(between(GetParam().one, GetParam().other), probable_match);
}

INSTANTIATE_TEST_SUITE_P(
    Spellings, SameName,
    testing::Values(Names{"Fatoumata Diallo", "Fatumata Djalo"}, Names{"Mohammed", "Muhamad"},
                    Names{"Aminata", "Aminta"}, Names{"João Gonçalves", "Joao Goncalvez"},
                    Names{"Youssef Haddad", "Yusuf Hadad"}, Names{"Chiamaka", "Chiamaca"},
                    Names{"Sergei", "Serguei"}, Names{"Oualid Ouattara", "Walid Wattara"},
                    Names{"Nguyễn Thị Hương", "Huong Nguyen"}, Names{"O'Neill", "ONeil"},
                    Names{"HADDAD Youssef", "Youssef Haddad"}, Names{"Yelena", "Elena"},
                    Names{"Ana dos Santos", "Ana Santos"}, Names{"J. Okafor", "Joy Okafor"},
                    Names{"Maria del Carmen Lopez Garcia", "Maria Lopez"}));

INSTANTIATE_TEST_SUITE_P(
    Scripts, SameName,
    testing::Values(Names{"محمد", "Mohammed"}, Names{"محمد", "Muhamad"}, Names{"مُحَمَّد", "محمد"},
                    Names{"يوسف حداد", "Youssef Haddad"}, Names{"يوسف حداد", "Yusuf Hadad"},
                    Names{"Олександр Коваленко", "Oleksandr Kovalenko"},
                    Names{"Олександр Коваленко", "Aleksandr Kovalenko"}, Names{"Сергей", "Sergei"},
                    Names{"Андрій", "Andriy"}, Names{"አበበ በቀለ", "Abebe Bekele"},
                    Names{"王小明", "Wang Xiaoming"}, Names{"王小明", "Xiao Ming Wang"},
                    Names{"欧阳娜娜", "Nana Ouyang"}, Names{"สมชาย ใจดี", "Somchai Jaidee"},
                    Names{"সালমা খাতুন", "Salma Khatun"}, Names{"សុខ សុភា", "Sok Sopha"},
                    Names{"Γιώργος", "Giorgos"}));

INSTANTIATE_TEST_SUITE_P(
    Joined, SameName,
    testing::Values(Names{"Abdul Rahman", "Abdulrahman"}, Names{"عبد الرحمن", "Abderrahmane"},
                    Names{"عبدالرحمن", "Abdel Rahman"}, Names{"عبد الله", "Abdullah"},
                    Names{"Abdoulaye", "Abdallah"}, Names{"Al-Hassan Ali", "Alhassan Ali"},
                    Names{"Xiao Ming", "Xiaoming"}, Names{"Anne-Marie Faye", "Annemarie Faye"}));

INSTANTIATE_TEST_SUITE_P(
    People, OtherName,
    testing::Values(Names{"Fatoumata Diallo", "Aminata Camara"},
                    Names{"Mohammed Ali", "Maria Alves"}, Names{"Ahmed Ali", "Mohammed Ali"},
                    Names{"Amadou Diallo", "Fatoumata Diallo"}, Names{"Ivan Petrov", "Igor Petrov"},
                    Names{"Le Thi Hoa", "Tran Thi Hoa"}, Names{"Diana", "Gina"},
                    Names{"Nguyen Thi Lan", "Nguyen Thi Hoa"}, Names{"Grace Okafor", "Joy Okafor"},
                    Names{"Ana Popescu", "Elena Popescu"}, Names{"سعيد", "خديجة"},
                    Names{"王小明", "李小明"}, Names{"", ""}, Names{"", "Amina"}));

TEST(Keys, are_latin_words_and_their_sounds) {
  EXPECT_EQ(keys_of("João Gonçalves"), (NameKeys{{"joao", "goncalves"}, {"G", "GNKLFS"}}));
  EXPECT_EQ(keys_of("N’Diaye"), (NameKeys{{"ndiaye"}, {"ND"}}));
  EXPECT_EQ(keys_of("王小明").tokens, (std::vector<std::string>{"wang", "xiaoming"}));
  EXPECT_EQ(keys_of("عبد الرحمن").tokens, (std::vector<std::string>{"abd", "al", "rhmn"}));
  EXPECT_EQ(keys_of("-- … !"), NameKeys{});
}

TEST(Keys, stay_in_a_script_that_has_no_rules) {
  EXPECT_EQ(keys_of("ສົມຊາຍ").tokens, std::vector<std::string>{"ສົມຊາຍ"});
  EXPECT_EQ(between("ສົມຊາຍ ແກ້ວ", "ແກ້ວ ສົມຊາຍ"), 1);
  EXPECT_EQ(between("ສົມຊາຍ", "Somchai"), 0);
}

TEST(Keys, are_few_even_for_a_long_text) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "name ";
  EXPECT_LE(keys_of(text).tokens.size(), 8U);
}

TEST(Sounds, are_alike_for_spellings_of_one_sound) {
  EXPECT_EQ(sound_key("mohammed"), "MHMD");
  EXPECT_EQ(sound_key("fatoumata"), sound_key("fatmata"));
  EXPECT_EQ(sound_key("diallo"), sound_key("jallow"));
  EXPECT_EQ(sound_key("khan"), sound_key("qan"));
  EXPECT_EQ(sound_key("joseph"), sound_key("jozef"));
  EXPECT_EQ(sound_key("alexander"), sound_key("aleksander"));
  EXPECT_EQ(sound_key("ai"), "A");
  EXPECT_EQ(sound_key(""), "");
  EXPECT_EQ(sound_key("ສົມ"), "ສົມ");
}

TEST(JaroWinkler, gives_the_published_values) {
  // Winkler 1990, table of examples.
  EXPECT_NEAR(jaro_winkler("martha", "marhta"), 0.961, 0.0005);
  EXPECT_NEAR(jaro_winkler("dwayne", "duane"), 0.840, 0.0005);
  EXPECT_NEAR(jaro_winkler("dixon", "dicksonx"), 0.813, 0.0005);
  EXPECT_EQ(jaro_winkler("", ""), 0);
  EXPECT_EQ(jaro_winkler("a", "b"), 0);
  EXPECT_EQ(jaro_winkler("same", "same"), 1);
}

rc::Gen<std::string> parts_of_names() {
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
                          "a", "e", "i", "ou", "b", "d", "di", "f", "g", "h", "j", "k", "l", "m",
                          "n", "r", "s", "ss", "t", "w", "y", " ", "-", "al ", "abdul", " bin ",
                          "é", "م", "ح", "د", "و", "ж", "а", "王", "明", "ស", "ខ")),
                      [](const std::vector<std::string>& parts) {
                        std::string out;
                        for (const auto& part : parts) out += part;
                        return out;
                      });
}

TEST(LatinWords, of_plain_letters_are_what_the_rules_for_all_scripts_make_of_them) {
  EXPECT_TRUE(rc::check([] {
    std::string text;
    for (const int c : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 128)))
      text += static_cast<char>(c);
    auto with_another_script = latin_words(text + " \u0434\u0430");
    RC_ASSERT(with_another_script.back() == "da");
    with_another_script.pop_back();
    RC_ASSERT(latin_words(text) == with_another_script);
  }));
}

TEST(LatinWords, of_accented_letters_are_what_the_rules_for_all_scripts_make_of_them) {
  EXPECT_TRUE(rc::check([] {
    std::string word{"a"};
    for (const int c : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0xC0, 0x250))) {
      word += static_cast<char>(0xC0 | c >> 6);
      word += static_cast<char>(0x80 | (c & 0x3F));
    }
    // One letter from further away, and the whole word is left to the rules.
    auto by_rules = latin_words(word + "\u1E3F");
    RC_ASSERT(by_rules.back().ends_with('m'));
    by_rules.back().pop_back();
    if (by_rules.back().empty()) by_rules.pop_back();
    RC_ASSERT(latin_words(word) == by_rules);
  }));
}

TEST(Similarity, is_symmetric_and_between_0_and_1) {
  EXPECT_TRUE(rc::check([] {
    const auto a = keys_of(*parts_of_names());
    const auto b = keys_of(*parts_of_names());
    const auto there = similarity(a, b);
    RC_ASSERT(there >= 0 && there <= 1);
    RC_ASSERT(std::abs(there - similarity(b, a)) < 1e-12);
    if (!a.tokens.empty()) RC_ASSERT(similarity(a, a) > 1 - 1e-12);
  }));
}

TEST(Similarity, does_not_care_for_the_order_of_words) {
  EXPECT_TRUE(rc::check([] {
    const auto a = keys_of(*parts_of_names());
    auto turned = a;
    std::ranges::reverse(turned.tokens);
    std::ranges::reverse(turned.sounds);
    if (!a.tokens.empty()) RC_ASSERT(similarity(a, turned) > 1 - 1e-12);
  }));
}

TEST(Similarity, takes_keys_that_nobody_would_make) {
  NameKeys odd{std::vector<std::string>(40, "x"), {"", "\xFF"}};
  EXPECT_LE(similarity(odd, keys_of("Amina")), 1);
  EXPECT_EQ(similarity({{"", ""}, {"", ""}}, {}), 0);
}

}  // namespace
}  // namespace ts::lang
