#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ts {

using Bytes = std::vector<std::uint8_t>;
using BytesView = std::span<const std::uint8_t>;

inline BytesView bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view text_of(BytesView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Lower-case hexadecimal, two digits a byte.
std::string hex(BytesView bytes);
/// Nothing when the text is not hexadecimal of even length.
std::optional<Bytes> from_hex(std::string_view text);

/// Appends values so that no two different sequences of appends give the same bytes: every
/// variable-length part is preceded by its length (64 bits, little endian).
class ByteWriter {
 public:
  ByteWriter() { bytes_.reserve(usual); }
  ByteWriter& u64(std::uint64_t value);
  ByteWriter& part(BytesView bytes);
  ByteWriter& part(std::string_view text) { return part(bytes_of(text)); }
  const Bytes& bytes() const { return bytes_; }
  Bytes take() { return std::move(bytes_); }

 private:
  static constexpr std::size_t usual = 160;
  Bytes bytes_;
};

/// Reads back what ByteWriter wrote. Each call gives nothing at the first byte that is missing.
class ByteReader {
 public:
  explicit ByteReader(BytesView bytes) : rest_{bytes} {}
  std::optional<std::uint64_t> u64();
  std::optional<BytesView> part();
  bool done() const { return rest_.empty(); }

 private:
  BytesView rest_;
};

}  // namespace ts
