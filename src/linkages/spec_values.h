#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "linkage/spec.h"

namespace ts::linkages {

boost::json::object spec_value(const linkage::Spec& spec);
boost::json::array rule_value(const linkage::Spec& spec, const linkage::Rule& rule);

}  // namespace ts::linkages
