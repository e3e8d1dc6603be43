#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <random>

#include "lang/countries.h"
#include "lang/messages.h"
#include "lang/name_index.h"
#include "lang/names.h"
#include "lang/text.h"

// Whatever comes in, every function returns, and what it returns keeps its promises.
namespace ts::lang {
namespace {

void take(const std::string& bytes) {
  const auto cleaned = clean(bytes);
  if (cleaned) {
    ASSERT_EQ(clean(*cleaned), cleaned);
  }
  ASSERT_LE(length(bytes), bytes.size());
  ASSERT_TRUE(clean(fold(bytes)).has_value());
  const auto keys = keys_of(bytes);
  ASSERT_EQ(keys.tokens.size(), keys.sounds.size());
  for (const auto& token : keys.tokens) ASSERT_FALSE(token.empty());
  sound_key(bytes);
  const auto similar = similarity(keys, {{bytes, "amina"}, {bytes, bytes}});
  ASSERT_GE(similar, 0);
  ASSERT_LE(similar, 1);
  NameIndex index;
  index.add(1, bytes);
  ASSERT_EQ(index.find(bytes, 5).size(), keys.tokens.empty() ? 0U : 1U);
  is_country(bytes);
  is_language(bytes);
  name_of_country(bytes, bytes);
  name_of_country("FR", bytes);
  right_to_left(bytes);
  const auto chosen = Messages::choose(bytes);
  ASSERT_EQ(std::ranges::count(spoken_languages, chosen), 1);
  Messages::mistakes("en", bytes);
  static const Messages messages{{{"en", R"({"x": "{a} {n, number}"})"}}};
  messages.text(bytes, "x", {{"a", bytes}, {"other " + bytes, bytes}});
  ASSERT_EQ(messages.text(bytes, bytes), bytes == "x" ? "{a} {n}" : bytes);
}

TEST(AnyBytes, are_taken) {
  EXPECT_TRUE(rc::check([](const std::string& bytes) { take(bytes); }));
}

TEST(AnyBytes, are_taken_when_they_are_nearly_text) {
  // The same each time, so that a failure can be looked into.
  std::mt19937 random{2024};  // NOLINT
  const std::vector<std::string> parts{"ال",
                                       "لله",
                                       "عبد",
                                       "و",
                                       "ي",
                                       "\u0651",
                                       "ខ",
                                       "្",
                                       "៍",
                                       "ំ",
                                       "王",
                                       "明",
                                       "김",
                                       "민",
                                       "ก",
                                       "จ",
                                       "ใ",
                                       "ж",
                                       "і",
                                       "ѣ",
                                       "አ",
                                       "a",
                                       "Z",
                                       "ß",
                                       "İ",
                                       "'",
                                       "’",
                                       "-",
                                       " ",
                                       "\n",
                                       "\u0301",
                                       "\u0338",
                                       "\u200D",
                                       "\u202E",
                                       "\uFEFF",
                                       "𝒜",
                                       "😀",
                                       "\U000E0041",
                                       "ﷺ",
                                       "㎏",
                                       "½",
                                       "٣",
                                       "\xC3",
                                       "\x80",
                                       "\xED\xA0",
                                       "\xF4\x90",
                                       std::string(1, '\0'),
                                       "ʿ",
                                       "が",
                                       "가",
                                       "ຂ",
                                       "{",
                                       "}"};
  for (int round = 0; round < 1500; ++round) {
    std::string text;
    const auto count = random() % 24;
    for (unsigned i = 0; i < count; ++i) text += parts[random() % parts.size()];
    take(text);
  }
}

TEST(AnyBytes, are_taken_when_they_are_many) {
  for (const auto* part : {"a", "ﷺ", "\u0301", "\xFF", "ab ", "ال", "王"}) {
    std::string text;
    while (text.size() < 200'000) text += part;
    take(text);
  }
}

}  // namespace
}  // namespace ts::lang
