#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "matters/peers.h"
#include "packets/matter.h"
#include "packets/standing.h"

namespace ts::matters {

/// A matter as this organisation keeps it.
struct Kept {
  documents::Document document;
  packets::Matter matter;
  Peer peer;
  std::optional<CaseId> case_id;  ///< about whom it is, here; what came is in none until accepted
  bool fresh = false;             ///< not in the database yet
  std::set<std::string> pieces_here = {};  ///< of attachments, as they lie beside it
  documents::Files pieces_new = {};        ///< to be laid there

  DocumentId id() const { return document.id; }
  packets::Standing standing() const { return packets::standing_of(matter); }
  /// We asked.
  bool ours() const { return standing().asker != matter.theirs(); }
  /// What was asked, with what was sent; nothing when it was destroyed.
  const packets::Content* request() const;

  /// An id that follows from the matter and these: the same each time, and in no other matter.
  template <class To>
  To derived(std::string_view what, BytesView of = {}) const {
    return To{derived_bytes(what, of)};
  }

  /// The bytes of an attachment lie here in pieces, under its digest.
  static std::int64_t pieces(const packets::Attachment& attachment);
  static std::string piece_name(const packets::Attachment& attachment, std::int64_t piece);
  /// Whether all of them do.
  bool has(const packets::Attachment& attachment) const;
  void put(const packets::Attachment& attachment, std::int64_t piece, BytesView bytes);
  /// All that came at once.
  void put(const packets::Attachment& attachment, BytesView bytes);

  /// Whether we may take this step now.
  bool fits(packets::What what) const;
  /// Takes it. What must not be known any more is destroyed first, and so is not told to whoever
  /// has not heard of it yet, either; `withdraw` and `erase` get a day.
  void write(const packets::Identity& identity, Instant now, packets::What what,
             packets::Content content = {});

  static constexpr std::chrono::days to_carry_out{7};

 private:
  IdBytes derived_bytes(std::string_view what, BytesView of) const;
};

/// One step of either side, as it is told.
struct SaidStep {
  bool ours = false;
  Instant at;
  packets::What what = packets::What::inform;
  std::string note, due;
};

/// Both sides' steps in their order.
std::vector<SaidStep> said_in(const Kept& kept);

/// Where matters lie: each a document of the organisation.
class Shelf {
 public:
  Shelf(const documents::Documents& documents, const Peers& peers)
      : documents_{documents}, peers_{peers} {}

  static DocumentId id_of(packets::MatterId matter);
  /// A matter that is not there yet; the same id on both sides.
  static Kept begun(DocumentId id, const Peer& peer, const crypto::VerifyKey& theirs,
                    const crypto::VerifyKey& mine);

  std::optional<Kept> find(db::Reader& tx, const access::Permit& permit, DocumentId id) const;
  /// `Failure{absent, "matter.absent"}`.
  Kept load(db::Reader& tx, const access::Permit& permit, DocumentId id) const;
  std::vector<Kept> all(db::Reader& tx, const access::Permit& permit) const;
  /// An attachment goes with the last step that speaks of it.
  void save(audit::Work& work, const access::Permit& permit, audit::What what, Kept& kept) const;
  /// One that is there.
  Bytes piece(db::Reader& tx, const access::Permit& permit, const Kept& kept,
              const packets::Attachment& attachment, std::int64_t piece) const;

 private:
  Kept opened(db::Reader& tx, const access::Permit& permit, documents::Document document) const;
  const documents::Documents& documents_;
  const Peers& peers_;
};

}  // namespace ts::matters
