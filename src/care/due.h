#pragma once

#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "catalogue/catalogue.h"
#include "records/records.h"

namespace ts::care {

/// Something that is due on a day, as the catalogue says of its kind of record.
struct Due {
  RecordId record;
  const catalogue::Kind* kind = nullptr;
  const catalogue::Field* field = nullptr;  ///< the date
  Date date;                                ///< of a date that is known in part: its first day
  std::string time = {};                    ///< "09:30"; empty: any
  const catalogue::Field* what = nullptr;   ///< the text that says what; may be null
  std::string text = {};                    ///< what it says
  /// Whose it is: owner, deputy, and who is told when it is late. None: whose the case is.
  std::vector<AccountId> whose = {};
};

/// What is still to come or overdue in a case, by record and then by field.
std::vector<Due> due_in(const catalogue::Catalogue& catalogue,
                        const std::vector<records::Record>& records);

}  // namespace ts::care
