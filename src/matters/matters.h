#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cases/cases.h"
#include "frames/frames.h"
#include "matters/peers.h"
#include "packets/matter.h"
#include "packets/standing.h"

/// What this organisation and others have to do with each other about people: referrals and other
/// requests, sent and received. What one may know of the other's people comes from the person's own
/// consent.
namespace ts::matters {

/// What somebody wants to send. What for, until when and at most which classes the consent says.
struct Draft {
  DocumentId id;
  DocumentId peer;
  packets::What request = packets::What::refer;
  std::string note;
  ClassSet classes;
  std::optional<Date> due;
  RecordId receipt;  ///< a record of kind "consent" in the case
};

struct SeenPart {
  RecordId id;
  std::string kind;
  catalogue::Fields fields;
};

/// What the other side sees, to the letter.
struct Preview {
  std::string purpose, classes, until, due, note;
  std::vector<SeenPart> parts;
};

struct SaidStep {
  bool ours = false;
  Instant at;
  packets::What what = packets::What::inform;
  std::string note, due;
};

struct View {
  DocumentId id;
  std::string peer;
  bool ours = false;  ///< we asked
  std::optional<CaseId> case_id;
  packets::Standing standing;
  std::vector<SaidStep> steps;
  std::optional<Preview> request;  ///< what was sent; not when it was destroyed
  bool waits = false;              ///< for the other side to say that it has all of it
  std::int64_t tries = 0;          ///< over the line, since it last went through
};

/// How the program hands a packet over on the line.
struct Outgoing {
  DocumentId id;
  std::string address;
  Bytes packet;
};

class Matters {
 public:
  Matters(db::Database& database, audit::Journal& journal, const documents::Documents& documents,
          const catalogue::Catalogue& catalogue, Peers& peers, const frames::Frames& frames,
          cases::Cases& cases, OrgId org)
      : database_{database},
        journal_{journal},
        documents_{documents},
        catalogue_{catalogue},
        peers_{peers},
        frames_{frames},
        cases_{cases},
        org_{org} {}

  /// `Failure{invalid, "form.incomplete"}`: on "peer" "peer.absent"; on "receipt"
  /// "matter.needs_consent" (no such consent, or it does not say what for, to whom, which classes
  /// and until when), "matter.consent_withdrawn", "matter.consent_ended",
  /// "matter.other_recipient"; on "classes" "matter.class_not_agreed", "matter.nothing_to_send".
  Preview preview(const Caller& caller, CaseId case_id, const Draft& draft);
  /// The same id again is the same matter.
  View send(const Caller& caller, CaseId case_id, const Draft& draft);

  std::vector<View> all(const Caller& caller);
  /// `Failure{absent, "matter.absent"}`, here and below.
  View read(const Caller& caller, DocumentId id);

  /// Opens a case with what came, or only says yes when `open` is nothing.
  struct Acceptance {
    std::optional<CaseId> open;
    std::string called;  ///< the person's name here, when none came
    std::string note;
  };
  View accept(const Caller& caller, DocumentId id, const Acceptance& acceptance);
  /// declined, asked, answered, done, withdraw, withdrawn, erase, erased. `Failure{conflict,
  /// "matter.not_now"}` when it does not fit how the matter stands; `Failure{invalid}` on "note"
  /// where words are needed.
  View say(const Caller& caller, DocumentId id, packets::What what, const std::string& note);

  /// A packet as a file, to be carried to the other side.
  Bytes packet(const Caller& caller, DocumentId id);
  /// Takes in a file. The failures of `packets::Opener` and `must_be_timely`;
  /// `Failure{forbidden, "packet.stranger"}`.
  View take_in(const Caller& caller, BytesView packet);

  /// For the program itself: what came over the line, answered with a packet when something is
  /// owed. Nothing when it is sealed to others.
  std::optional<Bytes> arrived(BytesView packet);
  /// What is to be handed over now; `greeting` after a start: all that is not ended, for this
  /// database may be an old one.
  std::vector<Outgoing> outgoing(bool greeting);
  /// How that went, with what the other side answered. What did not go through is tried again after
  /// 2 s, 4 s, … one hour.
  void handed_over(DocumentId id, bool through, BytesView answer);

  static constexpr std::chrono::hours packet_lasts{24 * 60};
  static constexpr int days_to_carry_out = 7;

 private:
  struct Kept;
  Kept load(db::Reader& tx, const access::Permit& permit, DocumentId id) const;
  void save(audit::Work& work, const access::Permit& permit, audit::What what, Kept& kept) const;
  Kept taken(audit::Work& work, const access::Permit& permit, BytesView packet) const;
  void answer_by_itself(audit::Work& work, const packets::Identity& identity, Kept& kept) const;
  Bytes sealed(db::Reader& tx, const access::Permit& permit, const Kept& kept) const;
  packets::Content content_of(const access::Permit& permit, db::Reader& tx,
                              const std::vector<records::Record>& records,
                              const Draft& draft) const;
  bool may_see(const Caller& caller, const Kept& kept) const;
  /// A case that was forgotten is forgotten here, too, and the other side is asked for the same.
  void follow_forgotten();
  View view(const Caller& caller, const Kept& kept) const;
  Preview seen(const Caller& caller, const packets::Content& content, bool ours) const;

  db::Database& database_;
  audit::Journal& journal_;
  const documents::Documents& documents_;
  const catalogue::Catalogue& catalogue_;
  Peers& peers_;
  const frames::Frames& frames_;
  cases::Cases& cases_;
  OrgId org_;
};

}  // namespace ts::matters
