#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "crypto/stream.h"
#include "packets/card.h"
#include "packets/matter.h"

namespace ts::packets {

/// What a packet holds besides the bytes of attachments: who to whom, when, and one message.
struct Cover {
  MatterId matter;
  crypto::VerifyKey sender{};
  crypto::VerifyKey recipient{};
  Instant made;
  Instant expires;
  Message message;
  std::vector<Attachment> follows;  ///< whose bytes follow, in this order; names are not sent here
  /// New keys of the sender, the oldest first: each signed by the one before.
  std::vector<Succession> successions = {};
};

inline constexpr std::size_t most_cover = 8U << 20;
inline constexpr std::uint64_t most_following = 2ULL << 30;  ///< bytes of attachments together
inline constexpr std::size_t most_entries = 1'000;
inline constexpr std::size_t most_successions = 16;
/// Clocks may be wrong by so much, and time zones set wrongly.
inline constexpr std::chrono::hours clocks_apart{36};

/// Seals one packet, piece by piece: to the recipient's key, and signed with the sender's.
/// Everything is appended to the `out` that is handed in.
class Sealer {
 public:
  Sealer(const Cover& cover, const Identity& sender, const crypto::AgreementPublic& recipient,
         Bytes& out);
  /// The next bytes of the attachments that follow. More than was announced is a Bug.
  void attach(BytesView bytes, Bytes& out);
  /// Fewer bytes than were announced are a Bug.
  void finish(Bytes& out);

 private:
  void put(BytesView bytes, Bytes& out);
  crypto::StreamSealer stream_;
  Bytes waiting_;
  std::uint64_t left_ = 0;
  std::uint64_t total_ = 0;
};

/// A packet without attachments.
Bytes seal(const Cover& cover, const Identity& sender, const crypto::AgreementPublic& recipient);

/// Opens one packet, piece by piece as its bytes come. What does not open is given up with
/// `Failure{invalid}`: "packet.not_one" (no packet), "packet.newer" (of a later version of the
/// format), "packet.not_for_us" (sealed to another's key), "packet.damaged" (a byte was altered,
/// or pieces are not in their order), "packet.cut" (its end is missing), "packet.forged" (not
/// signed by the sender that it names); `Failure{too_large, "packet.too_large"}`.
class Opener {
 public:
  /// Takes bytes of attachments, by their place in `Cover::follows`, in order. They are whole and
  /// signed for only once `finish` has returned.
  using Sink = std::function<void(std::size_t which, BytesView bytes)>;
  explicit Opener(const Identity& recipient, Sink sink = {});
  ~Opener();
  Opener(const Opener&) = delete;
  Opener& operator=(const Opener&) = delete;

  void feed(BytesView bytes);
  const Cover& finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Cover open(BytesView packet, const Identity& recipient);

/// Whether we may take a packet now, we who have or had these keys. `Failure{invalid}`:
/// "packet.not_for_us", "packet.from_us", "packet.expired", "packet.future" (made further ahead of
/// `now` than clocks are apart).
void must_be_timely(const Cover& cover, const std::vector<crypto::VerifyKey>& ours, Instant now);

}  // namespace ts::packets
