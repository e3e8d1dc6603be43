#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "catalogue/catalogue.h"
#include "crypto/crypto.h"
#include "packets/card.h"
#include "packets/step.h"

namespace ts::matters {

using CopyId = Id<struct CopyTag>;

/// What a person takes along of what is told about them, so that it is told once. It belongs to
/// them: it names no recipient and does not end. docs/formats/capsules.md.
struct OwnCopy {
  CopyId id;
  packets::Card from;  ///< who made it, and the key that signs for it
  Instant made;
  std::string language;
  std::string classes;
  std::vector<packets::Part> parts;
};

/// As it is handed over: an HTML file, and a code. Neither is kept.
struct HandedOver {
  std::string code;  ///< "k3n7-…", 80 bits
  std::string html;
};

/// What the page of a copy says in a language, and so its printed sheet: {title, from, keep, …}.
boost::json::object words_of_copy(std::string_view language);

/// `Failure{too_large, "copy.too_large"}` when it would not fit through the door where it is
/// brought back.
HandedOver make_own_copy(const catalogue::Catalogue& catalogue, const OwnCopy& copy,
                         const packets::Identity& maker);

/// `Failure{invalid}`: "copy.not_one" (no such file), "copy.cut" (its end is missing), "copy.newer"
/// (of a later version), "copy.wrong_code" (this code does not open it, or a byte was altered: the
/// two look the same), "copy.forged" (it opens, and was not signed by whom it names).
OwnCopy open_own_copy(std::string_view file, std::string_view code);

}  // namespace ts::matters
