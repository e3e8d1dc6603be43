#include "private_matching/message.h"

#include <algorithm>

#include "base/failure.h"
#include "private_matching/normal.h"

namespace ts::private_matching {
namespace {

constexpr std::array<std::uint8_t, 4> message_magic{'T', 'S', 'P', 'M'};
constexpr std::uint8_t message_version = 1;
constexpr std::uint8_t suite = 1;  // ristretto255, BLAKE2b, the keys of keys.h
constexpr std::uint8_t offer_kind = 1, answer_kind = 2, travelling_kind = 3;
constexpr std::size_t longest_name = 60;
constexpr std::size_t mac_size = sizeof(crypto::Digest);

class Writer {
 public:
  Writer(std::uint8_t kind, Mode mode, const Session& session) {
    add(message_magic);
    add(std::array{message_version, kind, suite, static_cast<std::uint8_t>(mode)});
    add(session);
    add(normal_fingerprint());
  }
  Writer& count(std::size_t people) {
    for (std::size_t i = 0; i < 8; ++i)
      bytes_.push_back(static_cast<std::uint8_t>(std::uint64_t{people} >> (8 * i)));
    return *this;
  }
  Writer& text(std::string_view text) {
    bytes_.push_back(static_cast<std::uint8_t>(text.size()));
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    return *this;
  }
  template <std::size_t N>
  Writer& add(const std::array<std::uint8_t, N>& part) {
    bytes_.insert(bytes_.end(), part.begin(), part.end());
    return *this;
  }
  template <std::size_t N>
  Writer& add(const std::vector<std::array<std::uint8_t, N>>& parts) {
    bytes_.reserve(bytes_.size() + parts.size() * N + mac_size);
    for (const auto& part : parts) add(part);
    return *this;
  }
  Bytes finish(const crypto::Secret& shared) {
    add(message_mac(shared, bytes_));
    return std::move(bytes_);
  }

 private:
  Bytes bytes_;
};

[[noreturn]] void refuse(MessageKey key) { throw Failure{Fault::invalid, key}; }

class Reader {
 public:
  Reader(BytesView bytes, std::uint8_t kind, const crypto::Secret& shared) : rest_{bytes} {
    if (part<4>() != message_magic) refuse("psi.not_a_message");
    const auto said = part<4>();
    if (said[0] != message_version || said[2] != suite) refuse("psi.other_version");
    if (said[1] != kind || said[3] < 1 || said[3] > 2) refuse("psi.not_a_message");
    mode_ = Mode{said[3]};
    if (bytes.size() < mac_size) refuse("psi.not_a_message");
    const auto body = bytes.first(bytes.size() - mac_size);
    if (!crypto::equal(message_mac(shared, body), bytes.last(mac_size)))
      refuse("psi.not_authentic");
    rest_ = rest_.first(rest_.size() - mac_size);
    session_ = part<16>();
    if (part<32>() != normal_fingerprint()) refuse("psi.other_normal");
  }
  Mode mode() const { return mode_; }
  const Session& session() const { return session_; }

  template <std::size_t N>
  std::array<std::uint8_t, N> part() {
    if (rest_.size() < N) refuse("psi.not_a_message");
    std::array<std::uint8_t, N> out{};
    std::ranges::copy(rest_.first(N), out.begin());
    rest_ = rest_.subspan(N);
    return out;
  }
  std::uint8_t byte() { return part<1>()[0]; }
  std::string text() {
    const std::size_t size = byte();
    if (rest_.size() < size) refuse("psi.not_a_message");
    const std::string out{text_of(rest_.first(size))};
    rest_ = rest_.subspan(size);
    return out;
  }
  /// A multiple of `filled`.
  std::size_t people(std::size_t filled = padding) {
    std::uint64_t out = 0;
    const auto bytes = part<8>();
    for (std::size_t i = 0; i < 8; ++i) out |= std::uint64_t{bytes.at(i)} << (8 * i);
    if (out == 0 || out > most_people || out % filled != 0) refuse("psi.not_a_message");
    return out;
  }
  /// What `people` have, `slots` each.
  template <std::size_t N>
  std::vector<std::array<std::uint8_t, N>> parts(std::size_t people) {
    if (rest_.size() / N < people * slots) refuse("psi.not_a_message");
    std::vector<std::array<std::uint8_t, N>> out(people * slots);
    for (auto& each : out) each = part<N>();
    return out;
  }
  void end() const {
    if (!rest_.empty()) refuse("psi.not_a_message");
  }

