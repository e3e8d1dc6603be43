#include "private_matching/overlap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/failure.h"
#include "private_matching/blind.h"

namespace ts::private_matching {
namespace {

constexpr std::string_view kept_magic = "turnstone kept round 1";

void check(const List& list, const Round& round) {
  if (round.parties < 2 || round.parties > most_parties || round.party >= round.parties ||
      round.label.empty() || !is_list_name(round.name))
    throw Failure{Fault::invalid, "psi.bad_round"};
  if (list.entries.size() > most_people) throw Failure{Fault::invalid, "psi.too_many_people"};
  if (list.entries.empty()) throw Failure{Fault::invalid, "psi.nobody"};
}

/// The same for all parties that agree on label and number; the keys are hashed under it.
Session session_of(const Round& round, const crypto::Secret& shared) {
  const auto context = ByteWriter{}.u64(round.parties).part(round.label).bytes();
  const auto secret = crypto::derive(shared, "private matching, round", context);
  Session out{};
  std::copy_n(secret.reveal().begin(), out.size(), out.begin());
  return out;
}

std::array<std::uint8_t, 6> quarters(const Evidence& evidence) {
  std::array<std::uint8_t, 6> out{};
  std::ranges::transform(std::array{evidence.prefix, evidence.sound, evidence.whole, evidence.day,
                                    evidence.year, evidence.place},
                         out.begin(), [](double bits) {
                           return static_cast<std::uint8_t>(std::lround(4 * std::min(bits, 60.0)));
                         });
  return out;
}

/// The people of `elements` in the order of `places`.
std::vector<crypto::Point> in_order(const std::vector<crypto::Point>& elements,
                                    const std::vector<std::size_t>& places) {
  std::vector<crypto::Point> out;
  out.reserve(elements.size());
  for (const auto place : places)
    for (std::size_t s = 0; s < slots; ++s) out.push_back(elements[place * slots + s]);
  return out;
}

/// From its owner on, one after the other, and the next is `party`. In a ring no party sees two
/// lists that the same ones have multiplied, and so none can compare them before the end.
bool in_turn(const Travelling& list, std::size_t party) {
  const auto parties = list.marks.size();
  const auto steps = [&](std::size_t to) { return (to + parties - list.owner) % parties; };
  for (std::size_t other = 0; other < parties; ++other)
    if (list.met(other) != (steps(other) < steps(party))) return false;
  return true;
}

}  // namespace

Party::Party(std::size_t parties, std::size_t own, const Session& session,
             const crypto::Secret& shared, crypto::Secret seed, unsigned threads)
    : parties_{parties},
      own_{own},
      session_{session},
      shared_{shared.copy()},
      seed_{std::move(seed)},
      threads_{threads},
      passed_{own} {}

Party::Party(const List& list, const Round& round, const crypto::Secret& shared,
             crypto::Secret seed, unsigned threads)
    : Party{round.parties, round.party,     session_of(round, shared),
            shared,        std::move(seed), threads} {
  check(list, round);
  Travelling own{.session = session_,
                 .owner = static_cast<std::uint8_t>(round.party),
                 .name = round.name,
                 .evidence = quarters(list.evidence),
                 .marks = std::vector<Mark>(parties_)};
  own.marks[own_] = mark();
  own.points = blinded(list.entries, shuffled(list.entries.size(), seed_, "own"), shared_, session_,
                       seed_, threads_);
  list_ = write(own, shared_);
}

Mark Party::mark() const {
  const auto secret = crypto::derive(seed_, "private matching, mark of a round");
  Mark out{};
  std::copy_n(secret.reveal().begin(), out.size(), out.begin());
  out[0] |= 1;  // never zeros
  return out;
}

Bytes Party::pass(BytesView message) {
  auto list = read_travelling(message, shared_);
  if (list.session != session_ || list.marks.size() != parties_)
    throw Failure{Fault::invalid, "psi.other_round"};
  if (passed_.contains(list.owner) || list.met(own_))
    throw Failure{Fault::conflict, "psi.passed_already"};
  if (!in_turn(list, own_)) throw Failure{Fault::conflict, "psi.not_in_turn"};
  const auto order =
      shuffled(list.points.size() / slots, seed_, "list of " + std::to_string(list.owner));
  const auto points = in_order(list.points, order);
  passed_.insert(list.owner);
  list.marks[own_] = mark();
  list.points.clear();
  if (list.met_all())
    list.tags = tags_of(points, seed_, threads_);
  else
    list.points = multiplied(points, seed_, threads_);
  return write(list, shared_);
}

Bytes Party::keep() const {
  ByteWriter out;
  out.part(kept_magic).u64(parties_).u64(own_).part(session_).part(seed_.reveal());
  out.u64(passed_.size());
  for (const auto owner : passed_) out.u64(owner);
  return out.bytes();
}

Party Party::resume(BytesView kept, const crypto::Secret& shared, unsigned threads) {
  const auto want = [](auto value) {
    if (!value) throw Failure{Fault::invalid, "psi.not_kept"};
    return *std::move(value);
  };
  ByteReader reader{kept};
  const bool ours = text_of(want(reader.part())) == kept_magic;
  const auto parties = want(reader.u64()), own = want(reader.u64());
  const auto said = want(reader.part());
  auto seed = want(crypto::Secret::from(want(reader.part())));
  Session session{};
  if (!ours || parties > most_parties || own >= parties || said.size() != session.size())
    throw Failure{Fault::invalid, "psi.not_kept"};
  std::ranges::copy(said, session.begin());
  Party out{parties, own, session, shared, std::move(seed), threads};
  for (auto owners = want(reader.u64()); owners > 0 && owners <= parties; --owners)
    out.passed_.insert(want(reader.u64()));
  if (!reader.done() || *out.passed_.rbegin() >= parties)
    throw Failure{Fault::invalid, "psi.not_kept"};
  return out;
}

}  // namespace ts::private_matching
