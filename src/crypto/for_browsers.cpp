#include "crypto/for_browsers.h"

#include <openssl/evp.h>

#include <memory>

#include "base/failure.h"

namespace ts::crypto {
namespace {

constexpr std::size_t gcm_iv_size = 12, gcm_tag_size = 16;
constexpr std::size_t most = 1U << 30;  // OpenSSL counts in int

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;
Context context() { return {EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free}; }

int length(BytesView bytes) {
  ensure(bytes.size() < most);
  return static_cast<int>(bytes.size());
}

}  // namespace

Bytes pbkdf2_sha256(std::string_view code, BytesView salt, unsigned rounds, std::size_t size) {
  Bytes out(size);
  ensure(PKCS5_PBKDF2_HMAC(code.data(), static_cast<int>(code.size()), salt.data(), length(salt),
                           static_cast<int>(rounds), EVP_sha256(), static_cast<int>(size),
                           out.data()) == 1);
  return out;
}

Bytes gcm_seal(const Secret& key, BytesView bound, BytesView text) {
  Bytes out(gcm_iv_size + text.size() + gcm_tag_size);
  random_fill(std::span{out}.first(gcm_iv_size));
  const auto with = context();
  int written = 0;
  auto* sealed = out.data() + gcm_iv_size;
  ensure(EVP_EncryptInit_ex(with.get(), EVP_aes_256_gcm(), nullptr, key.reveal().data(),
                            out.data()) == 1 &&
         EVP_EncryptUpdate(with.get(), nullptr, &written, bound.data(), length(bound)) == 1 &&
         EVP_EncryptUpdate(with.get(), sealed, &written, text.data(), length(text)) == 1 &&
         EVP_EncryptFinal_ex(with.get(), sealed + written, &written) == 1 &&
         EVP_CIPHER_CTX_ctrl(with.get(), EVP_CTRL_GCM_GET_TAG, gcm_tag_size,
                             sealed + text.size()) == 1);
  return out;
}

std::optional<Bytes> gcm_open(const Secret& key, BytesView bound, BytesView sealed) {
  if (sealed.size() < gcm_iv_size + gcm_tag_size) return std::nullopt;
  const auto text = sealed.subspan(gcm_iv_size, sealed.size() - gcm_iv_size - gcm_tag_size);
  Bytes tag(sealed.end() - gcm_tag_size, sealed.end());
  Bytes out(text.size());
  const auto with = context();
  int written = 0;
  const bool good =
      EVP_DecryptInit_ex(with.get(), EVP_aes_256_gcm(), nullptr, key.reveal().data(),
                         sealed.data()) == 1 &&
      EVP_DecryptUpdate(with.get(), nullptr, &written, bound.data(), length(bound)) == 1 &&
      EVP_DecryptUpdate(with.get(), out.data(), &written, text.data(), length(text)) == 1 &&
      EVP_CIPHER_CTX_ctrl(with.get(), EVP_CTRL_GCM_SET_TAG, gcm_tag_size, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(with.get(), out.data() + written, &written) == 1;
  if (!good) return std::nullopt;
  return out;
}

}  // namespace ts::crypto
