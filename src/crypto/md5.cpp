#include "crypto/md5.h"

#include <openssl/evp.h>

#include <array>

#include "base/failure.h"

namespace ts::crypto {

std::string md5_hex(BytesView bytes) {
  std::array<std::uint8_t, 16> out{};
  unsigned int size = 0;
  const auto done = EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, EVP_md5(), nullptr);
  ensure(done == 1 && size == out.size());
  return hex(out);
}

}  // namespace ts::crypto
