#pragma once

#include <cstdint>

/// What no release of this program may go beyond: data/policy/release.json.
namespace ts::publishing {

struct Rules {
  std::int64_t k_least = 0;   ///< a smaller k is refused
  double epsilon_most = 0;    ///< of one release
  double budget_epsilon = 0;  ///< of all releases of one source together
  double budget_delta = 0;
  /// The budget in zCDP, in which costs add up.
  double budget() const;

  static const Rules& built_in();
};

}  // namespace ts::publishing
