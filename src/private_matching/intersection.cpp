#include "private_matching/intersection.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/failure.h"
#include "private_matching/blind.h"
#include "private_matching/touching.h"

namespace ts::private_matching {
namespace {

void check(const List& list) {
  if (list.entries.size() > most_people) throw Failure{Fault::invalid, "psi.too_many_people"};
  const auto has_key = [](const Entry& entry) {
    return std::ranges::any_of(entry.keys, [](const auto& key) { return key.has_value(); });
  };
  if (std::ranges::none_of(list.entries, has_key)) throw Failure{Fault::invalid, "psi.nobody"};
}

Session session_of(const crypto::Secret& seed) {
  const auto secret = crypto::derive(seed, "private matching, session");
  Session out{};
  std::copy_n(secret.reveal().begin(), out.size(), out.begin());
  return out;
}

}  // namespace

struct Receiver::Kept {
  Mode mode;
  crypto::Secret seed;
  Evidence evidence;
  std::vector<Held> held;
  crypto::Digest offer_digest;
};

Receiver::Receiver(Kept kept, const Shared& shared, unsigned threads)
    : mode_{kept.mode},
      shared_{shared.copy()},
      seed_{std::move(kept.seed)},
      threads_{threads},
      session_{session_of(seed_)},
      evidence_{kept.evidence},
      held_{std::move(kept.held)},
      places_{shuffled(filled_up(held_.size()), seed_, "own")},
      offer_digest_{kept.offer_digest} {}

Receiver::Receiver(List list, Mode mode, const Shared& shared, crypto::Secret seed,
                   unsigned threads)
    : Receiver{[&] {
                 check(list);
                 std::vector<Held> held;
                 for (const auto& entry : list.entries) held.push_back(entry.held);
                 return Kept{mode, std::move(seed), list.evidence, std::move(held), {}};
               }(),
               shared, threads} {
  offer_ =
      write(Offer{.session = session_,
                  .mode = mode_,
                  .points = blinded(list.entries, places_, shared_, session_, seed_, threads_)},
            shared_);
  offer_digest_ = crypto::hash(offer_);
}

std::vector<Touch> Receiver::touches_of(const Answer& answer) const {
  auto out = touching(answer.tags, tags_of(answer.points, seed_, threads_));
  if (mode_ == Mode::count) return out;
  for (auto& touch : out) touch.own = places_[touch.own];
  // What hits where nobody stands was not made by the protocol.
  std::erase_if(out, [&](const Touch& touch) { return touch.own >= held_.size(); });
  return out;
}

Receiver::Result Receiver::finish(BytesView answer) {
  if (finished_) throw Failure{Fault::conflict, "psi.finished"};
  const auto read = read_answer(answer, shared_);
  if (read.session != session_ || read.mode != mode_ || read.offer != offer_digest_ ||
      read.tags.size() != places_.size() * slots)
    throw Failure{Fault::invalid, "psi.other_session"};
  const auto touches = touches_of(read);
  finished_ = true;
  Result out{.own_people = held_.size(), .peer_people = read.points.size() / slots};
  const std::vector<Held> anybody(1);
  out.pairs = weigh(touches, mode_ == Mode::match ? std::span<const Held>{held_} : anybody,
                    evidence_, places_.size(), out.peer_people);
  return out;
}

Sender::Sender(List list, const Shared& shared, crypto::Secret seed, unsigned threads)
    : list_{std::move(list)}, shared_{shared.copy()}, seed_{std::move(seed)}, threads_{threads} {
  check(list_);
}

Sender::Reply Sender::reply(BytesView offer) {
  if (finished_) throw Failure{Fault::conflict, "psi.finished"};
  const auto read = read_offer(offer, shared_);
  auto tags = tags_of(read.points, seed_, threads_);
  if (read.mode == Mode::count) {
    const auto order = shuffled(tags.size() / slots, seed_, "asker's");
    std::vector<Tag> mixed;
    mixed.reserve(tags.size());
    for (const auto person : order)
      mixed.insert(mixed.end(), tags.begin() + static_cast<std::ptrdiff_t>(person * slots),
                   tags.begin() + static_cast<std::ptrdiff_t>((person + 1) * slots));
    tags = std::move(mixed);
  }
  finished_ = true;
  const auto places = shuffled(filled_up(list_.entries.size()), seed_, "own");
  Reply out{.session = read.session, .mode = read.mode, .asked = read.points.size() / slots};
  out.answer = write(
      Answer{.session = read.session,
             .mode = read.mode,
             .offer = crypto::hash(offer),
             .tags = std::move(tags),
             .points = blinded(list_.entries, places, shared_, read.session, seed_, threads_)},
      shared_);
  for (const auto entry : places)
    out.people.push_back(entry < list_.entries.size() ? std::optional{entry} : std::nullopt);
  return out;
}

// What is kept: mode, seed, evidence, what each entry holds, the digest of the offer.

Bytes Receiver::keep() const {
  ByteWriter out;
  out.part("turnstone kept offer 1").u64(static_cast<std::uint64_t>(mode_)).part(seed_.reveal());
  for (const auto bits : {evidence_.prefix, evidence_.sound, evidence_.whole, evidence_.day,
                          evidence_.year, evidence_.place})
    out.u64(std::bit_cast<std::uint64_t>(bits));
  Bytes held;
  for (const auto& each : held_)
    held.push_back(
        static_cast<std::uint8_t>(each.first | each.last << 1 | each.date << 2 | each.place << 3));
  out.part(held).part(offer_digest_);
  return out.bytes();
}

Receiver Receiver::resume(BytesView kept, const Shared& shared, unsigned threads) {
  const auto want = [](auto value) {
    if (!value) throw Failure{Fault::invalid, "psi.not_kept"};
    return *std::move(value);
  };
  ByteReader reader{kept};
  if (text_of(want(reader.part())) != "turnstone kept offer 1")
    throw Failure{Fault::invalid, "psi.not_kept"};
  const auto mode = want(reader.u64());
  auto seed = want(crypto::Secret::from(want(reader.part())));
  Evidence evidence;
  for (auto* bits : {&evidence.prefix, &evidence.sound, &evidence.whole, &evidence.day,
                     &evidence.year, &evidence.place})
    *bits = std::bit_cast<double>(want(reader.u64()));
  std::vector<Held> held;
  for (const auto each : want(reader.part()))
    held.push_back({(each & 1U) != 0, (each & 2U) != 0, (each & 4U) != 0, (each & 8U) != 0});
  const auto digest = want(reader.part());
  if (digest.size() != sizeof(crypto::Digest) || held.empty() || held.size() > most_people ||
      mode < 1 || mode > 2 || !reader.done())
    throw Failure{Fault::invalid, "psi.not_kept"};
  Kept out{Mode{static_cast<std::uint8_t>(mode)}, std::move(seed), evidence, std::move(held), {}};
  std::ranges::copy(digest, out.offer_digest.begin());
  return Receiver{std::move(out), shared, threads};
}

}  // namespace ts::private_matching
