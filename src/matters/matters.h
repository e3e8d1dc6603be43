#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cases/cases.h"
#include "matters/arrangements.h"
#include "matters/capsule.h"
#include "matters/copies.h"
#include "matters/mailroom.h"
#include "matters/offer.h"
#include "matters/parcel.h"

/// What this organisation and others have to do with each other about people: referrals and other
/// requests, sent and received. What one may know of the other's people comes from the person's own
/// consent.
namespace ts::matters {

/// What the other side sees, to the letter.
struct Preview {
  std::string purpose, classes, until, due, note;
  std::vector<SeenPart> parts;
};

struct View {
  DocumentId id;
  std::string peer;
  bool ours = false;  ///< we asked
  std::optional<CaseId> case_id;
  packets::Standing standing;
  std::vector<SaidStep> steps;
  std::optional<Preview> request;            ///< what was sent; not when it was destroyed
  bool waits = false;                        ///< for the other side to say that it has all of it
  int tries = 0;                             ///< over the line, since it last went through
  bool stopped = false;                      ///< no agreement with the other side lets it travel
  bool guest = false;                        ///< the other side has no Turnstone
  std::vector<packets::What> can;            ///< the steps that may be taken now
  std::vector<packets::What> may_have_said;  ///< of a guest: what may be written down for them
};

class Matters {
 public:
  Matters(db::Database& database, audit::Journal& journal, const documents::Documents& documents,
          const catalogue::Catalogue& catalogue, const records::Records& records,
          const frames::Frames& frames, const access::Accounts& accounts, cases::Cases& cases)
      : database_{database},
        journal_{journal},
        catalogue_{catalogue},
        frames_{frames},
        cases_{cases},
        peers_{database, journal, documents, accounts},
        shelf_{documents, peers_},
        mailroom_{database, journal, shelf_, peers_, agreements_, records, frames},
        arrangements_{database, journal, shelf_, peers_, mailroom_},
        copies_{database, journal, catalogue, cases, peers_} {}

  Peers& peers() { return peers_; }
  Mailroom& mailroom() { return mailroom_; }
  Arrangements& arrangements() { return arrangements_; }
  Copies& copies() { return copies_; }
  /// To be told of every change of a case.
  Agreements& agreements() { return agreements_; }

  /// `Failure{invalid, "form.incomplete"}`: on "peer" "peer.absent"; on "receipt"
  /// "matter.needs_consent" (no such consent, or it does not say what for, to whom, which classes
  /// and until when), "matter.consent_withdrawn", "matter.consent_ended",
  /// "matter.other_recipient"; on "classes" "matter.class_not_agreed", "matter.nothing_to_send"; on
  /// "agreement" (between the two organisations, terms.h) "agreement.outside", "agreement.lapsed".
  Preview preview(const Caller& caller, CaseId case_id, const Draft& draft);
  /// The same id again is the same matter.
  View send(const Caller& caller, CaseId case_id, const Draft& draft);

  /// What the caller may see of what was asked of others and by others, the last first.
  std::vector<View> all(const Caller& caller);
  /// `Failure{absent, "matter.absent"}`, here and below.
  View read(const Caller& caller, DocumentId id);

  /// Says yes, and opens a case with what came when `open`; asked again, it is the same case.
  struct Acceptance {
    bool open = false;
    std::string called;  ///< the person's name here, when none came
    std::string note;
  };
  View accept(const Caller& caller, DocumentId id, const Acceptance& acceptance);
  /// One of `said_by_people`. `Failure{conflict, "matter.not_now"}` when it does not fit how the
  /// matter stands; `Failure{invalid}` on "note" where words are needed.
  View say(const Caller& caller, DocumentId id, packets::What what, const std::string& note);
  static bool said_by_people(packets::What what);

  /// The page for somebody without Turnstone, with its code; made anew, it has the same code.
  /// `Failure{conflict, "matter.not_now"}` when the other side has Turnstone, or what was asked was
  /// destroyed.
  Capsule capsule(const Caller& caller, DocumentId id, std::string_view language);
  /// Writes down what somebody without Turnstone answered, by letter or on the telephone.
  View told(const Caller& caller, DocumentId id, packets::What what, const std::string& note);

  /// A packet as a file, to be carried to the other side. `Failure{conflict, "agreement.stopped"}`.
  Bytes packet(const Caller& caller, DocumentId id);
  /// Takes in a file: Mailroom::take, or an answer that a capsule made (`CapsuleKeys::answer`); the
  /// same answer again changes nothing.
  View take_in(const Caller& caller, BytesView packet);

 private:
  Preview seen(const Caller& caller, const packets::Content& content) const;
  void must_be_agreed(db::Reader& tx, const std::optional<Peer>& peer,
                      const packets::Content& content) const;
  View view(const Caller& caller, const Kept& kept) const;
  bool may_see(const Caller& caller, const Kept& kept) const;
  Kept found(db::Reader& tx, const Caller& caller, const access::Permit& permit,
             DocumentId id) const;
  View answered(const Caller& caller, packets::MatterId matter, std::string_view file);
  CaseId open_case(const Caller& caller, const Kept& kept, const std::string& called);
  template <class F>
  View changed(const Caller& caller, DocumentId id, audit::What what, F&& change);

  db::Database& database_;
  audit::Journal& journal_;
  const catalogue::Catalogue& catalogue_;
  const frames::Frames& frames_;
  cases::Cases& cases_;
  Peers peers_;
  Shelf shelf_;
  Agreements agreements_;
  Mailroom mailroom_;
  Arrangements arrangements_;
  Copies copies_;
};

}  // namespace ts::matters
