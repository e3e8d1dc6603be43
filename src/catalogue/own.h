#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalogue/catalogue.h"

namespace ts::catalogue {

/// What an organisation adds for itself: fields in forms that are there, and values to lists that
/// are there, each under a name that begins with `own_`. docs/formats/own-fields.md.
struct Own {
  std::vector<std::pair<Field, std::string>> fields;        ///< with the section where it stands
  std::vector<std::pair<std::string, std::string>> values;  ///< field, code
  /// By the key that the program's own labels have ("field.own_Ward"), then by language.
  std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> labels;
};

/// Reads the file. `Failure{invalid, "own.malformed"}` when it is no such JSON; else
/// `Failure{invalid, "form.incomplete"}` with every problem: "own.name" (begins with own_, letters
/// and digits), "own.taken", "own.no_label" (English at least), "field.unknown",
/// "field.not_a_choice" (type, class, kind or section), "field.required", "field.out_of_range".
Own read_own(const Catalogue& base, std::string_view text);

}  // namespace ts::catalogue
