#pragma once

#include <vector>

#include "base/time.h"
#include "records/records.h"

namespace ts::care {

/// Whether the main person is to be treated as a child on that day: under eighteen by the day of
/// birth, or perhaps so by a day that is known in part, or by an age that somebody estimated to be
/// as low. In doubt, a child (CETS 197, article 10(3)). Nothing known: no.
bool treated_as_child(const std::vector<records::Record>& records, Date today);

}  // namespace ts::care
