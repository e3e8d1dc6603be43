#include "care/steps.h"

#include <algorithm>
#include <array>

namespace ts::care {
namespace {

using catalogue::Fields;
using catalogue::text_in;
using catalogue::Value;
using records::NewRecord;
using records::Record;

bool is_signature_of(const Record& signature, const Record& assessed) {
  return signature.kind == "signature" &&
         text_in(signature.fields, "tsn_SignedRecord") == assessed.id.text() &&
         signature.fields.find("tsn_SignedRevision") != signature.fields.end() &&
         signature.fields.find("tsn_SignedRevision")->second == Value{assessed.revision};
}

/// The newest by its date; of the same day, the one that was written last.
const Record* newest_assessment(const std::vector<Record>& records) {
  const Record* out = nullptr;
  for (const auto& record : records) {
    if (record.kind != "family_risk") continue;
    const auto when = [](const Record& one) {
      return std::pair{text_in(one.fields, "tsn_RiskDate"), one.changed_at};
    };
    if (!out || when(*out) < when(record)) out = &record;
  }
  return out;
}

bool is_return(const Record& record) {
  if (record.kind == "reunion") return text_in(record.fields, "tsn_ReunionState") == "done";
  const auto stage = text_in(record.fields, "tsn_CustodyStage");
  return record.kind == "custody" && (stage == "released" || stage == "removed");
}

}  // namespace

bool looks_beside(const catalogue::Catalogue& catalogue, std::string_view kind,
                  const Fields& fields) {
  if (kind == "consent" || kind == "reunion" || kind == "custody") return true;
  return std::any_of(fields.begin(), fields.end(), [&](const auto& each) {
    const auto* field = catalogue.field(each.first);
    return field && field->type == catalogue::Type::person;
  });
}

std::vector<Problem> strangers_in(const catalogue::Catalogue& catalogue, const Fields& fields,
                                  const std::vector<Record>& records) {
  std::vector<Problem> out;
  for (const auto& [name, value] : fields) {
    const auto* field = catalogue.field(name);
    if (!field || field->type != catalogue::Type::person) continue;
    const auto* id = std::get_if<std::string>(&value);
    const auto here = std::any_of(records.begin(), records.end(), [&](const Record& record) {
      return record.kind == "person" && id && record.id.text() == *id;
    });
    if (!here) out.push_back({name, "field.not_a_choice"});
  }
  return out;
}

void refuse_early_step(std::string_view kind, const Fields& fields,
                       const std::vector<Record>& records) {
  if (kind != "reunion" || text_in(fields, "tsn_ReunionState") != "done") return;
  const auto* assessed = newest_assessment(records);
  if (!assessed) throw Failure{Fault::conflict, "reunion.needs_assessment"};
  if (text_in(assessed->fields, "tsn_RiskConclusion") == "not_safe")
    throw Failure{Fault::conflict, "reunion.not_safe"};
  if (std::none_of(records.begin(), records.end(),
                   [&](const Record& record) { return is_signature_of(record, *assessed); }))
    throw Failure{Fault::conflict, "reunion.needs_signature"};
}

std::optional<Date> return_in(const Record* before, const Record& after, Date today) {
  if (!is_return(after) || (before && is_return(*before))) return std::nullopt;
  const auto* const said = after.kind == "reunion" ? "tsn_ReunionDate" : "tsn_CustodyRelease";
  const auto day = parse_date(text_in(after.fields, said));
  return day && *day <= today ? *day : today;
}

std::vector<NewRecord> follow_ups(Date from, const std::vector<Record>& records) {
  constexpr std::array<int, 4> months{1, 3, 6, 12};
  std::vector<NewRecord> out;
  for (const auto month : months) {
    const auto due = to_text(months_after(from, month));
    const auto there = std::any_of(records.begin(), records.end(), [&](const Record& record) {
      return record.kind == "follow_up" && text_in(record.fields, "tsn_FollowUpDue") == due;
    });
    if (!there)
      out.push_back({.id = RecordId::random(),
                     .kind = "follow_up",
                     .fields = {{"tsn_FollowUpDue", due},
                                {"tsn_FollowUpMonth", static_cast<std::int64_t>(month)}}});
  }
  return out;
}

bool followed_after_closing(std::string_view reason) {
  return reason == "support_completed" || reason == "returned_home" || reason == "moved_elsewhere";
}

NewRecord signature(const Record& signed_record, AccountId by, Date on) {
  return {.id = RecordId::random(),
          .kind = "signature",
          .fields = {{"tsn_SignedRecord", signed_record.id.text()},
                     {"tsn_SignedRevision", signed_record.revision},
                     {"tsn_SignedBy", by.text()},
                     {"tsn_SignedOn", to_text(on)}}};
}

}  // namespace ts::care
