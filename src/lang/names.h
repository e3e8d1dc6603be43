#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ts::lang {

/// What of a name is compared. Neither can be turned back into the name, but both tell much of it:
/// they are as personal as the name.
struct NameKeys {
  std::vector<std::string> tokens;  ///< words in small Latin letters, or folded in their own script
  std::vector<std::string> sounds;  ///< one sound key for each token
  friend bool operator==(const NameKeys&, const NameKeys&) = default;
};

/// The keys of the words of `name`, in the order written; at most eight. Empty for a name without
/// a letter or digit. Articles grown together with their word are cut off (Abdulrahman: abd
/// rahman).
NameKeys keys_of(std::string_view name);

/// Consonants as one hears them in most spellings: k c q are one sound, and so are g j dj zh, s z
/// ts, f v ph, ch sh; vowels count at the beginning only, and there they are all alike. A token not
/// in small Latin letters is its own sound key.
std::string sound_key(std::string_view latin_token);

/// From 0 (nothing in common) to 1 (the same), whatever the order of the words; symmetric. Words
/// are paired so that the sum is highest; particles (bin, al, de, van ...) and initials weigh
/// little; a word that one name has and the other has not costs little when two others agree.
/// 0 when one of them has no words.
double similarity(const NameKeys& a, const NameKeys& b);

/// From here on two names are probably spellings of one name: worth showing to a person as such,
/// never enough to decide. Chosen on the invented cross-script lists described in README.md.
inline constexpr double probable_match = 0.8;

}  // namespace ts::lang
