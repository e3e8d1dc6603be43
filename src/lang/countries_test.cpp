#include "lang/countries.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace ts::lang {
namespace {

std::size_t place_of(const std::vector<Coded>& all, std::string_view code) {
  return static_cast<std::size_t>(std::ranges::find(all, code, &Coded::code) - all.begin());
}

TEST(Countries, are_those_of_the_standard_with_their_names) {
  const auto all = countries("en");
  EXPECT_EQ(all.size(), 250U);  // 249 in ISO 3166-1, and Kosovo
  EXPECT_EQ(all.at(0).name, "Afghanistan");
  EXPECT_EQ(name_of_country("DE", "es"), "Alemania");
  EXPECT_EQ(name_of_country("GB", "ru"), "Великобритания");
  EXPECT_EQ(name_of_country("ZZ", "en"), "ZZ");
  for (const auto& country : countries("ar")) {
    EXPECT_TRUE(is_country(country.code));
    EXPECT_NE(country.name, country.code);
  }
}

TEST(Countries, have_three_letters_too) {
  EXPECT_EQ(alpha3_of("GW"), "GNB");
  EXPECT_EQ(alpha3_of("TW"), "TWN");
  EXPECT_FALSE(alpha3_of("XK"));
  EXPECT_FALSE(alpha3_of("ZZ"));
}

TEST(Countries, are_sorted_as_readers_expect) {
  const auto all = countries("fr");
  EXPECT_LT(place_of(all, "EG"), place_of(all, "ES"));  // Égypte before Espagne
  EXPECT_LT(place_of(all, "ET"), place_of(all, "FI"));  // Éthiopie is not behind Z
}

TEST(Countries, take_only_their_own_codes) {
  EXPECT_TRUE(is_country("UA"));
  EXPECT_TRUE(is_country("XK"));
  for (const auto* code : {"", "ua", "UKR", "EU", "AC", "IC", "ZZ", "U", "UA "})
    EXPECT_FALSE(is_country(code)) << code;
}

TEST(Languages, have_the_shortest_code_once) {
  const auto all = languages("en");
  EXPECT_EQ(all.at(place_of(all, "fr")).name, "French");
  EXPECT_EQ(place_of(all, "fra"), all.size());
  EXPECT_EQ(all.at(place_of(all, "haw")).name, "Hawaiian");
  EXPECT_GT(all.size(), 400U);
  const auto in_french = languages("fr");
  EXPECT_EQ(in_french.at(place_of(in_french, "km")).name, "khmer");
}

TEST(Languages, are_known_by_two_and_three_letters) {
  for (const auto* code : {"fr", "fra", "en", "eng", "km", "khm", "haw", "ti", "tir"})
    EXPECT_TRUE(is_language(code)) << code;
  for (const auto* code : {"", "f", "FR", "french", "zz", "qqq", "fr-CA"})
    EXPECT_FALSE(is_language(code)) << code;
}

TEST(Languages, hold_those_that_cldr_does_not_name) {
  for (const auto* code : {"pov", "mnk"}) {
    EXPECT_TRUE(is_language(code)) << code;
    for (const auto* language : {"en", "fr", "es", "pt", "ru", "ar", "km"}) {
      const auto all = languages(language);
      ASSERT_LT(place_of(all, code), all.size()) << code << language;
      EXPECT_NE(all.at(place_of(all, code)).name, code);
    }
  }
}

TEST(NamesOfPlaces, are_english_for_a_language_without_names) {
  for (const auto* language : {"", "zz", "??", "qaa-x-none"}) {
    EXPECT_EQ(name_of_country("FR", language), "France") << language;
    EXPECT_EQ(countries(language).at(0).name, "Afghanistan") << language;
    EXPECT_FALSE(languages(language).empty());
  }
}

}  // namespace
}  // namespace ts::lang
