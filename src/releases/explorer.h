#pragma once

#include <string>
#include <string_view>

#include "release/columns.h"

namespace ts::releases {

/// A page on which anybody can look through synthetic records: one HTML file that needs no network
/// and keeps nothing. Its charts filter each other; columns whose values are countries (ISO 3166
/// codes) get a map of tiles. It speaks all languages and begins with `language`. Only its own
/// script and style may run in it (content security policy with their digests).
///
/// Everything in the file comes from `synthetic`, so it must be safe to publish.
std::string explorer_html(const release::Table& synthetic, std::string_view title,
                          std::string_view language);

}  // namespace ts::releases
