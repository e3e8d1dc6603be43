#pragma once

#include <optional>
#include <string>
#include <vector>

#include "matters/mailroom.h"
#include "matters/terms.h"

namespace ts::matters {

/// Sharing agreements with other organisations: proposed by one, signed by both, each a matter of
/// its own that travels as all matters do.
class Arrangements {
 public:
  enum class State { proposed, declined, coming, in_force, over, ended };
  struct View {
    DocumentId id;
    DocumentId peer;
    std::string name;   ///< of the other organisation
    bool ours = false;  ///< we proposed it
    State state = State::proposed;
    std::optional<Terms> terms;  ///< nothing when the proposal was taken back
    bool ends_soon = false;      ///< within `told_before`
    bool waits = false;          ///< for the other side to say that it has all of it
    std::vector<packets::What> can;
    std::vector<SaidStep> steps;
  };
  static constexpr std::chrono::days told_before{30};

  Arrangements(db::Database& database, audit::Journal& journal, const Shelf& shelf, Peers& peers,
               Mailroom& mailroom)
      : database_{database}, journal_{journal}, shelf_{shelf}, peers_{peers}, mailroom_{mailroom} {}

  /// The last first.
  std::vector<View> all(const Caller& caller);
  /// The same id again is the same agreement. `Failure{invalid}`: "peer.absent" on "peer", and
  /// `problems_in`.
  View propose(const Caller& caller, DocumentId id, DocumentId peer, const Terms& terms);
  /// `accepted`, `declined`, `done` (either side ends it) or `withdraw` (a proposal is taken back).
  /// `Failure{absent, "agreement.absent"}`, `{conflict, "matter.not_now"}`; on "note"
  /// "field.required" for declining without a reason.
  View say(const Caller& caller, DocumentId id, packets::What what, const std::string& note);
  /// A packet as a file, to be carried to the other side.
  Bytes packet(const Caller& caller, DocumentId id);

 private:
  View view(const Kept& kept) const;
  Kept found(db::Reader& tx, const access::Permit& permit, DocumentId id) const;

  db::Database& database_;
  audit::Journal& journal_;
  const Shelf& shelf_;
  Peers& peers_;
  Mailroom& mailroom_;
};
std::string_view text(Arrangements::State state);

}  // namespace ts::matters
