#include <algorithm>
#include <utility>

#include "matters/matters.h"

/// A case that is opened with what came.
namespace ts::matters {

using access::Action;
using access::Policy;

CaseId Matters::open_case(const Caller& caller, const Kept& kept, const std::string& called) {
  const auto request = seen(caller, *kept.request(), &kept);
  const auto has_file = [&](const SeenPart& part) {
    return std::any_of(request.files.begin(), request.files.end(), [&](const SeenFile& file) {
      return kept.request()->attachments[file.number].record == part.id;
    });
  };
  auto parts = request.parts;
  // A paper follows with its file; what cannot stand alone as a record stays in what was asked.
  std::erase_if(parts, [&](const auto& part) { return part.kind == "paper" && has_file(part); });
  // One and the same, whoever accepts, and how often; and the same person may come twice.
  cases::NewCase wanted{.id = kept.derived<CaseId>("case"),
                        .team = {},
                        .records = opening(catalogue_, parts, called)};
  for (auto& record : wanted.records) record.id = kept.derived<RecordId>("part", record.id.bytes());
  wanted.records.push_back(
      {.id = RecordId::random(),
       .kind = "consent",
       .fields = {{"con_Consent", true}, {"tsn_ConsentUntil", request.until}}});
  const auto id = wanted.id;
  const auto key = id.text();
  cases_.open(caller, std::move(wanted), {.key = key, .request = crypto::hash(bytes_of(key))});
  file_attachments(caller, kept, id, request);
  return id;
}

void Matters::file_attachments(const Caller& caller, const Kept& kept, CaseId case_id,
                               const Preview& request) {
  const auto writes = Policy::built_in().writes(caller.role);
  for (const auto& file : request.files) {
    const auto& attachment = kept.request()->attachments[file.number];
    catalogue::Fields said;
    for (const auto& part : request.parts)
      if (part.id == attachment.record && part.kind == "paper") said = part.fields;
    auto wanted = filed(catalogue_, kept, file.number, std::move(said));
    if (!wanted || !writes.has(wanted->field_class)) continue;
    for (std::int64_t piece = 0; piece < Kept::pieces(attachment); ++piece) {
      const auto bytes = database_.read([&](db::Reader& tx) {
        const auto permit = Policy::built_in().require<Action::matter_answer>(caller);
        return shelf_.piece(tx, permit, kept, attachment, piece);
      });
      cases_.put_piece(caller, case_id, wanted->file, wanted->field_class, piece, bytes);
    }
    const auto key = wanted->record.id.text();
    cases_.add(caller, case_id, std::move(wanted->record),
               {.key = key, .request = crypto::hash(bytes_of(key))});
  }
}

}  // namespace ts::matters
