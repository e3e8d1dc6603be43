#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/catalogue.h"

/// Our cases in the columns and codes of others: what is called how is data (data/crosswalk), and
/// an organisation can bring a file of its own.
namespace ts::crosswalk {

/// One column of another coding: what of ours it comes from, and what that is called there.
struct Column {
  struct Band {
    int from = 0, to = 0;  ///< both within
    std::string code;
  };
  std::string name;
  std::string from;  ///< a field, or a fact that is worked out (facts.h); empty: nothing of ours
  std::map<std::string, std::string, std::less<>> codes;  ///< ours to theirs; to "": says nothing
  std::vector<Band> bands;                                ///< of a number
  enum class Else { none, same, alpha3 } other = Else::none;  ///< of what `codes` does not name

  /// What a value is called there; nothing when it has no place.
  std::optional<std::string> code_of(std::string_view value) const;
  /// Every code that `codes` and `bands` give, in the order of the file; "" is not among them.
  std::vector<std::string> all_codes() const;
};

struct Mapping {
  std::string name;
  enum class Gives { rows, figures } gives = Gives::rows;
  /// For rows: for what, and for whom by any of these names, a person must have agreed.
  std::string purpose;
  std::vector<std::string> recipients;
  /// Whoever has one of these values is not meant.
  std::map<std::string, std::vector<std::string>, std::less<>> except;
  std::vector<Column> columns;
};

/// docs/formats/crosswalk.md. What is not known in it is refused, for it may be a wish that was
/// misspelt: `Failure{invalid, "mapping.malformed"}` with the place as the field.
Mapping read_mapping(std::string_view json, const catalogue::Catalogue& catalogue);

/// Those of the program: "ctdc", "ictip".
const std::vector<std::string>& built_in_names();
/// `Failure{absent, "mapping.absent"}` when there is none of that name.
const Mapping& built_in(std::string_view name);

}  // namespace ts::crosswalk
