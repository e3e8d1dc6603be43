#pragma once

#include <optional>
#include <vector>

#include "base/time.h"
#include "records/records.h"

namespace ts::care {

/// From this age on nobody is a child (CRC, article 1).
inline constexpr int of_age = 18;

/// Whether somebody who was born then may be under eighteen on that day.
bool perhaps_under_age(const PartialDate& born, Date day);

/// The lowest age in whole years that the main person may have on that day: by the day of birth,
/// which may be known in part, or by an age that somebody estimated, whichever is lower. Nothing
/// known: nothing.
std::optional<int> least_age(const std::vector<records::Record>& records, Date today);

/// Whether the main person is to be treated as a child on that day: under eighteen by the day of
/// birth, or perhaps so by a day that is known in part, or by an age that somebody estimated to be
/// as low. In doubt, a child (CETS 197, article 10(3)). Nothing known: no.
bool treated_as_child(const std::vector<records::Record>& records, Date today);

}  // namespace ts::care
