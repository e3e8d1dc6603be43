#pragma once

#include <span>
#include <vector>

#include "private_matching/keys.h"
#include "private_matching/similar.h"

/// People as bit vectors that a third party, the linkage unit, can compare and cannot read: it has
/// no key, and no party that has one sees the other's vectors.
namespace ts::private_matching {

/// A person twice, each time salted by what is almost theirs alone. Vectors of different salts have
/// nothing to do with each other, so neither how often a vector occurs nor who resembles whom on a
/// list says anything about a person (docs/private-matching.md has the attacks).
enum class View : std::uint8_t {
  date,  ///< salt: the whole birth date; compared: both words and the place
  names  ///< salt: the beginnings of both words; compared: the date, both words and the place
};
inline constexpr std::size_t views = 2;

struct Encoded {
  std::array<LargeVector<Code>, views> codes;  ///< by view, then by entry
};

/// Each vector has close to half of its 1024 bits set, however much is known of the person: parts
/// (pairs of letters, digits at their places, the place) set so many bits each, at places that a
/// keyed hash of salt and part chooses independently (Schnell and Borgs, "Randomized response and
/// balanced Bloom filters", 2016; random hashing after Schnell and Borgs, 2018; salting after
/// Niedermeyer and others, 2014). Who lacks the salt has a vector that means nothing.
/// The same key, the same vectors, but for the latter, which differ from list to list by `own`.
Encoded encode(std::span<const Normal> people, const crypto::Secret& key, const crypto::Secret& own,
               unsigned threads = 0);

/// For attacks and comparisons only: all of a person in one vector without salt or balance, fifteen
/// bits a part, as it is often done.
LargeVector<Code> encode_unsalted(std::span<const Normal> people, const crypto::Secret& key);

/// From which Dice coefficient a pair counts, by view.
struct AlikeFrom {
  double date = 0.60, names = 0.75;
};

struct Alike {
  std::size_t a = 0, b = 0;
  double strength = 0;  ///< how much above its threshold, on the scale of log2(Dice)
};

/// All pairs that are alike enough in a view, the strongest first.
std::vector<Alike> alike(const Encoded& a, const Encoded& b, const AlikeFrom& from = {},
                         Path path = best_path(), unsigned threads = 0);
/// Each person once on either side, the strongest first.
std::vector<Alike> one_to_one(std::vector<Alike> pairs);

}  // namespace ts::private_matching
