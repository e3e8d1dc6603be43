#include "care/referral.h"

#include <algorithm>
#include <array>

#include "care/consent.h"

namespace ts::care {
namespace {

using catalogue::text_in;
using records::Record;

bool is_own_work(const catalogue::Catalogue& catalogue, std::string_view name) {
  constexpr std::array<std::string_view, 6> own{"case", "consent",  "note",
                                                "task", "referral", "signature"};
  const auto* kind = catalogue.kind(name);
  return !kind || kind->internal || std::ranges::find(own, name) != own.end();
}

}  // namespace

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
  for (const auto& record : records) {
    if (is_own_work(catalogue, record.kind)) continue;
    auto told = record;
    std::erase_if(told.fields, [&](const auto& entry) {
      const auto* field = catalogue.field(entry.first);
      return !field || !out.agreed.has(field->field_class);
    });
    if (!told.fields.empty()) out.records.push_back(std::move(told));
  }
  std::ranges::stable_partition(out.records,
                                [](const Record& record) { return record.kind == "person"; });
  return out;
}

}  // namespace ts::care
