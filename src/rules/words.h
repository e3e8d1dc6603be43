#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/rules.h"

/// Answers and packs in the reader's language.
namespace ts::rules {

/// The sentence of a phrase. Dates are written as the language writes them in full, lengths as
/// "6 months".
std::string say(const Phrase& phrase, std::string_view language, const Library& library);
/// The text of one message or label of a pack; the key when there is none.
std::string say(const Label& label, std::string_view language, const Library& library);
std::string say(Date date, std::string_view language);
std::string say(const Duration& duration, std::string_view language);
/// A pack, for people: the country and the years of its law, as "Norway 2010–".
std::string name_of(const Pack& pack, std::string_view language);

/// What a pack means, one line each, for those who review it.
std::vector<std::string> plain(const Pack& pack, std::string_view language, const Library& library);

}  // namespace ts::rules
