#include "base/bytes.h"

#include <array>

namespace ts {

std::string hex(BytesView bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const auto byte : bytes) {
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

std::optional<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  const auto digit = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  Bytes out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit(text[i]);
    const int low = digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return out;
}

ByteWriter& ByteWriter::u64(std::uint64_t value) {
  std::array<std::uint8_t, 8> little{};
  for (auto& byte : little) {
    byte = static_cast<std::uint8_t>(value);
    value >>= 8U;
  }
  bytes_.insert(bytes_.end(), little.begin(), little.end());
  return *this;
}

ByteWriter& ByteWriter::part(BytesView bytes) {
  u64(bytes.size());
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  return *this;
}

std::optional<std::uint64_t> ByteReader::u64() {
  if (rest_.size() < 8) return std::nullopt;
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value |= std::uint64_t{rest_[static_cast<std::size_t>(i)]} << (8 * i);
  rest_ = rest_.subspan(8);
  return value;
}

std::optional<BytesView> ByteReader::part() {
  const BytesView before = rest_;
  const auto size = u64();
  if (!size || *size > rest_.size()) {
    rest_ = before;
    return std::nullopt;
  }
  const auto out = rest_.first(*size);
  rest_ = rest_.subspan(*size);
  return out;
}

}  // namespace ts
