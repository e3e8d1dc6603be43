#pragma once

#include "base/time.h"
#include "catalogue/value.h"
#include "demo/material.h"

namespace ts::demo {

/// An invented person, and what is known of them from the start.
struct Person {
  std::string origin;
  bool feminine = true;
  std::size_t age = 0;           ///< years, when the case is opened
  const Name* family = nullptr;  ///< null where there are no family names
  std::string language;
  catalogue::Fields fields;  ///< of the kind "person"

  bool child() const { return age < 18; }
};

/// Somebody who comes to this organisation on this day.
Person somebody(const Material& material, const PlannedOrganisation& where, Instant on, Dice& dice);
/// A younger or older brother or sister of `person`.
Person sibling(const Material& material, const Person& person, Instant on, Dice& dice);

/// The same person, as somebody else took them down: the name as papers have it, about the year.
Person taken_down_anew(Person person);

/// A number that nobody has: no country gives out numbers that begin with zeros.
std::string phone(const PlannedOrganisation& where, Dice& dice);

}  // namespace ts::demo
