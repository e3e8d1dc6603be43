#include "crypto/stream.h"

#include <sodium.h>

#include "base/failure.h"

namespace ts::crypto {
namespace {

/// The state of a stream, wiped when it goes.
struct Wiped {
  crypto_secretstream_xchacha20poly1305_state inner{};
  Wiped() = default;
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  ~Wiped() { sodium_memzero(&inner, sizeof inner); }
};

}  // namespace

struct StreamSealer::State : Wiped {};
struct StreamOpener::State : Wiped {};

static_assert(stream_overhead == crypto_secretstream_xchacha20poly1305_ABYTES);
static_assert(std::tuple_size_v<StreamHeader> == crypto_secretstream_xchacha20poly1305_HEADERBYTES);

StreamSealer::StreamSealer(const Secret& key, Bytes bound)
    : bound_{std::move(bound)}, state_{std::make_unique<State>()} {
  crypto_secretstream_xchacha20poly1305_init_push(&state_->inner, header_.data(),
                                                  key.reveal().data());
}
StreamSealer::StreamSealer(StreamSealer&&) noexcept = default;
StreamSealer& StreamSealer::operator=(StreamSealer&&) noexcept = default;
StreamSealer::~StreamSealer() = default;

void StreamSealer::seal(BytesView text, bool last, Bytes& out) {
  const auto before = out.size();
  out.resize(before + text.size() + stream_overhead);
  const unsigned char tag = last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                 : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
  ensure(crypto_secretstream_xchacha20poly1305_push(&state_->inner, out.data() + before, nullptr,
                                                    text.data(), text.size(), bound_.data(),
                                                    bound_.size(), tag) == 0);
}

StreamOpener::StreamOpener(const Secret& key, const StreamHeader& header, Bytes bound)
    : bound_{std::move(bound)}, state_{std::make_unique<State>()} {
  ensure(crypto_secretstream_xchacha20poly1305_init_pull(&state_->inner, header.data(),
                                                         key.reveal().data()) == 0);
}
StreamOpener::StreamOpener(StreamOpener&&) noexcept = default;
StreamOpener& StreamOpener::operator=(StreamOpener&&) noexcept = default;
StreamOpener::~StreamOpener() = default;

std::optional<bool> StreamOpener::open(BytesView sealed, Bytes& out) {
  if (sealed.size() < stream_overhead) return std::nullopt;
  out.resize(sealed.size() - stream_overhead);
  unsigned char tag = 0;
  if (crypto_secretstream_xchacha20poly1305_pull(&state_->inner, out.data(), nullptr, &tag,
                                                 sealed.data(), sealed.size(), bound_.data(),
                                                 bound_.size()) != 0)
    return std::nullopt;
  return tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
}

}  // namespace ts::crypto
