#pragma once

#include <cstdint>
#include <vector>

#include "audit/audit.h"

namespace ts::cases {

/// A day on which somebody opened far more cases than is usual for them. It says that somebody
/// should ask, and nothing else: a day of handing over may look the same.
struct UnusualDay {
  AccountId account;
  Date day;
  std::int64_t cases = 0;  ///< different ones
  std::int64_t usual = 0;  ///< on the middle one of the days compared with; 0: there are none
  friend bool operator==(const UnusualDay&, const UnusualDay&) = default;
};

/// The whole rule: more than `more_than` cases, and more than `times` as many as on the middle one
/// of those days of the `compared_days` before on which the same person opened any.
struct UnusualRule {
  std::int64_t more_than = 30;
  std::int64_t times = 3;
  std::int64_t compared_days = 28;
  std::int64_t told_days = 7;  ///< for so long a day is told of, itself included
};
inline constexpr UnusualRule unusual_rule;

/// The last days up to `today` that are unusual, the newest first, then the most cases.
std::vector<UnusualDay> unusual_days(const std::vector<audit::DayOfReading>& days, Date today);

}  // namespace ts::cases
