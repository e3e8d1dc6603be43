#include "imports/row.h"

#include <algorithm>

namespace ts::imports {
namespace {

using catalogue::Fields;
using catalogue::text_in;
using catalogue::Value;
using records::NewRecord;

Fields& fields_of(std::vector<NewRecord>& records, std::string_view kind) {
  const auto found = std::find_if(records.begin(), records.end(),
                                  [&](const NewRecord& record) { return record.kind == kind; });
  if (found != records.end()) return found->fields;
  records.push_back({.id = RecordId::random(), .kind = std::string{kind}, .fields = {}});
  return records.back().fields;
}

void name(Fields& person) {
  if (person.contains("tsn_CalledName")) return;
  std::string called;
  for (const auto* part : {"prs_FirstName", "prs_SecondName"})
    if (const auto text = text_in(person, part); !text.empty())
      called.append(called.empty() ? "" : " ").append(text);
  if (!called.empty()) person["tsn_CalledName"] = called;
}

}  // namespace

Fit fit(const exchange::RowCase& row) {
  Fit out{.records = row.records, .status = {}, .closing = {}};
  name(fields_of(out.records, "person"));
  auto& own = fields_of(out.records, "case");
  // How a case stands is set by what is done with it (cases/).
  out.status = text_in(own, "cas_Status");
  own.erase("cas_Status");
  own.erase("cas_CaseOwner");
  if (out.status == "Closed" || out.status == "ClosedReferred") {
    if (const auto why = text_in(own, "cas_ReasonForCaseClosure"); !why.empty())
      out.closing["cas_ReasonForCaseClosure"] = std::string{why};
    own.erase("cas_ReasonForCaseClosure");
    out.closing["tsn_CloseReason"] = std::string{out.status == "Closed" ? "other" : "transferred"};
  }
  fields_of(out.records, "consent").try_emplace("con_Consent", false);
  return out;
}

std::vector<Problem> still_missing(const Fit& fit) {
  std::vector<Problem> out;
  for (const auto& record : fit.records) {
    if (record.kind == "person" && !record.fields.contains("tsn_CalledName"))
      out.push_back({"tsn_CalledName", "field.required"});
    if (record.kind == "consent" && record.fields.find("con_Consent")->second != Value{true})
      out.push_back({"con_Consent", "case.needs_consent"});
  }
  return out;
}

}  // namespace ts::imports
