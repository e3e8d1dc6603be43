#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ts::lang {

/// Text as it may be stored: valid UTF-8, in normal form C (UAX 15), without control characters
/// other than line feed and tab, without characters that are not seen but change what is seen or
/// found (Default_Ignorable_Code_Point: bidirectional controls, zero-width space, soft hyphen ...),
/// without white space around it. The two joiners and the variation selectors stay, for Persian,
/// Khmer, Mongolian and others are misspelt without them.
/// Nothing when `utf8` is not valid UTF-8 (overlong forms, surrogates, cut sequences).
std::optional<std::string> clean(std::string_view utf8);

/// Takes the first code point off `rest`, which must not be empty; U+FFFD for bytes that are not
/// UTF-8.
char32_t take_code_point(std::string_view& rest);

/// Where the first byte is that is not valid UTF-8; nothing when all of it is.
std::optional<std::size_t> first_not_utf8(std::string_view text);

/// Number of code points; each byte sequence that is not UTF-8 counts as one.
std::size_t length(std::string_view utf8);

/// A form in which texts that differ only in case, accents, vowel points, width or ligatures are
/// equal; white space is one space. For comparing and searching, not for showing. Vowel signs of
/// scripts that need them (Khmer, Devanagari ...) stay.
std::string fold(std::string_view utf8);

bool is_ascii(std::string_view text);

}  // namespace ts::lang
