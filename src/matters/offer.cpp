#include "matters/offer.h"

#include <algorithm>
#include <utility>

#include "lang/text.h"

namespace ts::matters {
namespace {

using catalogue::Fields;
using catalogue::Type;
using records::Record;

std::string text_in(const Fields& fields, std::string_view name) {
  const auto found = fields.find(name);
  const auto* text = found == fields.end() ? nullptr : std::get_if<std::string>(&found->second);
  return text ? *text : std::string{};
}

ClassSet classes_in(const Fields& fields, std::string_view name) {
  ClassSet out;
  const auto found = fields.find(name);
  if (found == fields.end()) return out;
  if (const auto* letters = std::get_if<std::vector<std::string>>(&found->second))
    for (const auto& each : *letters)
      if (const auto field_class = field_class_of(each.at(0))) out.add(*field_class);
  return out;
}

/// What keeps an agreement from covering this; nothing when it does.
std::optional<Problem> refusal(const Agreement& agreement, const std::optional<Peer>& peer,
                               const Draft& draft, Date today) {
  if (!agreement.given) return Problem{"receipt", "matter.consent_withdrawn"};
  if (agreement.purpose.empty() || agreement.recipient.empty() || agreement.classes.empty() ||
      !agreement.until)
    return Problem{"receipt", "matter.needs_consent"};
  if (*agreement.until < today) return Problem{"receipt", "matter.consent_ended"};
  if (peer && lang::fold(agreement.recipient) != lang::fold(peer->card.name))
    return Problem{"receipt", "matter.other_recipient"};
  if ((draft.classes & agreement.classes) != draft.classes)
    return Problem{"classes", "matter.class_not_agreed"};
  return std::nullopt;
}

/// A colleague, a file or a record is named by an id that is known here only.
bool means_something_elsewhere(const catalogue::Field& field) {
  return field.type != Type::colleague && field.type != Type::file && field.type != Type::person;
}

std::vector<packets::Part> parts_of(const catalogue::Catalogue& catalogue,
                                    const std::vector<Record>& records, ClassSet classes) {
  std::vector<packets::Part> out;
  for (const auto& record : records) {
    const auto* kind = catalogue.kind(record.kind);
    if (!kind || kind->internal || record.kind == "consent" || record.kind == "case") continue;
    Fields fields;
    for (const auto& [name, value] : record.fields)
      if (const auto* field = catalogue.field(name);
          field && classes.has(field->field_class) && means_something_elsewhere(*field))
        fields.emplace(name, value);
    if (!fields.empty())
      out.push_back({.id = record.id, .kind = record.kind, .fields = catalogue::encode(fields)});
  }
  return out;
}

}  // namespace

Agreement Agreement::in(const Record& record) {
  const auto& fields = record.fields;
  const auto given = fields.find("con_Consent");
  const auto until = parse_partial_date(text_in(fields, "tsn_ConsentUntil"));
  return {.given = given != fields.end() && given->second == catalogue::Value{true},
          .purpose = text_in(fields, "tsn_ConsentPurpose"),
          .recipient = text_in(fields, "tsn_ConsentRecipient"),
          .classes = classes_in(fields, "tsn_ConsentClasses"),
          .until = until ? std::optional{until->earliest()} : std::nullopt};
}

packets::Content offer(const catalogue::Catalogue& catalogue, const std::vector<Record>& records,
                       ClassSet reads, const std::optional<Peer>& peer, const Draft& draft,
                       Date today) {
  std::vector<Problem> problems;
  if (!peer) problems.push_back({"peer", "peer.absent"});
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
  auto parts = parts_of(catalogue, records, classes);
  if (problems.empty() && parts.empty()) problems.push_back({"classes", "matter.nothing_to_send"});
  refuse_if_any(std::move(problems));
  return {.purpose = agreement.purpose,
          .note = draft.note,
          .classes = classes.letters(),
          .until = to_text(*agreement.until),
          .due = draft.due ? to_text(*draft.due) : std::string{},
          .receipt = draft.receipt,
          .parts = std::move(parts),
          .attachments = {}};
}

}  // namespace ts::matters
