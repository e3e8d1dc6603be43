#pragma once

#include <string>
#include <string_view>

#include "base/time.h"

namespace ts::lang {

/// The civil date of a moment in a time zone (IANA, "Europe/Oslo"), with its summer time as ICU
/// knows it. A name that is no zone is a `Bug`.
Date local_date(Instant at, std::string_view zone);
/// Whether ICU knows a time zone of that name.
bool known_zone(std::string_view zone);

/// The date in full, as the language writes it, with Latin digits: "1 June 2008", "1 июня 2008 г.".
std::string long_date(Date date, std::string_view language);

}  // namespace ts::lang
