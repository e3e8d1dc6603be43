#pragma once

#include <span>
#include <vector>

#include "private_matching/keys.h"

namespace ts::private_matching {

/// Two people who share keys: somebody of the own list, somebody of the peer's, and which.
struct Touch {
  std::size_t own = 0, peer = 0;
  std::uint8_t shared = 0;  ///< bit s: the own key in slot s
};

struct Weighed {
  std::size_t own = 0, peer = 0;
  std::uint8_t shared = 0;
  double bits = 0;         ///< for the two being one person, beside any two of the lists
  double probability = 0;  ///< with how common that is in these lists
};

/// How many bits the shared keys tell after Fellegi and Sunter, "A theory for record linkage",
/// JASA 64 (1969): for each part of a person what its agreement is worth on the own list, less what
/// is lost by parts that do not agree; what nobody has counts nothing.
double bits_of(std::uint8_t shared, const Held& held, const Evidence& evidence);

/// Those that are rather one person than not, each once on either side, the best first. How many
/// people both lists have is not known beforehand; it is found as the fixed point of the sum of all
/// probabilities (expectation-maximisation of the prior alone).
/// `held`: of the own people, or one for all.
std::vector<Weighed> weigh(std::span<const Touch> touches, std::span<const Held> held,
                           const Evidence& evidence, std::size_t own, std::size_t peer);

}  // namespace ts::private_matching
