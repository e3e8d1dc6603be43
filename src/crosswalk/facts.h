#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/field_class.h"
#include "base/time.h"
#include "records/records.h"

namespace ts::crosswalk {

/// What is known of the main person of a case, by field: each value as text, in the order in which
/// it was recorded. Dates, free text and names of places are not among them.
using Facts = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Facts that are worked out. The year in which the person came: of the referral, else of the
/// opening of the case, else of the first consent.
inline constexpr std::string_view year_registered = "@year_registered";
/// The age in whole years then; in doubt the lower (care/age.h).
inline constexpr std::string_view age_then = "@age_registered";
/// The countries of events of exploitation.
inline constexpr std::string_view exploited_in = "@exploited_in";

bool is_worked_out(std::string_view name);

/// `opened`: when the case was, where that is known. Only what is of `classes`.
Facts facts_of(const catalogue::Catalogue& catalogue, const std::vector<records::Record>& records,
               std::optional<Date> opened, ClassSet classes);

}  // namespace ts::crosswalk
