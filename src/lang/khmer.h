#pragma once

#include <string>
#include <string_view>

namespace ts::lang {

/// A word in Khmer script in Latin letters, near to how names are spelt in Cambodian papers. The
/// two series of consonants, which change the vowels, are not told apart: the consonants are what
/// is compared. Characters of other scripts are passed over.
std::string latin_of_khmer(std::u16string_view word);

}  // namespace ts::lang
