#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/ristretto.h"
#include "private_matching/keys.h"

/// The messages of an intersection as bytes; docs/private-matching.md has them byte by byte.
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

/// How many parties a round may have.
inline constexpr std::size_t most_parties = 10;
/// Of a party's secret in this round, so that a list that met an older one is noticed; zeros where
/// the party has not multiplied yet.
using Mark = std::array<std::uint8_t, 8>;

/// A list on its way through all parties of a round (overlap.h).
struct Travelling {
  Session session{};
  std::uint8_t owner = 0;                  ///< by number, from 0
  std::string name{};                      ///< of the list: 1 to 60 bytes, no control characters
  std::array<std::uint8_t, 6> evidence{};  ///< as `Evidence`, in quarters of a bit
  std::vector<Mark> marks{};               ///< by party
  std::vector<crypto::Point> points{};     ///< `slots` a person; none once all have multiplied
  std::vector<Tag> tags{};                 ///< instead of them

  bool met(std::size_t party) const { return marks.at(party) != Mark{}; }
  bool met_all() const;
  std::size_t people() const { return (points.size() + tags.size()) / slots; }
};
bool is_list_name(std::string_view name);

/// What stands at the end of a message, of all before it.
crypto::Digest message_mac(const crypto::Secret& shared, BytesView bytes);

/// Bytes that end with a MAC under a key of both sides.
Bytes write(const Offer& offer, const crypto::Secret& shared);
Bytes write(const Answer& answer, const crypto::Secret& shared);
Bytes write(const Travelling& list, const crypto::Secret& shared);

/// `Failure{invalid}`: "psi.not_a_message" (another file, cut, or of another length than it says),
/// "psi.other_version", "psi.other_normal" (the peer's program writes names otherwise),
/// "psi.not_authentic" (another key, or a byte was changed), "psi.repeated_point". Whether points
/// are elements of the group is found when they are multiplied.
Offer read_offer(BytesView bytes, const crypto::Secret& shared);
Answer read_answer(BytesView bytes, const crypto::Secret& shared);
Travelling read_travelling(BytesView bytes, const crypto::Secret& shared);

}  // namespace ts::private_matching
