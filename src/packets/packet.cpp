#include "packets/packet.h"

#include <algorithm>
#include <utility>

#include "base/failure.h"
#include "crypto/hash.h"
#include "crypto/stream.h"
#include "packets/reading.h"

namespace ts::packets {
namespace {

using inside::put;
using inside::reach_of;
using inside::Reading;

constexpr std::string_view magic = "turnstone packet";  // 16 bytes, then the version
constexpr std::uint8_t version = 1;
constexpr std::size_t tag_size = 16;
constexpr std::size_t public_size = 32;
constexpr std::size_t stream_header = std::tuple_size_v<crypto::StreamHeader>;
constexpr std::size_t head_size = magic.size() + 1 + tag_size + public_size + stream_header;
constexpr std::size_t piece = 64U << 10;
constexpr std::size_t sealed_piece = piece + crypto::stream_overhead;
constexpr std::size_t block = 1024;  // what the whole is padded to, so that sizes tell less
constexpr std::string_view cover_format = "turnstone cover 1";

[[noreturn]] void refuse(MessageKey key) { throw Failure{Fault::invalid, key}; }

Bytes encode(const Cover& cover) {
  ByteWriter out;
  out.part(cover_format).part(cover.matter.bytes()).part(cover.sender).part(cover.recipient);
  out.u64(static_cast<std::uint64_t>(cover.made.ms));
  out.u64(static_cast<std::uint64_t>(cover.expires.ms));
  put(out, cover.message.has);
  put(out, cover.message.seen);
  out.u64(cover.message.entries.size());
  for (const auto& entry : cover.message.entries) put(out, entry);
  out.u64(cover.follows.size());
  for (const auto& file : cover.follows) out.u64(file.size).part(file.digest);
  out.u64(cover.successions.size());
  for (const auto& each : cover.successions) out.part(packets::encode(each));
  return out.bytes();
}

std::optional<Cover> decode(BytesView bytes) {
  Reading in{bytes};
  in.expect(cover_format);
  Cover out;
  out.matter = in.id<MatterId>();
  out.sender = in.array<crypto::VerifyKey>();
  out.recipient = in.array<crypto::VerifyKey>();
  out.made.ms = static_cast<std::int64_t>(in.u64());
  out.expires.ms = static_cast<std::int64_t>(in.u64());
  out.message.has = reach_of(in);
  out.message.seen = reach_of(in);
  for (auto left = in.count(most_entries); left > 0 && in.ok(); --left) {
    const auto step = in.part();
    auto entry = entry_of(step, in.part());
    if (!entry) return std::nullopt;
    out.message.entries.push_back(std::move(*entry));
  }
  std::uint64_t together = 0;
  for (auto left = in.count(most_attachments); left > 0 && in.ok(); --left) {
    Attachment file;
    file.size = in.u64();
    file.digest = in.array<crypto::Digest>();
    if (file.size > most_following - together) in.refuse();
    together += file.size;
    out.follows.push_back(std::move(file));
  }
  for (auto left = in.count(most_successions); left > 0 && in.ok(); --left) {
    auto succession = decode_succession(in.part());
    if (!succession) return std::nullopt;
    out.successions.push_back(std::move(*succession));
  }
  if (!in.done()) return std::nullopt;
  return out;
}

/// Tells a recipient that it is the one, and tells nobody else anything: it differs from packet to
/// packet.
std::array<std::uint8_t, tag_size> tag_of(const crypto::AgreementPublic& recipient,
                                          const crypto::AgreementPublic& once) {
  ByteWriter text;
  text.part("turnstone packet tag 1").part(recipient).part(once);
  const auto digest = crypto::hash(text.bytes());
  std::array<std::uint8_t, tag_size> out{};
  std::copy_n(digest.begin(), tag_size, out.begin());
  return out;
}

crypto::Secret key_of(const crypto::Secret& agreed, const crypto::AgreementPublic& recipient,
                      const crypto::AgreementPublic& once) {
  ByteWriter context;
  context.part(recipient).part(once);
  return crypto::derive(agreed, "turnstone packet key 1", context.bytes());
}

/// What stands before the pieces and is bound to each of them, but for the stream's own header.
Bytes head_of(const crypto::AgreementPublic& recipient, const crypto::AgreementPublic& once) {
  Bytes out(magic.begin(), magic.end());
  out.push_back(version);
  const auto tag = tag_of(recipient, once);
  out.insert(out.end(), tag.begin(), tag.end());
  out.insert(out.end(), once.begin(), once.end());
  return out;
}

/// Begins a stream to `recipient` and writes the head of the packet.
crypto::StreamSealer begun(const crypto::AgreementPublic& recipient, Bytes& out) {
  const crypto::AgreementKey once{crypto::Secret::random()};
  const auto agreed = once.agree(recipient);
  if (!agreed) refuse("packet.bad_card");
  auto head = head_of(recipient, once.public_key());
  out.insert(out.end(), head.begin(), head.end());
  crypto::StreamSealer stream{key_of(*agreed, recipient, once.public_key()), std::move(head)};
  out.insert(out.end(), stream.header().begin(), stream.header().end());
  return stream;
}

Bytes signed_text(BytesView cover) {
  ByteWriter out;
  out.part("turnstone packet signature 1").part(cover);
  return out.bytes();
}

}  // namespace

Sealer::Sealer(const Cover& cover, const Identity& sender, const crypto::AgreementPublic& recipient,
               Bytes& out)
    : stream_{begun(recipient, out)} {
  ensure(cover.sender == sender.signing().verify_key());
  const auto bytes = encode(cover);
  if (bytes.size() > most_cover) throw Failure{Fault::too_large, "packet.too_large"};
  for (const auto& file : cover.follows) left_ += file.size;
  if (left_ > most_following) throw Failure{Fault::too_large, "packet.too_large"};
  ByteWriter front;
  front.part(bytes).part(sender.signing().sign(signed_text(bytes)));
  put(front.bytes(), out);
}

void Sealer::put(BytesView bytes, Bytes& out) {
  total_ += bytes.size();
  // A piece is sealed when something follows it: the last one is marked.
  while (!bytes.empty()) {
    if (waiting_.size() == piece) {
      stream_.seal(waiting_, false, out);
      waiting_.clear();
    }
    if (waiting_.empty() && bytes.size() > piece) {
      stream_.seal(bytes.first(piece), false, out);
      bytes = bytes.subspan(piece);
      continue;
    }
    const auto some = std::min(bytes.size(), piece - waiting_.size());
    waiting_.insert(waiting_.end(), bytes.begin(),
                    bytes.begin() + static_cast<std::ptrdiff_t>(some));
    bytes = bytes.subspan(some);
  }
}

void Sealer::attach(BytesView bytes, Bytes& out) {
  ensure(bytes.size() <= left_);
  left_ -= bytes.size();
  put(bytes, out);
}

void Sealer::finish(Bytes& out) {
  ensure(left_ == 0);
  Bytes padding(block - total_ % block, 0);
  padding.front() = 0x80;
  put(padding, out);
  stream_.seal(waiting_, true, out);
  crypto::wipe(waiting_);
}

Bytes seal(const Cover& cover, const Identity& sender, const crypto::AgreementPublic& recipient) {
  ensure(cover.follows.empty());
  Bytes out;
  Sealer sealer{cover, sender, recipient, out};
  sealer.finish(out);
  return out;
}

struct Opener::State {
  State(const Identity& me, Sink to) : recipient{me}, sink{std::move(to)} {}

