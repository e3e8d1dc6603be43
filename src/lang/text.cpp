#include "lang/text.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>

#include "base/bytes.h"
#include "base/failure.h"
#include "lang/icu_text.h"

namespace ts::lang {
namespace {

// ICU counts in 32 bits and NFKC can make a text 18 times longer.
constexpr std::size_t longest_text = std::size_t{64} << 20;

std::string_view at_most(std::string_view utf8, std::size_t bytes) { return utf8.substr(0, bytes); }

bool valid(std::string_view utf8) {
  UErrorCode status = U_ZERO_ERROR;
  u_strFromUTF8(nullptr, 0, nullptr, utf8.data(), static_cast<std::int32_t>(utf8.size()), &status);
  return status == U_BUFFER_OVERFLOW_ERROR || U_SUCCESS(status);
}

bool unwanted(UChar32 c) {
  if (c == '\n' || c == '\t') return false;
  if (u_charType(c) == U_CONTROL_CHAR || U_IS_UNICODE_NONCHAR(c)) return true;
  if (c == 0x200C || c == 0x200D || u_hasBinaryProperty(c, UCHAR_VARIATION_SELECTOR)) return false;
  return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

template <class Keep>
icu::UnicodeString only(const icu::UnicodeString& text, Keep keep) {
  icu::UnicodeString out;
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    if (keep(c)) out.append(c);
  }
  return out;
}

icu::UnicodeString trimmed(const icu::UnicodeString& text) {
  std::int32_t from = 0;
  std::int32_t to = text.length();
  while (from < to && u_isUWhiteSpace(text.char32At(from))) ++from;  // none lies beyond U+FFFF
  while (to > from && u_isUWhiteSpace(text.char32At(to - 1))) --to;
  return {text, from, to - from};
}

icu::UnicodeString normalised(const icu::Normalizer2* (*form)(UErrorCode&),
                              const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* normalizer = form(status);
  ensure(U_SUCCESS(status));
  auto out = normalizer->normalize(text, status);
  ensure(U_SUCCESS(status));
  return out;
}

/// An accent or a vowel point that people leave out; not a vowel sign, not a Japanese voicing mark.
bool accent(UChar32 c) {
  if (u_charType(c) != U_NON_SPACING_MARK || c == 0x3099 || c == 0x309A) return false;
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(c, &status)) {
    case USCRIPT_INHERITED:
    case USCRIPT_COMMON:
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_CYRILLIC:
    case USCRIPT_ARABIC:
    case USCRIPT_HEBREW:
      return true;
    default:
      return false;
  }
}

/// Letters such as ø, ł and đ, which have no accent that could be taken off.
void to_base_letters(icu::UnicodeString& text) {
  thread_local const std::unique_ptr<icu::Transliterator> latin_ascii = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> made{
        icu::Transliterator::createInstance("Latin-ASCII", UTRANS_FORWARD, status)};
    ensure(U_SUCCESS(status) && made);
    return made;
  }();
  latin_ascii->transliterate(text);
}

icu::UnicodeString with_single_spaces(const icu::UnicodeString& text) {
  icu::UnicodeString out;
  bool space = false;
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    const bool here = u_isUWhiteSpace(c);
    if (!here && space && !out.isEmpty()) out.append(u' ');
    if (!here) out.append(c);
    space = here;
  }
  return out;
}

/// What `fold` makes of most names and codes, without the tables of all scripts.
std::string folded_ascii(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool space = false;
  for (const char c : text) {
    const bool here = c == ' ' || (c >= '\t' && c <= '\r');
    if (!here && space && !out.empty()) out += ' ';
    if (!here) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    space = here;
  }
  return out;
}

icu::UnicodeString from(std::string_view utf8) {
  return icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())});
}

}  // namespace

std::optional<std::string> clean(std::string_view utf8) {
  if (utf8.size() > longest_text || !valid(utf8)) return std::nullopt;
  const auto seen = only(from(utf8), [](UChar32 c) { return !unwanted(c); });
  return utf8_of(trimmed(normalised(icu::Normalizer2::getNFCInstance, seen)));
}

std::optional<std::size_t> first_not_utf8(std::string_view text) {
  const auto* bytes = bytes_of(text).data();
  for (std::size_t at = 0; at < text.size();) {
    // Most text is ASCII, and then this is all that is done.
    if (std::uint64_t eight = 0; text.size() - at >= sizeof eight) {
      std::memcpy(&eight, bytes + at, sizeof eight);
      if ((eight & 0x8080808080808080U) == 0) {
        at += sizeof eight;
        continue;
      }
    }
    if (bytes[at] < 0x80) {
      ++at;
      continue;
    }
    const auto begun = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, text.size(), c);
    if (c < 0) return begun;
  }
  return std::nullopt;
}

char32_t take_code_point(std::string_view& rest) {
  ensure(!rest.empty());
  // Of a long text the beginning is enough: ICU counts in 32 bits.
  const auto bytes = bytes_of(rest.substr(0, U8_MAX_LENGTH));
  const auto size = static_cast<std::int32_t>(bytes.size());
  std::int32_t used = 0;
  UChar32 c = 0;
  U8_NEXT(bytes.data(), used, size, c);
  rest.remove_prefix(static_cast<std::size_t>(used));
  return c < 0 ? U'\uFFFD' : static_cast<char32_t>(c);
}

std::size_t length(std::string_view utf8) {
  std::size_t count = 0;
  for (; !utf8.empty(); ++count) take_code_point(utf8);
  return count;
}

std::string fold(std::string_view utf8) {
  if (const auto plain = at_most(utf8, longest_text); is_ascii(plain)) return folded_ascii(plain);
  auto text =
      normalised(icu::Normalizer2::getNFKCCasefoldInstance, from(at_most(utf8, longest_text)));
  text = only(normalised(icu::Normalizer2::getNFDInstance, text),
              [](UChar32 c) { return !accent(c) && c != 0x0640; });  // tatweel only stretches
  text = normalised(icu::Normalizer2::getNFCInstance, text);
  to_base_letters(text);
  return utf8_of(with_single_spaces(text));
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace ts::lang
