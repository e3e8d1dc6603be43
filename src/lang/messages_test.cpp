#include "lang/messages.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/failure.h"

namespace ts::lang {
namespace {

Messages invented() {
  return Messages{{
      {"en", R"({"hello": "Hello {name}", "plain": "It's done",
                 "people": "{n, plural, one {# person} other {# people}}"})"},
      {"fr", R"({"hello": "Bonjour {name}"})"},
      {"ar",
       R"({"people": "{n, plural, zero {لا أحد} one {شخص} two {شخصان} few {# أشخاص} many {# شخصًا} other {# شخص}}", "number": "{n}"})"},
  }};
}

TEST(Texts, are_filled_in) {
  const auto messages = invented();
  EXPECT_EQ(messages.text("en", "hello", {{"name", "Ana"}}), "Hello Ana");
  EXPECT_EQ(messages.text("fr", "hello", {{"name", "{n} 'x'"}}), "Bonjour {n} 'x'");
  EXPECT_EQ(messages.text("en", "people", {{"n", 1}}), "1 person");
  EXPECT_EQ(messages.text("en", "people", {{"n", std::int64_t{1234567}}}), "1,234,567 people");
  EXPECT_EQ(messages.text("en", "hello"), "Hello {name}");
  EXPECT_THROW(messages.text("en", "people", {{"n", "x"}}), Bug);
}

TEST(Texts, follow_arabic_plurals_with_latin_digits) {
  const auto messages = invented();
  const auto people = [&](std::int64_t n) { return messages.text("ar", "people", {{"n", n}}); };
  EXPECT_EQ(people(0), "لا أحد");
  EXPECT_EQ(people(2), "شخصان");
  EXPECT_EQ(people(3), "3 أشخاص");
  EXPECT_EQ(people(11), "11 شخصًا");
  EXPECT_EQ(people(100), "100 شخص");
  EXPECT_EQ(messages.text("ar", "number", {{"n", 42}}), "42");
}

TEST(Texts, fall_back_to_english_and_then_to_the_key) {
  const auto messages = invented();
  EXPECT_EQ(messages.text("fr", "plain"), "It's done");
  EXPECT_EQ(messages.text("fr-CA", "hello", {{"name", "x"}}), "Bonjour x");
  EXPECT_EQ(messages.text("xx", "plain"), "It's done");
  EXPECT_EQ(messages.text("ar", "not.there"), "not.there");
  EXPECT_EQ(messages.keys("fr"), std::vector<std::string>{"hello"});
  EXPECT_TRUE(messages.keys("xx").empty());
}

TEST(Texts, are_for_several_threads) {
  const auto messages = invented();
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (std::int64_t i = 3; i < 11; ++i)
        EXPECT_EQ(messages.text("ar", "people", {{"n", i}}), std::to_string(i) + " أشخاص");
    });
}

TEST(Texts, with_a_mistake_are_not_loaded) {
  EXPECT_EQ(
      Messages::mistakes("en", R"({"a": "{", "b": 1, "c": "fine", "d": "{n, plural, x {}}"})"),
      (std::vector<std::string>{"a", "b", "d"}));
  EXPECT_EQ(Messages::mistakes("en", "[]"), std::vector<std::string>{""});
  EXPECT_EQ(Messages::mistakes("en", "{"), std::vector<std::string>{""});
  const std::map<std::string, std::string, std::less<>> broken{{"en", R"({"a": "{"})"}};
  EXPECT_THROW(Messages{broken}, Bug);
}

TEST(Choice, takes_the_most_wanted_language) {
  EXPECT_EQ(Messages::choose("fr"), "fr");
  EXPECT_EQ(Messages::choose("pt-BR,pt;q=0.9,en;q=0.8"), "pt");
  EXPECT_EQ(Messages::choose("en;q=0.2, AR-EG ; q=0.7"), "ar");
  EXPECT_EQ(Messages::choose("de, ru;q=0.001"), "ru");
  EXPECT_EQ(Messages::choose("fr;q=0, es"), "es");
  constexpr std::array<std::string_view, 3> some{"fr", "pt-BR", "pt"};
  EXPECT_EQ(Messages::choose("pt-br", some), "pt-BR");
  EXPECT_EQ(Messages::choose("pt-PT", some), "pt");
}

TEST(Choice, is_the_first_when_nothing_fits) {
  for (const auto* header :
       {"", "*", "de", ";;;", "q=1", ",,", "fr;q=x", "fr;q=0.-1", "fr;q=", "-"})
    EXPECT_EQ(Messages::choose(header), "en") << header;
  EXPECT_EQ(Messages::choose("fr", {}), "");
}

TEST(Direction, is_right_to_left_for_arabic) {
  EXPECT_TRUE(right_to_left("ar"));
  EXPECT_TRUE(right_to_left("fa-AF"));
  for (const auto* language : {"en", "fr", "es", "pt", "ru", "", "??"})
    EXPECT_FALSE(right_to_left(language)) << language;
}

}  // namespace
}  // namespace ts::lang
