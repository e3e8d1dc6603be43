#pragma once

#include <string>
#include <string_view>

namespace ts::lang {

/// A word in Arabic script (Arabic, Persian, Dari, Pashto, Urdu, Kurdish) in Latin letters, as such
/// names are mostly spelt in Latin script, short vowels only where they are written. The text must
/// be in a composed normal form. Characters of other scripts are passed over.
std::string latin_of_arabic(std::u16string_view word);

}  // namespace ts::lang
