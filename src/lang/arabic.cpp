#include "lang/arabic.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace ts::lang {
namespace {

struct Letter {
  char16_t arabic;
  std::string_view latin;
};

// Sorted by code point. Waw and yeh are decided by what stands around them.
constexpr std::array letters{
    Letter{u'\u0621', ""},   Letter{u'\u0622', "a"},  Letter{u'\u0623', "a"},
    Letter{u'\u0624', "u"},  Letter{u'\u0625', "i"},  Letter{u'\u0626', "i"},
    Letter{u'\u0627', "a"},  Letter{u'\u0628', "b"},  Letter{u'\u0629', "a"},
    Letter{u'\u062A', "t"},  Letter{u'\u062B', "th"}, Letter{u'\u062C', "j"},
    Letter{u'\u062D', "h"},  Letter{u'\u062E', "kh"}, Letter{u'\u062F', "d"},
    Letter{u'\u0630', "dh"}, Letter{u'\u0631', "r"},  Letter{u'\u0632', "z"},
    Letter{u'\u0633', "s"},  Letter{u'\u0634', "sh"}, Letter{u'\u0635', "s"},
    Letter{u'\u0636', "d"},  Letter{u'\u0637', "t"},  Letter{u'\u0638', "z"},
    Letter{u'\u0639', "a"},  Letter{u'\u063A', "gh"}, Letter{u'\u0641', "f"},
    Letter{u'\u0642', "q"},  Letter{u'\u0643', "k"},  Letter{u'\u0644', "l"},
    Letter{u'\u0645', "m"},  Letter{u'\u0646', "n"},  Letter{u'\u0647', "h"},
    Letter{u'\u0648', "w"},  Letter{u'\u0649', "a"},  Letter{u'\u064A', "y"},
    Letter{u'\u064E', "a"},  Letter{u'\u064F', "u"},  Letter{u'\u0650', "i"},
    Letter{u'\u0671', "a"},  Letter{u'\u0679', "t"},  Letter{u'\u067E', "p"},
    Letter{u'\u0681', "z"},  Letter{u'\u0685', "ts"}, Letter{u'\u0686', "ch"},
    Letter{u'\u0688', "d"},  Letter{u'\u0691', "r"},  Letter{u'\u0693', "r"},
    Letter{u'\u0698', "zh"}, Letter{u'\u069A', "sh"}, Letter{u'\u06A4', "v"},
    Letter{u'\u06A9', "k"},  Letter{u'\u06AB', "g"},  Letter{u'\u06AF', "g"},
    Letter{u'\u06BA', "n"},  Letter{u'\u06BC', "n"},  Letter{u'\u06BE', "h"},
    Letter{u'\u06C1', "h"},  Letter{u'\u06C2', "h"},  Letter{u'\u06C3', "a"},
    Letter{u'\u06C6', "o"},  Letter{u'\u06C7', "u"},  Letter{u'\u06CC', "y"},
    Letter{u'\u06CD', "y"},  Letter{u'\u06CE', "e"},  Letter{u'\u06D0', "e"},
    Letter{u'\u06D2', "e"},  Letter{u'\u06D3', "e"},  Letter{u'\u06D5', "a"}};

static_assert(std::ranges::is_sorted(letters, {}, &Letter::arabic));

std::string_view latin_of(char16_t c) {
  const auto* found = std::ranges::lower_bound(letters, c, {}, &Letter::arabic);
  return found != letters.end() && found->arabic == c ? found->latin : std::string_view{};
}

bool vowel(std::string_view latin) {
  return !latin.empty() && std::string_view{"aeiou"}.find(latin[0]) != std::string_view::npos;
}

/// Waw and yeh are consonants at the beginning and before a vowel, else long vowels.
std::string_view at(std::u16string_view word, std::size_t i) {
  const auto latin = latin_of(word[i]);
  if (latin != "w" && latin != "y") return latin;
  const bool before_vowel = i + 1 < word.size() && vowel(latin_of(word[i + 1]));
  if (i == 0 || before_vowel) return latin;
  return latin == "w" ? "u" : "i";
}

}  // namespace

std::string latin_of_arabic(std::u16string_view word) {
  constexpr std::u16string_view god = u"\u0644\u0644\u0647";
  if (word.size() > god.size() && word.ends_with(god))
    return latin_of_arabic(word.substr(0, word.size() - god.size())) + "llah";
  std::string out;
  std::string_view before;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const auto latin = at(word, i);
    if (latin.empty()) continue;
    // Two written in a row have a vowel between them: a doubled sound is written once.
    if (latin == before && !vowel(latin)) out += 'a';
    out += latin;
    before = latin;
  }
  return out;
}

}  // namespace ts::lang