 private:
  BytesView rest_;
  Mode mode_ = Mode::match;
  Session session_{};
};

/// An honest list has no key twice; a peer who sends one twice would learn where it hit.
std::vector<crypto::Point> all_different(std::vector<crypto::Point> points) {
  auto sorted = points;
  std::ranges::sort(sorted);
  if (std::ranges::adjacent_find(sorted) != sorted.end()) refuse("psi.repeated_point");
  return points;
}

}  // namespace

bool Travelling::met_all() const {
  return std::ranges::none_of(marks, [](const Mark& mark) { return mark == Mark{}; });
}

bool is_list_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_name &&
         std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

crypto::Digest message_mac(const crypto::Secret& shared, BytesView bytes) {
  return crypto::keyed_hash(crypto::derive(shared, "private matching, messages"), bytes);
}

Bytes write(const Offer& offer, const crypto::Secret& shared) {
  return Writer{offer_kind, offer.mode, offer.session}
      .count(offer.points.size() / slots)
      .add(offer.points)
      .finish(shared);
}

Bytes write(const Answer& answer, const crypto::Secret& shared) {
  return Writer{answer_kind, answer.mode, answer.session}
      .add(answer.offer)
      .count(answer.tags.size() / slots)
      .count(answer.points.size() / slots)
      .add(answer.tags)
      .add(answer.points)
      .finish(shared);
}

Bytes write(const Travelling& list, const crypto::Secret& shared) {
  return Writer{travelling_kind, Mode::count, list.session}
      .add(std::array{static_cast<std::uint8_t>(list.marks.size()), list.owner})
      .text(list.name)
      .add(list.evidence)
      .add(list.marks)
      .count(list.people())
      .add(list.points)
      .add(list.tags)
      .finish(shared);
}

Offer read_offer(BytesView bytes, const crypto::Secret& shared) {
  Reader reader{bytes, offer_kind, shared};
  Offer out{.session = reader.session(), .mode = reader.mode()};
  const auto people = reader.people();
  out.points = all_different(reader.parts<32>(people));
  reader.end();
  return out;
}

Answer read_answer(BytesView bytes, const crypto::Secret& shared) {
  Reader reader{bytes, answer_kind, shared};
  Answer out{.session = reader.session(), .mode = reader.mode(), .offer = reader.part<32>()};
  const auto asked = reader.people();
  const auto answered = reader.people();
  out.tags = reader.parts<12>(asked);
  out.points = all_different(reader.parts<32>(answered));
  reader.end();
  return out;
}

Travelling read_travelling(BytesView bytes, const crypto::Secret& shared) {
  Reader reader{bytes, travelling_kind, shared};
  if (reader.mode() != Mode::count) refuse("psi.not_a_message");  // it never tells who
  Travelling out{.session = reader.session()};
  out.marks.resize(reader.byte());
  out.owner = reader.byte();
  out.name = reader.text();
  if (out.marks.size() < 2 || out.marks.size() > most_parties || out.owner >= out.marks.size() ||
      !is_list_name(out.name))
    refuse("psi.not_a_message");
  out.evidence = reader.part<6>();
  for (auto& mark : out.marks) mark = reader.part<sizeof(Mark)>();
  if (!out.met(out.owner)) refuse("psi.not_a_message");
  const auto people = reader.people(1);
  if (out.met_all())
    out.tags = reader.parts<12>(people);
  else
    out.points = all_different(reader.parts<32>(people));
  reader.end();
  return out;
}

}  // namespace ts::private_matching
