#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "cases/cases.h"
#include "matters/agreements.h"
#include "matters/shelf.h"
#include "matters/terms.h"
#include "packets/packet.h"

namespace ts::matters {

/// What a courier is to hand over.
struct Outgoing {
  DocumentId id;
  std::string address;
};

/// Packets in and out, by stick or over the line, and what is to be done about matters without
/// anybody asking: consent that was taken back, a case that was forgotten, a day that has passed.
class Mailroom {
 public:
  Mailroom(db::Database& database, audit::Journal& journal, const Shelf& shelf, const Peers& peers,
           const Agreements& agreements, const records::Records& records,
           const frames::Frames& frames, const cases::Cases& cases)
      : database_{database},
        journal_{journal},
        shelf_{shelf},
        peers_{peers},
        agreements_{agreements},
        records_{records},
        frames_{frames},
        cases_{cases} {}

  /// What is to be said now, sealed to the other side, with the attachments that it speaks of.
  /// `Failure{conflict, "peer.ended"}`.
  Bytes sealed(db::Reader& tx, const access::Permit& permit, const Kept& kept) const;
  /// Takes in a packet. The failures of `packets::Opener` and `must_be_timely`; `Failure{forbidden,
  /// "packet.stranger"}`, `{conflict, "packet.too_early"}`.
  Kept take(const access::Permit& permit, std::optional<AccountId> by, BytesView packet);

  /// What came over the line, answered with a packet when something is owed. Nothing when it is
  /// sealed to others.
  std::optional<Bytes> arrived(BytesView packet);
  /// Sees to what is due, and gives what is to be handed over now; `greeting`, after a start: of
  /// all that is not ended, for this database may be an old one.
  std::vector<Outgoing> outgoing(bool greeting);
  /// The packet of one of them, made when it is handed over: it may be large.
  Bytes packet(DocumentId id) const;
  /// How that went, with what the other side answered. What did not go through is tried again after
  /// 2 s, 4 s, … one hour.
  void handed_over(DocumentId id, bool through, BytesView answer);
  /// How often it was tried in vain since it last went through.
  int tries(DocumentId id) const;

  /// Where the other side has taken a case over that it had not taken when it stood as `before`:
  /// the case is closed here.
  void close_handed_over(audit::Work& work, const Kept& kept,
                         packets::Standing::Progress before) const;
  /// On what something of a person would travel to or from this peer.
  Footing footing(db::Reader& tx, OrgId peer, std::string_view purpose, ClassSet classes) const;
  /// No agreement lets more of this matter travel now. Taking consent back and forgetting always
  /// do.
  bool stopped(db::Reader& tx, const Kept& kept) const;

  /// To be called when a change of a matter is durable.
  void changed(const Kept& kept);
  /// To be called when another process may have changed matters or whom we know.
  void others_wrote();

  static constexpr std::chrono::hours packet_lasts{24 * 60};

 private:
  /// What of a matter must be known to see to it, so that nothing is opened for looking.
  struct Pending {
    OrgId peer;
    std::optional<CaseId> case_id;
    RecordId receipt;
    std::string purpose;
    ClassSet classes;
    std::optional<Signed> agreement;  ///< of a matter that is one, once both have signed it
    std::string until;
    packets::Standing standing;
    bool ours = false;
    bool holds_parts = false;
    bool owes = false;
    Instant next;  ///< not before
    int tries = 0;
  };
  struct Agenda {
    std::optional<std::uint64_t> peers;  ///< as they were when all was read; nothing: not yet
    std::int64_t stamp = 0;              ///< of matters and peers in the database, likewise
    bool others_wrote = false;           ///< perhaps
    std::map<DocumentId, Pending> matters;
  };
  enum class Chore { none, withdraw, forget, destroy };

  static Pending pending(const Kept& kept);
  void read_all(db::Reader& tx, Agenda& agenda) const;
  static Footing footing_in(const Agenda& agenda, OrgId peer, std::string_view purpose,
                            ClassSet classes, Date today);
  static bool stopped(const Agenda& agenda, const Pending& pending, Date today);
  Chore chore(db::Reader& tx, const Pending& pending, Date today) const;
  void carry_out(Chore chore, DocumentId id);
  struct Opened {
    packets::Cover cover;
    std::vector<Bytes> files;  ///< by their place in `cover.follows`
  };
  static Opened opened_with(const packets::Identity& identity, BytesView packet);
  Opened opened(db::Reader& tx, const access::Permit& permit, BytesView packet) const;
  Kept taken(audit::Work& work, const access::Permit& permit, const Opened& opened) const;
  access::Unasked unasked() const { return access::Policy::unasked(records_.org()); }

  db::Database& database_;
  audit::Journal& journal_;
  const Shelf& shelf_;
  const Peers& peers_;
  const Agreements& agreements_;
  const records::Records& records_;
  const frames::Frames& frames_;
  const cases::Cases& cases_;
  mutable Guarded<Agenda> agenda_;
};

}  // namespace ts::matters
