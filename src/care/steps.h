#pragma once

#include <vector>

#include "base/time.h"
#include "catalogue/catalogue.h"
#include "records/records.h"

/// What must come before what, and what follows from what, in one case.
namespace ts::care {

/// Whether what stands beside it in the case decides about a record: it names somebody, or is of a
/// kind that one of the rules below is about.
bool looks_beside(const catalogue::Catalogue& catalogue, std::string_view kind,
                  const catalogue::Fields& fields);

/// Fields that name a person: "field.not_a_choice" for each that names none of `records`.
std::vector<Problem> strangers_in(const catalogue::Catalogue& catalogue,
                                  const catalogue::Fields& fields,
                                  const std::vector<records::Record>& records);

/// Throws when a record of `kind` that says `fields` is a step for which it is too early. A
/// reunification is done only when the newest family-risk assessment of the case says that it is
/// safe (`Failure{conflict, "reunion.needs_assessment"}`, `"reunion.not_safe"`) and a second person
/// signed it as it stands (`"reunion.needs_signature"`).
void refuse_early_step(std::string_view kind, const catalogue::Fields& fields,
                       const std::vector<records::Record>& records);

/// The day of a return that `after` says and `before` (null: a new record) did not: a reunification
/// that is done, or custody that ended.
std::optional<Date> return_in(const records::Record* before, const records::Record& after,
                              Date today);

/// Follow-ups 1, 3, 6 and 12 months after that day, but those that `records` have already.
std::vector<records::NewRecord> follow_ups(Date from, const std::vector<records::Record>& records);

/// Whether whoever closes a case for this reason (a value of tsn_CloseReason) should hear how it
/// went on: not of those who want no more contact.
bool followed_after_closing(std::string_view reason);

/// The record of a signature under `signed_record` as it stands.
records::NewRecord signature(const records::Record& signed_record, AccountId by, Date on);

}  // namespace ts::care
