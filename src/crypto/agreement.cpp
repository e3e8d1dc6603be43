#include "crypto/agreement.h"

#include <sodium.h>

#include "base/failure.h"

namespace ts::crypto {

AgreementKey::AgreementKey(Secret secret) : secret_{std::move(secret)} {
  ensure(crypto_scalarmult_base(public_.data(), secret_.reveal().data()) == 0);
}

std::optional<Secret> AgreementKey::agree(const AgreementPublic& other) const {
  std::array<std::uint8_t, 32> shared{};
  if (crypto_scalarmult(shared.data(), secret_.reveal().data(), other.data()) != 0)
    return std::nullopt;
  auto out = Secret::from(shared);
  wipe(shared);
  return out;
}

}  // namespace ts::crypto
