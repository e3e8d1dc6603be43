#pragma once

#include <optional>
#include <vector>

#include "base/time.h"
#include "records/records.h"

/// How long the file of a closed case is kept (data/policy/retention.json). Storage limitation:
/// GDPR, article 5(1)(e); a hold: article 17(3)(e), legal claims.
namespace ts::care {

/// The day after which a file is kept no longer: so many months after closing as its reason says,
/// and for a child until the age that the policy says, whichever is later. Nothing when the case
/// says no reason of closing, which it does as long as it is closed.
std::optional<Date> kept_until(const std::vector<records::Record>& records);

/// Whether somebody wrote down why the file must stay, and that has neither been lifted nor ended.
bool is_held(const std::vector<records::Record>& records, Date today);

}  // namespace ts::care
