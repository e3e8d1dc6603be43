#include "lang/khmer.h"

#include <array>
#include <cstddef>

namespace ts::lang {
namespace {

constexpr char16_t first_consonant = 0x1780;
constexpr std::array<std::string_view, 35> consonants{
    "k", "kh", "k", "kh", "ng", "ch", "ch", "ch", "ch", "nh", "d", "th",
    "d", "th", "n", "t",  "th", "t",  "th", "n",  "b",  "ph", "p", "ph",
    "m", "y",  "r", "l",  "v",  "sh", "s",  "s",  "h",  "l",  "a"};

constexpr char16_t first_vowel = 0x17A3;
// The independent vowels, two that are not seen, the dependent vowels, m, and a final breath.
constexpr std::array<std::string_view, 37> vowels{
    "a",  "a",  "i",   "i",  "u", "u",  "u",  "ou", "ru", "ru", "lu", "lu", "ae",
    "ai", "o",  "o",   "au", "",  "",   "a",  "e",  "ey", "oe", "eu", "o",  "ou",
    "uo", "oe", "oea", "ie", "e", "ae", "ey", "o",  "ov", "am", "h"};

constexpr char16_t silencer = 0x17CD;  // the letter under it is not spoken

bool consonant(char16_t c) {
  return c >= first_consonant && c < first_consonant + consonants.size();
}

}  // namespace

std::string latin_of_khmer(std::u16string_view word) {
  std::string out;
  std::size_t last_letter = 0;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const auto c = word[i];
    if (consonant(c)) {
      // Two consonants side by side have an unwritten vowel between them.
      if (i > 0 && consonant(word[i - 1]) && !out.ends_with('a')) out += 'a';
      last_letter = out.size();
      out += consonants.at(c - first_consonant);
    } else if (c >= first_vowel && c < first_vowel + vowels.size()) {
      const auto vowel = vowels.at(c - first_vowel);
      if (out.ends_with('a') && i > 0 && word[i - 1] == 0x17A2) out.pop_back();  // a mere carrier
      out += vowel;
    } else if (c == silencer) {
      out.resize(last_letter);
    }
  }
  return out;
}

}  // namespace ts::lang
