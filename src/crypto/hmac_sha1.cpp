#include "crypto/hmac_sha1.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/failure.h"

namespace ts::crypto {

std::array<std::uint8_t, 20> hmac_sha1(BytesView key, BytesView message) {
  std::array<std::uint8_t, 20> out{};
  unsigned int size = 0;
  const auto* done = HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), message.data(),
                          message.size(), out.data(), &size);
  ensure(done != nullptr && size == out.size());
  return out;
}

}  // namespace ts::crypto
