// What somebody sends as a packet, a card, a step or a matter that was kept: refused with a
// Failure, or read as exactly what was written. The first byte chooses the reader.
#include "packets/packet.h"

#include "base/failure.h"

namespace {

using namespace ts;

const packets::Identity& recipient() {
  static const packets::Identity out{crypto::Secret::from(Bytes(32, 2)).value()};
  return out;
}

/// Sealed by whoever has the card, so that what is inside is reached, too.
void open_sealed(BytesView text) {
  const auto& theirs = recipient().opening().public_key();
  const crypto::AgreementKey once{crypto::Secret::from(Bytes(32, 9)).value()};
  ByteWriter both;
  both.part(theirs).part(once.public_key());
  ByteWriter tag;
  tag.part("turnstone packet tag 1").part(theirs).part(once.public_key());
  constexpr std::string_view magic = "turnstone packet\x01";
  Bytes packet(magic.begin(), magic.end());
  const auto tag_bytes = crypto::hash(tag.bytes());
  packet.insert(packet.end(), tag_bytes.begin(), tag_bytes.begin() + 16);
  packet.insert(packet.end(), once.public_key().begin(), once.public_key().end());
  const auto key = crypto::derive(*once.agree(theirs), "turnstone packet key 1", both.bytes());
  crypto::StreamSealer stream{key, packet};
  packet.insert(packet.end(), stream.header().begin(), stream.header().end());
  stream.seal(text, true, packet);
  packets::open(packet, recipient());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const BytesView rest{data + 1, size - 1};
  try {
    switch (data[0] % 6) {
      case 0:
        packets::open(rest, recipient());
        break;
      case 1:
        open_sealed(rest);
        break;
      case 2:
        if (const auto card = packets::decode_card(rest))
          ensure(packets::encode(*card) == Bytes(rest.begin(), rest.end()));
        break;
      case 3:
        if (const auto step = packets::decode_step(rest))
          ensure(packets::encode(*step) == Bytes(rest.begin(), rest.end()));
        break;
      case 4:
        if (const auto content = packets::decode_content(rest))
          ensure(packets::encode(*content) == Bytes(rest.begin(), rest.end()));
        break;
      default:
        if (const auto matter = packets::Matter::decode(rest)) {
          matter->message();
          matter->in_order();
        }
    }
  } catch (const Failure& failure) {
    ensure(failure.fault() == Fault::invalid || failure.fault() == Fault::too_large);
  }
  return 0;
}
