#pragma once

#include <string>
#include <vector>

#include "base/field_class.h"
#include "base/time.h"
#include "records/records.h"

namespace ts::care {

/// What a letter to a provider may tell: no more than the person agreed that this provider knows.
struct ReferralLetter {
  records::Record referral;
  ClassSet agreed;
  std::vector<records::Record> records;  ///< people first, then as they stand in the case
};

/// Of the records that somebody reads, those of a letter. What is the work of the organisation
/// itself (tasks, notes, consents, other referrals, the case's own record) is in no letter.
/// `Failure{absent, "record.absent"}`: no such referral; `{conflict, "referral.needs_consent"}`: no
/// consent in force with the purpose of a referral names this provider.
ReferralLetter referral_letter(const catalogue::Catalogue& catalogue,
                               const std::vector<records::Record>& records, RecordId referral,
                               Date today);

}  // namespace ts::care
