#pragma once

#include <vector>

#include "base/field_class.h"
#include "records/records.h"

namespace ts::care {

/// Of records that somebody reads, what may be told outside the organisation: fields of these
/// classes, people first, then as they stand in the case. What is the work of the organisation
/// itself (tasks, notes, consents, referrals, the case's own record) is never told.
std::vector<records::Record> told(const catalogue::Catalogue& catalogue,
                                  const std::vector<records::Record>& records, ClassSet classes);

/// The same for the main person of the case, to take along: without what is about others. Who may
/// have harmed them is in no paper that can be found on them; of others who are named nothing is
/// told, but for those who depend on them, with class C.
std::vector<records::Record> told_to_person(const catalogue::Catalogue& catalogue,
                                            const std::vector<records::Record>& records,
                                            ClassSet classes);

}  // namespace ts::care
