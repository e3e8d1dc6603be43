#pragma once

#include "demo/cast.h"
#include "node/node.h"

namespace ts::demo {

/// Two whole files to look at, and what is to do today: a woman held for what she carried, with a
/// child elsewhere, at the prison charity; a boy whose family is looked for, at the shelter. By the
/// node's clock; nobody in them exists.
void fill_desk_of_helpers(node::Node& node, const Cast& cast, const Material& material);

}  // namespace ts::demo
