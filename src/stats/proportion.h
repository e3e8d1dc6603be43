#pragma once

#include <cstdint>

namespace ts::stats {

/// A proportion with the bounds within which the true one may lie.
struct Proportion {
  double share = 0, low = 0, high = 1;
};

/// `found` of `screened`, with the score interval of E. B. Wilson, "Probable inference, the law of
/// succession, and statistical inference", J. Am. Stat. Assoc. 22 (1927) 209-212, at 95 %: it stays
/// within 0 and 1, and holds for few and for none, too. Nobody screened tells nothing: 0 to 1.
/// `found` beyond `screened`, or below nothing, is a Bug.
Proportion wilson(std::int64_t found, std::int64_t screened);

}  // namespace ts::stats
