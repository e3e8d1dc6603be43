#pragma once

#include <optional>
#include <span>
#include <vector>

#include "private_matching/message.h"
#include "private_matching/weigh.h"

/// Diffie-Hellman private set intersection (Meadows, "A more efficient cryptographic matchmaking
/// protocol", 1986; Huberman, Franklin and Hogg, 1999) of the keys of two lists, over ristretto255.
/// The one who asks makes an offer, the other an answer, the first finishes. Against a peer who
/// keeps to the protocol, neither learns anything of a person who is not on both lists, but for the
/// number of people rounded up to `padding`; docs/private-matching.md says what else leaks.
namespace ts::private_matching {

/// What both sides have agreed on beforehand: 32 bytes that nobody else has.
using Shared = crypto::Secret;

/// The one who asks. All chance comes from `seed`: never use one twice for different lists.
class Receiver {
 public:
  /// `Failure{invalid}` "psi.nobody" (nobody has a key) and "psi.too_many_people".
  Receiver(List list, Mode mode, const Shared& shared, crypto::Secret seed, unsigned threads = 0);

  const Bytes& offer() const { return offer_; }
  const Session& session() const { return session_; }
  Mode mode() const { return mode_; }

  struct Result {
    /// In mode `match` the own entries (`Weighed::own`, of the list) and the numbers by which the
    /// peer knows theirs (`Weighed::peer`). In mode `count` numbers without a meaning.
    std::vector<Weighed> pairs{};
    std::size_t own_people = 0;   ///< entries of the list
    std::size_t peer_people = 0;  ///< filled up to a multiple of `padding`
  };
  /// Once. `Failure{invalid}` as `read_answer`, "psi.other_session" (an answer to another offer),
  /// "psi.bad_point"; `Failure{conflict, "psi.finished"}` the second time.
  Result finish(BytesView answer);

  /// What must be kept between offer and answer, as bytes: as secret as the list.
  Bytes keep() const;
  /// `Failure{invalid, "psi.not_kept"}` when the bytes are not what `keep` gave.
  static Receiver resume(BytesView kept, const Shared& shared, unsigned threads = 0);

 private:
  struct Kept;
  Receiver(Kept kept, const Shared& shared, unsigned threads);
  std::vector<Touch> touches_of(const Answer& answer) const;

  Mode mode_;
  Shared shared_;
  crypto::Secret seed_;
  unsigned threads_;
  Session session_{};
  Evidence evidence_;
  std::vector<Held> held_;           ///< by entry of the list
  std::vector<std::size_t> places_;  ///< which entry stands at each place of the offer
  crypto::Digest offer_digest_{};
  Bytes offer_;
  bool finished_ = false;
};

/// The one who answers.
class Sender {
 public:
  /// As `Receiver`.
  Sender(List list, const Shared& shared, crypto::Secret seed, unsigned threads = 0);

  struct Reply {
    Session session{};
    Mode mode = Mode::match;
    std::size_t asked = 0;  ///< the asker's people, filling up included
    Bytes answer{};
    /// By the number that the asker may name: the entry of the list, or nothing (nobody is there).
    std::vector<std::optional<std::size_t>> people{};
  };
  /// Once: the same secret must not be applied to a second offer. `Failure{invalid}` as
  /// `read_offer`, "psi.bad_point"; `Failure{conflict, "psi.finished"}` the second time.
  Reply reply(BytesView offer);

 private:
  List list_;
  Shared shared_;
  crypto::Secret seed_;
  unsigned threads_;
  bool finished_ = false;
};

}  // namespace ts::private_matching
