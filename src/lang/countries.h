#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ts::lang {

struct Coded {
  std::string code;
  std::string name;  ///< in the language that was asked for
};

/// The countries and territories of ISO 3166-1 by their alpha-2 codes, and XK for Kosovo (a user
/// code, but the one in use), with the names of CLDR, sorted as a reader of `language` expects.
/// A language without names (not in CLDR) gives English ones.
std::vector<Coded> countries(std::string_view language);

/// Languages by their ISO 639-1 code, or 639-2/3 where there is no shorter one, as far as CLDR has
/// a name for them in `language`, and those of data/languages; sorted likewise.
std::vector<Coded> languages(std::string_view language);

/// Exactly such a code ("FR"), nothing else.
bool is_country(std::string_view code);

/// A code of two or three small letters ("fr", "fra", "prs"); of both where there are both.
bool is_language(std::string_view code);

/// The three letters of ISO 3166-1 ("FRA"); nothing when it is no country's code, or has none.
std::optional<std::string> alpha3_of(std::string_view code);

/// The code itself when it is no country's.
std::string name_of_country(std::string_view code, std::string_view language);

}  // namespace ts::lang
