#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

struct _cjose_jwk_int;  // cjose_jwk_t; the library is known to this module's sources only

namespace ts::openid {

/// A public key of the provider that may sign tokens.
struct Key {
  std::string id;         ///< "kid"; empty when it says none
  std::string algorithm;  ///< "alg"; empty when it says none
  std::shared_ptr<const _cjose_jwk_int> material;
};

/// The keys of a provider that we can use (RFC 7517): RSA of 2048 to 8192 bits, elliptic curve
/// P-256, for signatures. Others in the set are passed over, as the RFC says. A set that cannot be
/// read has none; no more than `most_keys` are looked at.
inline constexpr std::size_t most_keys = 32;
std::vector<Key> read_keys(std::string_view json);

}  // namespace ts::openid
