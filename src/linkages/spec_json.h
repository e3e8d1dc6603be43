#pragma once

#include <string>
#include <string_view>

#include "linkage/spec.h"

namespace ts::linkages {

/// A spec as JSON; docs/formats/linkage.md. What is not known in it is refused, for it may be a
/// wish that was misspelt. `Failure{invalid, "linkage.bad_spec"}` with the place as the field.
linkage::Spec read_spec(std::string_view json);
std::string spec_json(const linkage::Spec& spec);

}  // namespace ts::linkages
