#include "packets/card.h"

#include <utility>

#include "packets/reading.h"

namespace ts::packets {
namespace {

constexpr std::string_view card_format = "turnstone card 1";
constexpr std::size_t most_name = 200;
constexpr std::size_t most_address = 300;

Bytes head_of(const Card& card) {
  ByteWriter out;
  out.part(card_format).part(card.org.bytes()).part(card.name).part(card.country);
  out.part(card.address).part(card.signs).part(card.opens);
  out.u64(static_cast<std::uint64_t>(card.made.ms));
  return out.bytes();
}

Bytes keys_of(const Card& card) {
  ByteWriter out;
  out.part(card.signs).part(card.opens);
  return out.bytes();
}

/// Five digits from five bytes.
std::string group(BytesView bytes) {
  std::uint64_t number = 0;
  for (const auto byte : bytes) number = number << 8U | byte;
  std::string out;
  for (int i = 0; i < 5; ++i, number /= 10)
    out.insert(out.begin(), static_cast<char>('0' + number % 10));
  return out;
}

}  // namespace

Identity::Identity(const crypto::Secret& seed)
    : signing_{crypto::derive(seed, "turnstone identity signs")},
      opening_{crypto::derive(seed, "turnstone identity opens")} {}

void Identity::sign(Card& card) const {
  card.signs = signing_.verify_key();
  card.opens = opening_.public_key();
  card.signature = signing_.sign(head_of(card));
}

Bytes encode(const Card& card) {
  ByteWriter out;
  out.part(head_of(card)).part(card.signature);
  return out.bytes();
}

std::optional<Card> decode_card(BytesView bytes) {
  inside::Reading whole{bytes};
  const auto head = whole.part();
  Card out;
  out.signature = whole.array<crypto::Signature>();
  if (!whole.done()) return std::nullopt;
  inside::Reading in{head};
  in.expect(card_format);
  out.org = in.id<OrgId>();
  out.name = in.text(most_name);
  out.country = in.text(2);
  out.address = in.text(most_address);
  out.signs = in.array<crypto::VerifyKey>();
  out.opens = in.array<crypto::AgreementPublic>();
  out.made.ms = static_cast<std::int64_t>(in.u64());
  if (!in.done() || !crypto::verify(out.signs, head, out.signature)) return std::nullopt;
  return out;
}

namespace {

Bytes signed_text(const crypto::VerifyKey& former, BytesView card) {
  ByteWriter out;
  out.part("turnstone succession 1").part(former).part(card);
  return out.bytes();
}

}  // namespace

Succession succeed(const Identity& former, const Card& card) {
  const auto key = former.signing().verify_key();
  return {.card = card,
          .former = key,
          .signature = former.signing().sign(signed_text(key, encode(card)))};
}

Bytes encode(const Succession& succession) {
  ByteWriter out;
  out.part(signed_text(succession.former, encode(succession.card))).part(succession.signature);
  return out.bytes();
}

std::optional<Succession> decode_succession(BytesView bytes) {
  inside::Reading whole{bytes};
  const auto text = whole.part();
  Succession out;
  out.signature = whole.array<crypto::Signature>();
  if (!whole.done()) return std::nullopt;
  inside::Reading in{text};
  in.expect("turnstone succession 1");
  out.former = in.array<crypto::VerifyKey>();
  auto card = decode_card(in.part());
  if (!in.done() || !card || !crypto::verify(out.former, text, out.signature)) return std::nullopt;
  out.card = std::move(*card);
  return out;
}

std::string comparison(const Card& one, const Card& other) {
  auto first = keys_of(one);
  auto second = keys_of(other);
  if (second < first) std::swap(first, second);
  ByteWriter both;
  both.part("turnstone comparison 1").part(first).part(second);
  const auto half = crypto::hash(both.bytes());
  ByteWriter more;
  more.part("turnstone comparison 1").part(half);
  Bytes bytes(half.begin(), half.end());
  const auto rest = crypto::hash(more.bytes());
  bytes.insert(bytes.end(), rest.begin(), rest.end());
  std::string out;
  constexpr std::size_t groups = 8;
  for (std::size_t i = 0; i < groups; ++i)
    out += (i ? " " : "") + group(BytesView{bytes}.subspan(5 * i, 5));
  return out;
}

}  // namespace ts::packets
