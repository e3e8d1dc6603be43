#pragma once

#include "release/attacks.h"

namespace ts::release {

struct ShadowTally {
  std::uint64_t claims = 0;
  std::uint64_t right = 0;
};

/// Membership by shadow models (Shokri et al. 2017; Stadler, Oprisanu, Troncoso 2022): the method
/// is run on many small tables of these rows, with and without each of the most unusual people.
/// From the first half of the runs the attacker learns what a release looks like with each of them,
/// in the second half claims for each whether the person was in.
ShadowTally attack_by_shadows(const Table& table, const Method& method, const AttackPlan& plan,
                              const Progress& progress);

}  // namespace ts::release
