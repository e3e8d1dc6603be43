#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "catalogue/value.h"
#include "demo/material.h"

namespace ts::demo {

/// How long the network has been at work when the story ends: some 18 months.
inline constexpr std::chrono::hours span{24 * 548};

/// What somebody does with a case.
enum class Deed { open, read, add, change, help, close, reopen };

/// What is written into a record of a kind.
struct Entry {
  std::string kind;
  catalogue::Fields fields;
};

struct Step {
  Instant at;
  Deed deed = Deed::open;
  std::string login;           ///< who does it
  std::string helper;          ///< Deed::help: the login of whom to add
  std::vector<Entry> entries;  ///< opening: all; adding, changing, closing: the one
};

/// One case from its opening on, in the order of time.
struct Story {
  std::size_t organisation = 0;  ///< its place in the material
  std::vector<Step> steps;
};

/// The `index`th case of a network that began at `begin`: the same for the same seed.
Story tell(const Material& material, std::uint64_t seed, std::size_t index, Instant begin);

}  // namespace ts::demo