  const Identity& recipient;
  Sink sink;
  Bytes sealed;  ///< not yet opened
  Bytes front;   ///< opened, until the cover is whole
  Bytes text;
  std::optional<crypto::StreamOpener> stream;
  std::optional<Cover> cover;
  std::size_t which = 0;
  std::uint64_t so_far = 0;  ///< of the attachment
  std::optional<crypto::Hash> hash;
  Bytes padding;
  bool last = false;

  void begin();
  void open_piece(BytesView bytes);
  void take(BytesView bytes);
  BytesView take_cover(BytesView bytes);
  BytesView take_attachment(BytesView bytes);
  void pass_empty();
};

Opener::Opener(const Identity& recipient, Sink sink)
    : state_{std::make_unique<State>(recipient, std::move(sink))} {}
Opener::~Opener() = default;

void Opener::State::begin() {
  const BytesView head{sealed};
  if (text_of(head.first(magic.size())) != magic) refuse("packet.not_one");
  if (head[magic.size()] != version) refuse("packet.newer");
  crypto::AgreementPublic once{};
  std::copy_n(head.begin() + magic.size() + 1 + tag_size, public_size, once.begin());
  const auto& mine = recipient.opening().public_key();
  auto expected = head_of(mine, once);
  if (!std::equal(expected.begin(), expected.end(), head.begin())) refuse("packet.not_for_us");
  const auto agreed = recipient.opening().agree(once);
  if (!agreed) refuse("packet.damaged");
  crypto::StreamHeader start{};
  std::copy_n(head.begin() + static_cast<std::ptrdiff_t>(expected.size()), stream_header,
              start.begin());
  stream.emplace(key_of(*agreed, mine, once), start, std::move(expected));
  sealed.erase(sealed.begin(), sealed.begin() + head_size);
}

void Opener::State::open_piece(BytesView bytes) {
  if (last) refuse("packet.damaged");  // nothing comes after the last
  const auto opened = stream->open(bytes, text);
  if (!opened) refuse("packet.damaged");
  last = *opened;
  take(text);
}

void Opener::State::take(BytesView bytes) {
  while (!bytes.empty()) {
    if (!cover)
      bytes = take_cover(bytes);
    else if (which < cover->follows.size())
      bytes = take_attachment(bytes);
    else if (padding.size() + bytes.size() > block)
      refuse("packet.damaged");
    else {
      padding.insert(padding.end(), bytes.begin(), bytes.end());
      return;
    }
  }
}

BytesView Opener::State::take_cover(BytesView bytes) {
  constexpr std::size_t length = 8;
  constexpr std::size_t signature = length + std::tuple_size_v<crypto::Signature>;
  const auto before = front.size();
  front.insert(front.end(), bytes.begin(), bytes.end());
  if (front.size() < length) return {};
  const auto size = ByteReader{front}.u64().value_or(0);
  if (size > most_cover) throw Failure{Fault::too_large, "packet.too_large"};
  const auto whole = length + size + signature;
  if (front.size() < whole) return {};
  Reading in{BytesView{front}.first(whole)};
  const auto text_part = in.part();
  const auto given = in.array<crypto::Signature>();
  if (!in.done()) refuse("packet.damaged");
  auto read = decode(text_part);
  if (!read) refuse("packet.damaged");
  if (!crypto::verify(read->sender, signed_text(text_part), given)) refuse("packet.forged");
  cover = std::move(read);
  pass_empty();
  return bytes.subspan(whole - before);
}

void Opener::State::pass_empty() {
  hash.emplace();
  so_far = 0;
  while (which < cover->follows.size() && cover->follows[which].size == 0) {
    if (cover->follows[which].digest != crypto::hash({})) refuse("packet.damaged");
    ++which;
  }
}

BytesView Opener::State::take_attachment(BytesView bytes) {
  const auto& file = cover->follows[which];
  const auto some = bytes.first(
      static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), file.size - so_far)));
  hash->add(some);
  if (sink) sink(which, some);
  so_far += some.size();
  if (so_far == file.size) {
    if (hash->digest() != file.digest) refuse("packet.damaged");
    ++which;
    pass_empty();
  }
  return bytes.subspan(some.size());
}

