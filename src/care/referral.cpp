#include "care/referral.h"

#include <algorithm>

#include "care/consent.h"
#include "care/told.h"

namespace ts::care {

using catalogue::text_in;
using records::Record;

ReferralLetter referral_letter(const catalogue::Catalogue& catalogue,
                               const std::vector<Record>& records, RecordId referral, Date today) {
  const auto found = std::ranges::find_if(records, [&](const Record& record) {
    return record.id == referral && record.kind == "referral";
  });
  if (found == records.end()) throw Failure{Fault::absent, "record.absent"};
  ReferralLetter out{
      .referral = *found,
      .agreed = agreed(records, "refer", text_in(found->fields, "tsn_ReferralTo"), today),
      .records = {}};
  if (out.agreed.empty()) throw Failure{Fault::conflict, "referral.needs_consent"};
  out.records = told(catalogue, records, out.agreed);
  return out;
}

}  // namespace ts::care
