#pragma once

#include <map>
#include <string>

#include "access/policy.h"
#include "demo/material.h"
#include "node/node.h"

namespace ts::demo {

/// Who acts in the stories, by login.
using Cast = std::map<std::string, access::Caller, std::less<>>;

/// Makes every organisation with its teams and accounts: the first administrator as the command
/// line does, the others as that administrator.
Cast found(node::Node& node, const Material& material);

}  // namespace ts::demo
