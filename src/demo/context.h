#pragma once

#include "catalogue/value.h"
#include "demo/material.h"
#include "demo/person.h"

/// What happened to somebody, as coded fields of the kind "context", and no more than a worker
/// would write down: most of it is often not known.
namespace ts::demo {

/// As known when the case is opened.
catalogue::Fields context_of(const Material& material, const PlannedOrganisation& where,
                             const Person& person, Dice& dice);
/// What comes out later.
catalogue::Fields learned(const Material& material, const PlannedOrganisation& where,
                          const Person& person, Dice& dice);
/// How somebody with the right to decides on the status.
catalogue::Fields decision(const Material& material, Dice& dice);

}  // namespace ts::demo
