#include "lang/latin.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include "base/failure.h"
#include "lang/arabic.h"
#include "lang/khmer.h"
#include "lang/text.h"

namespace ts::lang {
namespace {

// Longer than any name; keeps hostile input cheap.
constexpr std::size_t longest_name = 1024;

struct Word {
  icu::UnicodeString text;
  UScriptCode script = USCRIPT_COMMON;  ///< of its first letter
};

icu::UnicodeString folded_case(std::string_view name) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* form = icu::Normalizer2::getNFKCCasefoldInstance(status);
  ensure(U_SUCCESS(status));
  const auto size = static_cast<std::int32_t>(std::min(name.size(), longest_name));
  auto out = form->normalize(icu::UnicodeString::fromUTF8({name.data(), size}), status);
  ensure(U_SUCCESS(status));
  return out;
}

bool apostrophe(UChar32 c) {
  constexpr std::array<UChar32, 12> all{0x27,  0x60,  0xB4,  0x2B9,  0x2BB,  0x2BC,
                                        0x2BE, 0x2BF, 0x2C8, 0x2018, 0x2019, 0x201B};
  return std::ranges::find(all, c) != all.end();
}

bool part_of_word(UChar32 c) {
  return u_isalnum(c) || (U_GET_GC_MASK(c) & (U_GC_M_MASK | U_GC_L_MASK)) != 0;
}

std::vector<Word> words_of(const icu::UnicodeString& name) {
  std::vector<Word> out;
  bool open = false;
  for (std::int32_t i = 0; i < name.length(); i = name.moveIndex32(i, 1)) {
    const UChar32 c = name.char32At(i);
    if (apostrophe(c)) continue;
    if (!part_of_word(c)) {
      open = false;
      continue;
    }
    if (!open) out.emplace_back();
    open = true;
    auto& word = out.back();
    word.text.append(c);
    UErrorCode status = U_ZERO_ERROR;
    if (word.script == USCRIPT_COMMON || word.script == USCRIPT_INHERITED)
      word.script = uscript_getScript(c, &status);
  }
  return out;
}

bool cut_by_character(UScriptCode script) {
  return script == USCRIPT_HAN || script == USCRIPT_HANGUL;
}

bool double_surname(const icu::UnicodeString& start) {
  static const std::array<icu::UnicodeString, 22> all{
      u"欧阳", u"歐陽", u"司马", u"司馬", u"诸葛", u"諸葛", u"上官", u"夏侯",
      u"东方", u"東方", u"皇甫", u"尉迟", u"尉遲", u"公孙", u"公孫", u"慕容",
      u"令狐", u"司徒", u"司空", u"端木", u"南宮", u"독고"};
  return std::ranges::find(all, start) != all.end();
}

/// 王小明 is family name and given name without a space.
void cut_family_name(std::vector<Word>& words) {
  const auto by_character = [](const Word& word) { return cut_by_character(word.script); };
  if (std::ranges::count_if(words, by_character) != 1) return;
  const auto found = std::ranges::find_if(words, by_character);
  const auto& text = found->text;
  const auto size = text.countChar32();
  if (size < 2 || size > 4 || size != text.length()) return;
  for (std::int32_t i = 0; i < size; ++i) {
    UErrorCode status = U_ZERO_ERROR;
    if (uscript_getScript(text.char32At(i), &status) != found->script) return;
  }
  const std::int32_t family = size > 2 && double_surname({text, 0, 2}) ? 2 : 1;
  Word given{{text, family, size - family}, found->script};
  found->text.truncate(family);
  words.insert(found + 1, std::move(given));
}

using Rules = std::unique_ptr<icu::Transliterator>;

Rules made(const char* ids) {
  UErrorCode status = U_ZERO_ERROR;
  Rules out{icu::Transliterator::createInstance(ids, UTRANS_FORWARD, status)};
  ensure(U_SUCCESS(status) && out);
  return out;
}

/// A transliterator keeps state while it works, so each thread has its own.
const icu::Transliterator& general() {
  thread_local const Rules rules = made("Any-Latin; Latin-ASCII; Lower");
  return *rules;
}

bool plain_letter(char16_t c) { return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9'); }

/// Latin letters with accents, folded: each becomes the same whatever stands beside it.
constexpr char16_t first_accented = 0x80, last_accented = 0x24F;
bool near_ascii(char16_t c) { return c <= last_accented; }

std::string of_near_ascii(std::u16string_view letters) {
  using Table = std::array<std::string, last_accented - first_accented + 1>;
  static const Table table = [] {
    Table out;
    for (char16_t c = first_accented; c <= last_accented; ++c) {
      icu::UnicodeString letter{c};
      general().transliterate(letter);
      letter.toUTF8String(out.at(c - first_accented));
    }
    return out;
  }();
  std::string out;
  for (const char16_t c : letters) {
    if (c < first_accented)
      out += static_cast<char>(c);
    else
      out += table.at(c - first_accented);
  }
  std::erase_if(out, [](char c) { return !plain_letter(c); });
  return out;
}

void to_latin(icu::UnicodeString& word, UScriptCode script, bool ukrainian) {
  if (script == USCRIPT_CYRILLIC && ukrainian) {
    thread_local const Rules rules = made("uk-uk_Latn/BGN");
    rules->transliterate(word);
  } else if (script == USCRIPT_CYRILLIC) {
    thread_local const Rules rules = made("ru-ru_Latn/BGN");
    rules->transliterate(word);
  } else if (script == USCRIPT_ETHIOPIC) {
    thread_local const Rules rules = made("am-am_Latn/BGN");
    rules->transliterate(word);
  }
  general().transliterate(word);
}

bool ascii(char16_t c) { return c < 0x80; }

/// ICU follows ISO 11940, where c is what is spelt j in names, and x carries a vowel.
char thai(char16_t c, char16_t next) {
  if (c == u'x') return 'a';
  return next == u'h' ? 'c' : 'j';
}

bool plain_letters(std::string_view name) { return name.size() <= longest_name && is_ascii(name); }

/// What becomes of most names in Latin letters, without the tables of all others.
std::vector<std::string> plain_words(std::string_view name) {
  std::vector<std::string> out;
  bool open = false;
  for (char c : name) {
    if (apostrophe(c)) continue;
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const bool part = plain_letter(c);
    if (part && !open) out.emplace_back();
    if (part) out.back() += c;
    open = part;
  }
  return out;
}

std::string latin_of(Word word, bool ukrainian) {
  const std::u16string_view letters{word.text.getBuffer(),
                                    static_cast<std::size_t>(word.text.length())};
  if (word.script == USCRIPT_ARABIC) return latin_of_arabic(letters);
  if (std::ranges::all_of(letters, ascii)) return {letters.begin(), letters.end()};
  std::string out;
  if (word.script == USCRIPT_LATIN && std::ranges::all_of(letters, near_ascii))
    out = of_near_ascii(letters);
  if (!out.empty()) return out;
  if (word.script == USCRIPT_KHMER) return latin_of_khmer(letters);
  auto original = word.text;
  to_latin(word.text, word.script, ukrainian);
  for (std::int32_t i = 0; i < word.text.length(); ++i) {
    const char16_t c = word.text[i];
    if (word.script == USCRIPT_THAI && (c == u'x' || c == u'c')) {
      out += thai(c, word.text.charAt(i + 1));
      continue;
    }
    if (plain_letter(c)) out += static_cast<char>(c);
  }
  if (!out.empty()) return out;
  original.toUTF8String(out);
  return fold(out);
}

}  // namespace

std::vector<std::string> latin_words(std::string_view name) {
  if (plain_letters(name)) return plain_words(name);
  const auto text = folded_case(name);
  const bool ukrainian = text.indexOf(u'і') >= 0 || text.indexOf(u'ї') >= 0 ||
                         text.indexOf(u'є') >= 0 || text.indexOf(u'ґ') >= 0;
  auto words = words_of(text);
  cut_family_name(words);
  std::vector<std::string> out;
  for (auto& word : words) {
    // The Arabic article is written together with its word.
    if (word.script == USCRIPT_ARABIC && word.text.startsWith(u"ال") && word.text.length() > 4) {
      out.emplace_back("al");
      word.text.remove(0, 2);
    }
    auto latin = latin_of(std::move(word), ukrainian);
    if (!latin.empty()) out.push_back(std::move(latin));
  }
  return out;
}

}  // namespace ts::lang
