#pragma once

#include <string>
#include <vector>

#include "base/failure.h"
#include "exchange/table.h"

namespace ts::imports {

/// A row made fit to be opened as a case, and what of it the program sets only afterwards.
struct Fit {
  std::vector<records::NewRecord> records;
  std::string status;          ///< cas_Status, empty for an open case
  catalogue::Changes closing;  ///< why it was closed, when it was
};

/// Completes a row: what somebody is called from the parts of the name, the agreement as a record
/// even where it was refused.
Fit fit(const exchange::RowCase& row);

/// What still keeps a row from becoming a case: nobody's name ("field.required"), no agreement
/// ("case.needs_consent").
std::vector<Problem> still_missing(const Fit& fit);

}  // namespace ts::imports
