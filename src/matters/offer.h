#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalogue/catalogue.h"
#include "matters/attachments.h"
#include "matters/peers.h"
#include "packets/step.h"
#include "records/records.h"

namespace ts::matters {

/// What somebody wants to send. What for, until when and at most which classes the consent says.
struct Draft {
  DocumentId id;
  DocumentId peer;     ///< not of a guest
  bool guest = false;  ///< whom the consent names has no Turnstone: a capsule is made
  packets::What request = packets::What::refer;
  std::string note;
  ClassSet classes;
  std::optional<Date> due;
  RecordId receipt;                  ///< a record of kind "consent" in the case
  std::vector<RecordId> files = {};  ///< documents of the case that go along
};

/// What a person agreed to, as a record of kind "consent" says.
struct Agreement {
  bool stands = false;             ///< given, and not taken back
  std::string purpose, recipient;  ///< the purpose as a value of the catalogue
  ClassSet classes;
  std::optional<Date> until;  ///< the last day on which others may have it

  static Agreement in(const records::Record& record);
};

/// Whom the consent of a draft names; "" when there is no such consent.
std::string recipient_of(const std::vector<records::Record>& records, const Draft& draft);

/// What is to go, and of which files of the case its attachments are to be made, in their order.
struct Offer {
  packets::Content content;
  std::vector<Chosen> files;
};

/// What goes to `peer` (nothing: there is none, or nothing goes there any more) of the records that
/// the caller may read, and so what the preview shows: fields of the classes asked for, without
/// those that only mean something here (colleagues, files). `Failure{invalid, "form.incomplete"}`
/// as in Matters::preview.
Offer offer(const catalogue::Catalogue& catalogue, const std::vector<records::Record>& records,
            ClassSet reads, const std::optional<Peer>& peer, const Draft& draft, Date today);

}  // namespace ts::matters
