#include "crypto/ristretto.h"

#include <sodium.h>

#include <algorithm>

#include "base/failure.h"

namespace ts::crypto {

static_assert(sizeof(Point) == crypto_core_ristretto255_BYTES);
static_assert(Secret::size == crypto_core_ristretto255_SCALARBYTES);

Scalar Scalar::derived(const Secret& key, std::string_view purpose) {
  // Twice as long as the order, so that what is left of the division is as good as uniform.
  std::array<std::uint8_t, crypto_core_ristretto255_NONREDUCEDSCALARBYTES> wide{};
  crypto_generichash(wide.data(), wide.size(), bytes_of(purpose).data(), purpose.size(),
                     key.reveal().data(), Secret::size);
  std::array<std::uint8_t, Secret::size> bytes{};
  crypto_core_ristretto255_scalar_reduce(bytes.data(), wide.data());
  auto out = from(bytes);
  wipe(wide);
  wipe(bytes);
  ensure(out.has_value());
  return std::move(*out);
}

std::optional<Scalar> Scalar::from(BytesView bytes) {
  auto secret = Secret::from(bytes);
  if (!secret || sodium_is_zero(bytes.data(), bytes.size()) == 1) return std::nullopt;
  // Reduced, it is itself only when it was below the order.
  std::array<std::uint8_t, crypto_core_ristretto255_NONREDUCEDSCALARBYTES> wide{};
  std::ranges::copy(bytes, wide.begin());
  std::array<std::uint8_t, Secret::size> reduced{};
  crypto_core_ristretto255_scalar_reduce(reduced.data(), wide.data());
  const bool below = equal(reduced, bytes);
  wipe(wide);
  wipe(reduced);
  if (!below) return std::nullopt;
  return Scalar{std::move(*secret)};
}

Point point_of(const Secret& key, BytesView bytes) {
  std::array<std::uint8_t, crypto_core_ristretto255_HASHBYTES> digest{};
  crypto_generichash(digest.data(), digest.size(), bytes.data(), bytes.size(), key.reveal().data(),
                     Secret::size);
  Point out{};
  crypto_core_ristretto255_from_hash(out.data(), digest.data());
  return out;
}

std::optional<Point> multiplied(const Scalar& scalar, const Point& point) {
  Point out{};
  if (crypto_scalarmult_ristretto255(out.data(), scalar.reveal().data(), point.data()) != 0)
    return std::nullopt;
  return out;
}

}  // namespace ts::crypto
