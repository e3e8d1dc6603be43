#pragma once

#include <boost/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "catalogue/catalogue.h"
#include "crypto/crypto.h"
#include "packets/step.h"

/// One HTML file that loads nothing, and opens with a code that is told another way. What capsules
/// and people's own copies have in common; docs/formats/capsules.md.
namespace ts::matters::locked {

/// As many as browsers of old phones do within two seconds; the code has 80 bits of its own.
inline constexpr unsigned rounds = 300'000;

/// 16 letters and digits; the same for the same seed.
std::string code_from(const crypto::Secret& seed);
/// "k3n7-…", to be read out.
std::string in_groups(std::string_view code);
/// As people type and hear it: capitals, gaps, and letters that look like digits.
std::string plain_code(std::string_view typed);

/// What the catalogue knows of parts, with labels in a language: [{kind, lines: [{label, as,
/// values}]}]. Dates, countries and languages are named by whoever shows them.
boost::json::array shown(const catalogue::Catalogue& catalogue, std::string_view language,
                         std::span<const packets::Part> parts);

/// The page. `sealed` is read by data/capsule/capsule.js, and `words` are what it says.
std::string page(std::string_view language, const boost::json::object& sealed,
                 const boost::json::object& words);

}  // namespace ts::matters::locked
