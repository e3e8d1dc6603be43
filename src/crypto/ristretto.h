#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "crypto/crypto.h"

/// The group ristretto255 (RFC 9496): of prime order, so that no element has a small order, and
/// with one encoding for each element.
namespace ts::crypto {

/// A secret number that elements are multiplied by; never zero.
class Scalar {
 public:
  /// From a key, for one purpose; the same for the same two.
  static Scalar derived(const Secret& key, std::string_view purpose);
  /// Nothing unless there are 32 bytes below the order of the group, and not all are zero.
  static std::optional<Scalar> from(BytesView bytes);
  BytesView reveal() const { return bytes_.reveal(); }

 private:
  explicit Scalar(Secret bytes) : bytes_{std::move(bytes)} {}
  Secret bytes_;
};

/// An element as it is sent. What came from outside is held to be one only when it was multiplied.
using Point = std::array<std::uint8_t, 32>;

/// The element that `bytes` stand for under `key` (BLAKE2b-512, keyed, then the map of RFC 9496,
/// 4.3.4). Nobody knows its logarithm.
Point point_of(const Secret& key, BytesView bytes);

/// Nothing when `point` is no canonical encoding, or the identity.
std::optional<Point> multiplied(const Scalar& scalar, const Point& point);

}  // namespace ts::crypto
