#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "crypto/crypto.h"

namespace ts::crypto {

using AgreementPublic = std::array<std::uint8_t, 32>;

/// X25519 (RFC 7748): two sides, each with its own secret and the other's public half, come to the
/// same secret.
class AgreementKey {
 public:
  explicit AgreementKey(Secret secret);
  const AgreementPublic& public_key() const { return public_; }
  /// Nothing when the other half is one that gives the same secret to everybody (section 6.1).
  std::optional<Secret> agree(const AgreementPublic& other) const;

 private:
  Secret secret_;
  AgreementPublic public_{};
};

}  // namespace ts::crypto
