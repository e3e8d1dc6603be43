#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "crypto/crypto.h"

namespace ts::crypto {

/// libsodium's secretstream (XChaCha20-Poly1305): pieces that open in their order only, all of
/// them, with the last one marked as the last. `bound` belongs to every piece.
using StreamHeader = std::array<std::uint8_t, 24>;
inline constexpr std::size_t stream_overhead = 17;  ///< bytes that a piece is longer, sealed

class StreamSealer {
 public:
  StreamSealer(const Secret& key, Bytes bound);
  StreamSealer(StreamSealer&&) noexcept;
  StreamSealer& operator=(StreamSealer&&) noexcept;
  ~StreamSealer();
  const StreamHeader& header() const { return header_; }
  /// Appends the sealed piece to `out`.
  void seal(BytesView text, bool last, Bytes& out);

 private:
  struct State;
  Bytes bound_;
  StreamHeader header_{};
  std::unique_ptr<State> state_;
};

class StreamOpener {
 public:
  StreamOpener(const Secret& key, const StreamHeader& header, Bytes bound);
  StreamOpener(StreamOpener&&) noexcept;
  StreamOpener& operator=(StreamOpener&&) noexcept;
  ~StreamOpener();
  /// Puts the text of the next piece into `out` (what was there is gone) and says whether it is the
  /// last. Nothing when it is not that piece.
  std::optional<bool> open(BytesView sealed, Bytes& out);

 private:
  struct State;
  Bytes bound_;
  std::unique_ptr<State> state_;
};

}  // namespace ts::crypto
