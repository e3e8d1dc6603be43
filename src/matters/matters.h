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

/// A document that goes along.
struct SeenFile {
  std::size_t number = 0;  ///< its place in the request
  std::string name, type;
  std::uint64_t bytes = 0;
  FieldClass field_class = FieldClass::admin;
  bool here = true;  ///< all of it has arrived
};

/// What the other side sees, to the letter.
struct Preview {
  std::string purpose, classes, until, due, note;
  std::vector<SeenPart> parts;
  std::vector<SeenFile> files;
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
  std::string due;                           ///< the day by which something is to happen; or empty
  std::vector<packets::What> can;            ///< the steps that may be taken now
  std::vector<packets::What> may_have_said;  ///< of a guest: what may be written down for them
};

/// A day on which an answer is due, from us or from the other side.
struct MatterDue {
  DocumentId id;
  std::optional<CaseId> case_id;
  packets::What request = packets::What::inform;
  Date day;
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
        files_{records.files()},
        peers_{database, journal, documents, accounts},
        shelf_{documents, peers_},
        mailroom_{database, journal, shelf_, peers_, agreements_, records, frames, cases},
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
  /// "files" "matter.file_not_agreed" (none of this case, or not of the classes that go),
  /// "matter.files_too_large", "matter.files_not_to_guests";
  /// on "agreement" (between the two organisations, terms.h) "agreement.outside",
  /// "agreement.lapsed".
  Preview preview(const Caller& caller, CaseId case_id, const Draft& draft);
  /// The same id again is the same matter.
  View send(const Caller& caller, CaseId case_id, const Draft& draft);

  /// What the caller may see of what was asked of others and by others, the last first.
  std::vector<View> all(const Caller& caller);
  /// `Failure{absent, "matter.absent"}`, here and below.
  View read(const Caller& caller, DocumentId id);
  /// Days on or before `until` of what concerns the caller's own cases, and of what is in no case
  /// yet and may be answered by them. None for a role that has nothing to do with it.
  std::vector<MatterDue> due(const Caller& caller, Date until);
  /// A piece of a document that came, or went, with a request (records::Files::piece_bytes each).
  /// `Failure{absent, "file.absent"}`, also for a class that the caller does not read.
  Bytes piece(const Caller& caller, DocumentId id, std::size_t number, std::int64_t piece);

  /// Says yes, and opens a case with what came when `open`, its documents among the papers of the
  /// case; asked again, it is the same case.
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
  Preview seen(const Caller& caller, const packets::Content& content, const Kept* kept) const;
  void must_be_agreed(db::Reader& tx, const std::optional<Peer>& peer,
                      const packets::Content& content) const;
  View view(const Caller& caller, const Kept& kept) const;
  bool may_see(const Caller& caller, const Kept& kept) const;
  Kept found(db::Reader& tx, const Caller& caller, const access::Permit& permit,
             DocumentId id) const;
  View answered(const Caller& caller, packets::MatterId matter, std::string_view file);
  CaseId open_case(const Caller& caller, const Kept& kept, const std::string& called);
  void file_attachments(const Caller& caller, const Kept& kept, CaseId case_id,
                        const Preview& request);
  template <class F>
  View changed(const Caller& caller, DocumentId id, audit::What what, F&& change);

  db::Database& database_;
  audit::Journal& journal_;
  const catalogue::Catalogue& catalogue_;
  const frames::Frames& frames_;
  cases::Cases& cases_;
  records::Files files_;
  Peers peers_;
  Shelf shelf_;
  Agreements agreements_;
  Mailroom mailroom_;
  Arrangements arrangements_;
  Copies copies_;
};

}  // namespace ts::matters
