#include <algorithm>
#include <array>
#include <cstddef>

#include "lang/names.h"

namespace ts::lang {
namespace {

enum class Where { anywhere, start, before_vowel, start_before_vowel, before_soft, end };

struct Rule {
  std::string_view letters;
  Where where;
  std::string_view sound;
};

// The first that fits is taken: longer ones first. Vowels have no rule and no sound.
constexpr std::array rules{
    Rule{"shch", Where::anywhere, "C"},
    Rule{"tsch", Where::anywhere, "C"},
    Rule{"sch", Where::anywhere, "C"},
    Rule{"tch", Where::anywhere, "C"},
    Rule{"dzh", Where::anywhere, "G"},
    Rule{"chr", Where::anywhere, "KR"},
    Rule{"chl", Where::anywhere, "KL"},
    Rule{"ou", Where::start_before_vowel, "W"},  // Ouattara, Oualid
    Rule{"di", Where::start_before_vowel, "G"},  // Diallo, Djalo, Jallow
    Rule{"ch", Where::anywhere, "C"},
    Rule{"sh", Where::anywhere, "C"},
    Rule{"cz", Where::anywhere, "C"},
    Rule{"sz", Where::anywhere, "C"},
    Rule{"zh", Where::anywhere, "G"},
    Rule{"dj", Where::anywhere, "G"},
    Rule{"dz", Where::anywhere, "S"},
    Rule{"ts", Where::anywhere, "S"},
    Rule{"tz", Where::anywhere, "S"},
    Rule{"ph", Where::anywhere, "F"},
    Rule{"th", Where::anywhere, "T"},
    Rule{"kh", Where::anywhere, "K"},
    Rule{"gh", Where::anywhere, "G"},
    Rule{"dh", Where::anywhere, "D"},
    Rule{"bh", Where::anywhere, "B"},
    Rule{"rh", Where::start_before_vowel, "R"},
    Rule{"nh", Where::anywhere, "N"},
    Rule{"ck", Where::anywhere, "K"},
    Rule{"x", Where::start, "C"},
    Rule{"x", Where::anywhere, "KS"},
    Rule{"c", Where::before_soft, "S"},
    Rule{"c", Where::anywhere, "K"},
    Rule{"w", Where::start, "W"},
    Rule{"w", Where::before_vowel, "F"},
    Rule{"h", Where::end, ""},
    Rule{"b", Where::anywhere, "B"},
    Rule{"d", Where::anywhere, "D"},
    Rule{"f", Where::anywhere, "F"},
    Rule{"g", Where::anywhere, "G"},
    Rule{"h", Where::anywhere, "H"},
    Rule{"j", Where::anywhere, "G"},
    Rule{"k", Where::anywhere, "K"},
    Rule{"l", Where::anywhere, "L"},
    Rule{"m", Where::anywhere, "M"},
    Rule{"n", Where::anywhere, "N"},
    Rule{"p", Where::anywhere, "F"},
    Rule{"q", Where::anywhere, "K"},
    Rule{"r", Where::anywhere, "R"},
    Rule{"s", Where::anywhere, "S"},
    Rule{"t", Where::anywhere, "T"},
    Rule{"v", Where::anywhere, "F"},
    Rule{"z", Where::anywhere, "S"},
};

bool one_of(std::string_view set, std::string_view text, std::size_t at) {
  return at < text.size() && set.find(text[at]) != std::string_view::npos;
}

bool fits(const Rule& rule, std::string_view token, std::size_t at) {
  if (token[at] != rule.letters[0] || token.substr(at, rule.letters.size()) != rule.letters)
    return false;
  const auto next = at + rule.letters.size();
  switch (rule.where) {
    case Where::anywhere:
      return true;
    case Where::start:
      return at == 0;
    case Where::before_vowel:
      return one_of("aeiou", token, next);
    case Where::start_before_vowel:
      return at == 0 && one_of("aeiou", token, next);
    case Where::before_soft:
      return one_of("eiy", token, next);
    case Where::end:
      return next == token.size();
  }
  return false;
}

bool small_latin(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

std::string sound_key(std::string_view latin_token) {
  if (!std::ranges::all_of(latin_token, small_latin)) return std::string{latin_token};
  std::string out;
  bool vowel_between = true;
  for (std::size_t i = 0; i < latin_token.size();) {
    const auto* rule =
        std::ranges::find_if(rules, [&](const Rule& r) { return fits(r, latin_token, i); });
    if (rule != rules.end()) {
      for (const char sound : rule->sound) {
        if (vowel_between || out.back() != sound) out += sound;  // doubled letters are one sound
        vowel_between = false;
      }
      i += rule->letters.size();
      continue;
    }
    const bool digit = latin_token[i] >= '0' && latin_token[i] <= '9';
    if (digit) out += latin_token[i];
    if (!digit && i == 0) out += 'A';
    vowel_between = true;
    ++i;
  }
  return out;
}

}  // namespace ts::lang
