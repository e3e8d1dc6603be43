#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "releases/package.h"

namespace ts::releases {

/// What a proof says beside the digests of the files.
struct ProofFacts {
  std::uint64_t people = 0;  ///< of the input, as they may be told
  boost::json::object parameters = {};
  std::string_view chance = {};  ///< where it came from; empty: there was none
  boost::json::object results = {};
};

/// The content of proof.json over `files`: docs/formats/release-package.md.
std::string proof_of(const release::Table& table, const Origin& origin, ProofFacts facts,
                     const Files& files);

/// Adds to the proof among `files` why a second person let them go out although an attack
/// succeeded, and says their digests anew.
void accept_in_proof(Files& files, std::string_view because);

/// `facts.chance` of what is drawn.
std::string_view chance_of(bool seed_is_given);

}  // namespace ts::releases
