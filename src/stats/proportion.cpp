#include "stats/proportion.h"

#include <algorithm>
#include <cmath>

#include "base/failure.h"

namespace ts::stats {

Proportion wilson(std::int64_t found, std::int64_t screened) {
  ensure(found >= 0 && found <= screened);
  if (screened == 0) return {};
  constexpr double z = 1.959963984540054;  // the normal quantile of 97.5 %
  const auto n = static_cast<double>(screened);
  const auto share = static_cast<double>(found) / n;
  const auto middle = share + z * z / (2 * n);
  const auto half = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  const auto whole = 1 + z * z / n;
  // Rounding may leave the share itself outside of it, for none and for all.
  return {.share = share,
          .low = std::clamp((middle - half) / whole, 0.0, share),
          .high = std::clamp((middle + half) / whole, share, 1.0)};
}

}  // namespace ts::stats
