#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ts::lang {

/// The words of a name in small Latin letters and digits (a-z 0-9), in the order written. A word of
/// a script without rules (Khmer, Lao) stays in its script, folded. Apostrophes are left out,
/// everything else that is not a letter, mark or digit separates words. Arabic words come without
/// the vowels that are not written; a Chinese or Korean name written in one piece is cut behind the
/// family name. Never fails: bytes that are not UTF-8 separate words.
std::vector<std::string> latin_words(std::string_view name);

}  // namespace ts::lang
