#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "private_matching/message.h"

/// How many people are on which of n lists, and not who: every list goes once round all parties, in
/// the order of their numbers; each multiplies every element by one secret number of the round and
/// puts the people in an order of its own. What all have multiplied is `s1 · s2 · ... · sn ·
/// H(key)`, equal for equal keys, whatever the way was; only that is compared (Kissner and Song,
/// "Privacy-preserving set operations", CRYPTO 2005, name the task; the commutative way is that of
/// Vaidya and Clifton, "Secure set intersection cardinality", J. Computer Security 13, 2005).
/// docs/private-matching.md says what it tells, and to whom.
namespace ts::private_matching {

struct Round {
  std::string label;    ///< what all have agreed to call it: its session comes from it
  std::size_t parties;  ///< 2 to `most_parties`
  std::size_t party;    ///< the own number, from 0
  std::string name;     ///< of the own list
};

/// One of the parties of a round. All chance comes from `seed`: never use one twice.
class Party {
 public:
  /// The own list, ready to travel, is in `list`. `Failure{invalid}` "psi.nobody",
  /// "psi.too_many_people", "psi.bad_round" (numbers that do not go together, or no such name).
  Party(const List& list, const Round& round, const crypto::Secret& shared, crypto::Secret seed,
        unsigned threads = 0);
  const Bytes& list() const { return list_; }

  /// Somebody else's list, further on its way. Each once: a second one under the same secret would
  /// be a question of its own. `Failure{invalid}` as `read_travelling`, "psi.other_round",
  /// "psi.bad_point"; `Failure{conflict}` "psi.passed_already", "psi.not_in_turn".
  Bytes pass(BytesView message);
  /// All others went through; the secret is not needed any more.
  bool finished() const { return passed_.size() == parties_; }

  /// What must be kept until then, as bytes: who has it can undo this party's share.
  Bytes keep() const;
  /// `Failure{invalid, "psi.not_kept"}` when the bytes are not what `keep` gave.
  static Party resume(BytesView kept, const crypto::Secret& shared, unsigned threads = 0);

 private:
  Party(std::size_t parties, std::size_t own, const Session& session, const crypto::Secret& shared,
        crypto::Secret seed, unsigned threads);
  Mark mark() const;

  std::size_t parties_, own_;
  Session session_;
  crypto::Secret shared_, seed_;
  unsigned threads_;
  std::set<std::size_t> passed_;  ///< whose lists went through; the own number is among them
  Bytes list_{};
};

/// People by exactly which lists they are on.
struct Overlap {
  std::vector<std::string> names;     ///< of the lists, by their party
  std::vector<std::uint64_t> people;  ///< by mask, 2^lists; bit i: list i; [0] is 0
};

/// From all lists of one round, in any order, each met by all parties. `Failure{invalid}` as
/// `read_travelling`; "psi.not_through" (not all parties have multiplied it), "psi.list_missing",
/// "psi.same_list" (twice, or two of one name), "psi.other_round" (or with another secret of a
/// party than the other lists).
Overlap tally(const std::vector<Bytes>& messages, const crypto::Secret& shared);

/// What is compared of a list once nobody can tell whose elements they are.
struct BlindList {
  std::vector<Tag> tags;  ///< `slots` a person
  Evidence evidence;
};
/// Who is one person: pairs of any two lists that are rather one person than not (weigh.h), the
/// surest first, put together as long as nobody gets two people of one list. By mask, as `Overlap`.
std::vector<std::uint64_t> histories_of(const std::vector<BlindList>& lists);

}  // namespace ts::private_matching
