#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "publishing/release.h"

/// What was released of each source, and how much of its privacy budget that cost. Worked out from
/// the releases, so that it cannot differ from them.
namespace ts::publishing {

/// One source of data: the cases of the organisation, or an uploaded table by its name.
struct Account {
  std::string source;
  double rho = 0;                        ///< spent; costs in zCDP add up (Bun and Steinke 2016)
  std::vector<const Release*> releases;  ///< that cost or may have cost something, newest first
};

/// By name. `releases` outlives it.
std::vector<Account> ledger_of(const std::vector<Release>& releases);

/// What the releases of one source have cost.
double spent_of(const std::vector<Release>& releases, std::string_view source);

/// The newest published release of a source before this moment; nothing when there is none.
const Release* newest_published(const std::vector<Release>& releases, std::string_view source);

}  // namespace ts::publishing
