#include "matters/offer.h"

#include <algorithm>
#include <utility>

#include "care/consent.h"
#include "lang/text.h"
#include "matters/parcel.h"

namespace ts::matters {
namespace {

using catalogue::text_in;
using packets::What;
using records::Record;

/// For which purposes somebody agrees to what is asked for: to be referred is not to be searched
/// for. Help here, counting and publishing cover nothing that goes to others.
bool covers(std::string_view purpose, What request) {
  switch (request) {
    case What::refer:
      return purpose == "refer";
    case What::transfer:
      return purpose == "transfer";
    case What::trace:
      return purpose == "trace" || purpose == "kin";
    case What::decide:
      return purpose == "authority" || purpose == "counsel";
    default:
      return purpose != "help" && purpose != "count" && purpose != "publish";
  }
}

/// What keeps an agreement from covering this; nothing when it does.
std::optional<Problem> refusal(const Agreement& agreement, const std::optional<Peer>& peer,
                               const Draft& draft, Date today) {
  if (!agreement.stands) return Problem{"receipt", "matter.consent_withdrawn"};
  if (agreement.purpose.empty() || agreement.recipient.empty() || agreement.classes.empty() ||
      !agreement.until)
    return Problem{"receipt", "matter.needs_consent"};
  if (*agreement.until < today) return Problem{"receipt", "matter.consent_ended"};
  if (!covers(agreement.purpose, draft.request)) return Problem{"receipt", "matter.other_purpose"};
  if (peer && lang::fold(agreement.recipient) != lang::fold(peer->card.name))
    return Problem{"receipt", "matter.other_recipient"};
  if ((draft.classes & agreement.classes) != draft.classes)
    return Problem{"classes", "matter.class_not_agreed"};
  return std::nullopt;
}

}  // namespace

Agreement Agreement::in(const Record& record) {
  const auto& fields = record.fields;
  const auto until = parse_partial_date(text_in(fields, "tsn_ConsentUntil"));
  return {.stands = care::stands(fields),
          .purpose = std::string{text_in(fields, "tsn_ConsentPurpose")},
          .recipient = std::string{text_in(fields, "tsn_ConsentRecipient")},
          .classes = care::classes_in(fields),
          .until = until ? std::optional{until->earliest()} : std::nullopt};
}

std::string recipient_of(const std::vector<Record>& records, const Draft& draft) {
  for (const auto& record : records)
    if (record.id == draft.receipt && record.kind == "consent")
      return Agreement::in(record).recipient;
  return {};
}

Offer offer(const catalogue::Catalogue& catalogue, const std::vector<Record>& records,
            ClassSet reads, const std::optional<Peer>& peer, const Draft& draft, Date today) {
  std::vector<Problem> problems;
  if (!peer && !draft.guest) problems.push_back({"peer", "peer.absent"});
  const auto receipt = std::find_if(records.begin(), records.end(), [&](const Record& record) {
    return record.id == draft.receipt && record.kind == "consent";
  });
  Agreement agreement;
  if (receipt == records.end()) {
    problems.push_back({"receipt", "matter.needs_consent"});
  } else {
    agreement = Agreement::in(*receipt);
    if (auto refused = refusal(agreement, peer, draft, today))
      problems.push_back(std::move(*refused));
  }
  const auto classes = draft.classes & agreement.classes & reads;
  auto parts = packed(catalogue, records, classes);
  auto files = chosen_files(catalogue, records, classes, draft.files, problems);
  if (draft.guest && !files.empty()) problems.push_back({"files", "matter.files_not_to_guests"});
  if (problems.empty() && parts.empty() && files.empty())
    problems.push_back({"classes", "matter.nothing_to_send"});
  refuse_if_any(std::move(problems));
  Offer out{.content = {.purpose = agreement.purpose,
                        .note = draft.note,
                        .classes = classes.letters(),
                        .until = to_text(*agreement.until),
                        .due = draft.due ? to_text(*draft.due) : std::string{},
                        .receipt = draft.receipt,
                        .parts = std::move(parts),
                        .attachments = {}},
            .files = std::move(files)};
  for (const auto& each : out.files) out.content.attachments.push_back(each.attachment);
  return out;
}

}  // namespace ts::matters
