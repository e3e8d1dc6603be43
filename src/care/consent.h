#pragma once

#include <string_view>
#include <vector>

#include "base/field_class.h"
#include "base/time.h"
#include "records/records.h"

/// Consent and assent: a receipt for each purpose, who may give it at which age, and whether it
/// holds. A consent without a purpose is the one with which a case is opened, and covers nothing
/// that leaves the organisation.
namespace ts::care {

/// What is wrong with a consent that says `fields`, as given by or for the main person of
/// `records`. Of one that names a purpose and was given: what a receipt says must be there
/// ("field.required"), what must be told by law is told first ("consent.limits_first"), a carer who
/// may be an exploiter does not agree for the child ("consent.carer_excluded"), and whoever agrees
/// may do so at that age, and in that way ("consent.by_age", "consent.how_by_age";
/// data/policy/consent_ages.json). Taking back and refusing are never held up.
std::vector<Problem> problems_of_consent(const catalogue::Fields& fields,
                                         const std::vector<records::Record>& records, Date today);

/// Whether a consent was given and is not taken back.
bool stands(const catalogue::Fields& consent);

/// The classes of fields that a consent names.
ClassSet classes_in(const catalogue::Fields& consent);

/// Whether it stands and has not ended.
bool in_force(const catalogue::Fields& consent, Date today);

/// Whether the person agrees that the file is kept: the newest consent that is for this counts, for
/// an agreement can be taken back.
bool agreed_to_file(const std::vector<records::Record>& records, Date today);

/// What the person agreed that this recipient may know for this purpose, by every consent in force
/// together; empty when there is none. Names of recipients are compared as people read them, so
/// capitals, accents and spaces make no difference.
ClassSet agreed(const std::vector<records::Record>& records, std::string_view purpose,
                std::string_view recipient, Date today);

}  // namespace ts::care
