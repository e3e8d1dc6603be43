#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "access/accounts.h"
#include "access/policy.h"
#include "audit/audit.h"
#include "db/db.h"
#include "documents/documents.h"
#include "packets/packet.h"

namespace ts::matters {

using access::Caller;

/// Another organisation that we know by its card. Somebody compared the number with them.
struct Peer {
  DocumentId id;
  packets::Card card;
  std::string comparison;  ///< packets::comparison with our own card
  std::vector<crypto::VerifyKey> former =
      {};  ///< keys that they had before and signed the next with
  Instant since;
  AccountId by;
  bool ended = false;  ///< nothing goes there and nothing is taken from there any more
  /// Of somebody without Turnstone, for one matter: their keys lie here, a capsule goes there.
  std::optional<std::string> seed = {};
  std::int64_t revision = 1;
};

/// Who this organisation is to others, and whom it knows.
class Peers {
 public:
  Peers(db::Database& database, audit::Journal& journal, const documents::Documents& documents,
        const access::Accounts& accounts)
      : database_{database}, journal_{journal}, documents_{documents}, accounts_{accounts} {}

  /// One's own card, to give away; the keys are made when it is asked for first.
  packets::Card card(const Caller& caller);
  /// Where others reach our node; "" for by file only. `Failure{invalid}` on "address".
  packets::Card set_address(const Caller& caller, const std::string& address);

  /// New keys for ourselves. Whoever knows us hears of it with the next packet, for the old keys
  /// sign the new ones; what is sealed to the old ones still opens, and what was begun with them
  /// goes on with them.
  packets::Card renew_keys(const Caller& caller);

  /// What a card says, and the number to compare; nothing is kept. `Failure{invalid,
  /// "peer.no_card"}`, `{conflict, "peer.ourselves"}`.
  Peer look(const Caller& caller, BytesView card);
  /// Keeps it: the caller has compared the number with somebody whom they know. A card of an
  /// organisation that is known replaces it, when its keys are the same, and is `Failure{conflict,
  /// "peer.other_keys"}` otherwise: that peer is ended first.
  Peer add(const Caller& caller, BytesView card);
  /// `Failure{absent, "peer.absent"}`.
  Peer end(const Caller& caller, DocumentId id);
  std::vector<Peer> all(const Caller& caller);

  /// Makes one's own keys, if there are none yet. Not inside a transaction.
  void begin(const access::Permit& permit);
  /// What this organisation is called.
  std::string name() const { return accounts_.organisation().name; }

  /// For the other services, inside a transaction. Who has no card yet has no identity.
  bool has_card(db::Reader& tx, const access::Permit& permit) const;
  packets::Identity identity(db::Reader& tx, const access::Permit& permit) const;
  /// All that we have or had, the newest first.
  std::list<packets::Identity> identities(db::Reader& tx, const access::Permit& permit) const;
  /// The one of this key.
  packets::Identity identity(db::Reader& tx, const access::Permit& permit,
                             const crypto::VerifyKey& key) const;
  /// What others must know of our keys, for a packet.
  std::vector<packets::Succession> successions(db::Reader& tx, const access::Permit& permit) const;
  /// Takes in what a packet says of its sender's keys, as far as it begins with one that is known.
  void learn(audit::Work& work, const access::Permit& permit,
             const std::vector<packets::Succession>& successions) const;
  std::optional<Peer> find(db::Reader& tx, const access::Permit& permit, DocumentId id) const;
  std::optional<Peer> find(db::Reader& tx, const access::Permit& permit,
                           const crypto::VerifyKey& key) const;
  /// Nothing also when nothing goes there any more.
  std::optional<Peer> living(db::Reader& tx, const access::Permit& permit, DocumentId id) const;
  /// Somebody without Turnstone, known by name only.
  Peer add_guest(audit::Work& work, const access::Permit& permit, const std::string& name) const;
  /// A number that grows with each change of whom we know.
  std::uint64_t changes() const { return changes_; }

 private:
  struct Own;
  std::optional<Own> own(db::Reader& tx, const access::Permit& permit) const;
  Own made(const access::Permit& permit);
  packets::Card card_of(const Own& own) const;
  std::vector<Peer> kept(db::Reader& tx, const access::Permit& permit) const;
  void change(audit::Work& work, const access::Permit& permit, audit::What what, Peer& peer) const;
  Peer looked_at(const access::Permit& permit, BytesView card);

  db::Database& database_;
  audit::Journal& journal_;
  const documents::Documents& documents_;
  const access::Accounts& accounts_;
  mutable std::atomic<std::uint64_t> changes_ = 0;
};

}  // namespace ts::matters
