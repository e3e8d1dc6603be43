#pragma once

#include <cstdint>

#include "demo/cast.h"
#include "demo/material.h"
#include "node/node.h"

/// An invented immigration office, with a register of its own. Who applied is invented; how many,
/// and what became of them, is what Norway published: 35 periods granted in 2007; 51 applied for,
/// 42 granted and 9 refused in 2008 (J. Austad, newsletter of 2009).
namespace ts::demo {

/// The register of those two years, case by case, as the office typed it in from paper.
void type_in_register(node::Node& node, const Cast& cast, const Material& material,
                      std::uint64_t seed);

/// What lies on the desks of the office today: by the node's clock.
void fill_desks(node::Node& node, const Cast& cast, const Material& material, std::uint64_t seed);

}  // namespace ts::demo