void Opener::feed(BytesView bytes) {
  auto& now = *state_;
  while (!bytes.empty()) {
    const auto wanted = now.stream ? sealed_piece : head_size;
    // Whole pieces are opened where they lie.
    if (now.stream && now.sealed.empty() && bytes.size() > sealed_piece) {
      now.open_piece(bytes.first(sealed_piece));
      bytes = bytes.subspan(sealed_piece);
      continue;
    }
    if (now.sealed.size() == wanted) {
      if (!now.stream) {
        now.begin();
        continue;
      }
      now.open_piece(now.sealed);
      now.sealed.clear();
    }
    const auto some = std::min(bytes.size(), wanted - now.sealed.size());
    now.sealed.insert(now.sealed.end(), bytes.begin(),
                      bytes.begin() + static_cast<std::ptrdiff_t>(some));
    bytes = bytes.subspan(some);
  }
}

const Cover& Opener::finish() {
  auto& now = *state_;
  if (!now.stream)
    refuse(now.sealed.size() >= magic.size() &&
                   text_of(BytesView{now.sealed}.first(magic.size())) == magic
               ? MessageKey{"packet.cut"}
               : MessageKey{"packet.not_one"});
  if (!now.sealed.empty()) now.open_piece(std::exchange(now.sealed, {}));
  if (!now.last) refuse("packet.cut");
  if (!now.cover || now.which < now.cover->follows.size()) refuse("packet.damaged");
  const bool padded =
      !now.padding.empty() && now.padding.front() == 0x80 &&
      std::all_of(now.padding.begin() + 1, now.padding.end(), [](auto byte) { return byte == 0; });
  if (!padded) refuse("packet.damaged");
  return *now.cover;
}

Cover open(BytesView packet, const Identity& recipient) {
  Opener opener{recipient};
  opener.feed(packet);
  return opener.finish();
}

void must_be_timely(const Cover& cover, const std::vector<crypto::VerifyKey>& ours, Instant now) {
  const auto is_ours = [&](const crypto::VerifyKey& key) {
    return std::find(ours.begin(), ours.end(), key) != ours.end();
  };
  if (!is_ours(cover.recipient)) refuse("packet.not_for_us");
  if (is_ours(cover.sender)) refuse("packet.from_us");
  if (cover.made > now + clocks_apart) refuse("packet.future");
  if (cover.expires + clocks_apart < now) refuse("packet.expired");
}

}  // namespace ts::packets
