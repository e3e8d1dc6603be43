#pragma once

#include <array>
#include <vector>

#include "crypto/ristretto.h"
#include "private_matching/keys.h"

/// The two messages of an intersection as bytes; docs/private-matching.md has them byte by byte.
namespace ts::private_matching {

/// What the one who asks learns: which of their people, or only how many.
enum class Mode : std::uint8_t { match = 1, count = 2 };

using Session = std::array<std::uint8_t, 16>;
/// The beginning of a digest of an element that both sides have multiplied.
using Tag = std::array<std::uint8_t, 12>;

/// On either list, filling up included.
inline constexpr std::size_t most_people = 1'000'000;
/// Lists are filled up with nobody to a multiple of it, so that sizes are not exact.
inline constexpr std::size_t padding = 64;

struct Offer {
  Session session{};
  Mode mode = Mode::match;
  std::vector<crypto::Point> points{};  ///< `slots` a person
};
struct Answer {
  Session session{};
  Mode mode = Mode::match;
  crypto::Digest offer{};               ///< of the offer's bytes, its MAC included
  std::vector<Tag> tags{};              ///< of the asker's people, `slots` each
  std::vector<crypto::Point> points{};  ///< of the answerer's, `slots` each
};

/// What stands at the end of a message, of all before it.
crypto::Digest message_mac(const crypto::Secret& shared, BytesView bytes);

/// Bytes that end with a MAC under a key of both sides.
Bytes write(const Offer& offer, const crypto::Secret& shared);
Bytes write(const Answer& answer, const crypto::Secret& shared);

/// `Failure{invalid}`: "psi.not_a_message" (another file, cut, or of another length than it says),
/// "psi.other_version", "psi.other_normal" (the peer's program writes names otherwise),
/// "psi.not_authentic" (another key, or a byte was changed), "psi.repeated_point". Whether points
/// are elements of the group is found when they are multiplied.
Offer read_offer(BytesView bytes, const crypto::Secret& shared);
Answer read_answer(BytesView bytes, const crypto::Secret& shared);

}  // namespace ts::private_matching
