#include "crypto/crypto.h"

#include <sodium.h>

#include <utility>

#include "base/failure.h"

namespace ts::crypto {
namespace {

constexpr std::size_t block = 64;
constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;

template <class Container>
const char* chars(const Container& bytes) {
  return reinterpret_cast<const char*>(bytes.data());
}

}  // namespace

Secret Secret::random() {
  Secret out;
  randombytes_buf(out.bytes_.data(), size);
  return out;
}

std::optional<Secret> Secret::from(BytesView bytes) {
  if (bytes.size() != size) return std::nullopt;
  Secret out;
  std::copy(bytes.begin(), bytes.end(), out.bytes_.begin());
  return out;
}

Secret::Secret(Secret&& other) noexcept : bytes_{other.bytes_} { wipe(other.bytes_); }

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  bytes_ = other.bytes_;
  wipe(other.bytes_);
  return *this;
}

Secret::~Secret() { wipe(bytes_); }

bool Secret::equals(const Secret& other) const { return equal(bytes_, other.bytes_); }

Secret Secret::copy() const {
  Secret out;
  out.bytes_ = bytes_;
  return out;
}

SecretText::~SecretText() { wipe({reinterpret_cast<std::uint8_t*>(text_.data()), text_.size()}); }

void random_fill(std::span<std::uint8_t> out) { randombytes_buf(out.data(), out.size()); }

bool equal(BytesView a, BytesView b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

void wipe(std::span<std::uint8_t> bytes) { sodium_memzero(bytes.data(), bytes.size()); }

Bytes seal(const Secret& key, BytesView bound, BytesView text) {
  Bytes padded(text.begin(), text.end());
  padded.resize(text.size() + block);
  std::size_t size = 0;
  ensure(sodium_pad(&size, padded.data(), text.size(), block, padded.size()) == 0);

  Bytes out(nonce_size + size + tag_size);
  randombytes_buf(out.data(), nonce_size);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out.data() + nonce_size, nullptr, padded.data(), size,
                                             bound.data(), bound.size(), nullptr, out.data(),
                                             key.reveal().data());
  wipe(padded);
  return out;
}

std::optional<Bytes> open(const Secret& key, BytesView bound, BytesView sealed) {
  if (sealed.size() < nonce_size + tag_size + block) return std::nullopt;
  Bytes out(sealed.size() - nonce_size - tag_size);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          out.data(), nullptr, nullptr, sealed.data() + nonce_size, sealed.size() - nonce_size,
          bound.data(), bound.size(), sealed.data(), key.reveal().data()) != 0)
    return std::nullopt;
  std::size_t size = 0;
  if (sodium_unpad(&size, out.data(), out.size(), block) != 0) return std::nullopt;
  out.resize(size);
  return out;
}

Secret derive(const Secret& key, std::string_view purpose, BytesView context) {
  ByteWriter input;
  input.part(purpose).part(context);
  auto digest = keyed_hash(key, input.bytes());
  auto out = Secret::from(digest);
  wipe(digest);
  return std::move(*out);
}

Digest hash(BytesView bytes) {
  Digest out;
  crypto_generichash(out.data(), out.size(), bytes.data(), bytes.size(), nullptr, 0);
  return out;
}

Digest keyed_hash(const Secret& key, BytesView bytes) {
  Digest out;
  crypto_generichash(out.data(), out.size(), bytes.data(), bytes.size(), key.reveal().data(),
                     Secret::size);
  return out;
}

Digest hmac_sha256(const Secret& key, BytesView bytes) {
  static_assert(crypto_auth_hmacsha256_BYTES == Digest{}.size());
  static_assert(crypto_auth_hmacsha256_KEYBYTES == Secret::size);
  Digest out;
  crypto_auth_hmacsha256(out.data(), bytes.data(), bytes.size(), key.reveal().data());
  return out;
}

SigningKey::SigningKey(const Secret& seed) {
  crypto_sign_seed_keypair(public_.data(), secret_.data(), seed.reveal().data());
}

SigningKey::~SigningKey() { wipe(secret_); }

Signature SigningKey::sign(BytesView bytes) const {
  Signature out;
  crypto_sign_detached(out.data(), nullptr, bytes.data(), bytes.size(), secret_.data());
  return out;
}

bool verify(const VerifyKey& key, BytesView bytes, BytesView signature) {
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(signature.data(), bytes.data(), bytes.size(), key.data()) == 0;
}

Salt random_salt() {
  Salt out;
  randombytes_buf(out.data(), out.size());
  return out;
}

Secret key_from(const SecretText& passphrase, const Salt& salt, Cost cost) {
  std::array<std::uint8_t, Secret::size> bytes{};
  const auto text = passphrase.reveal();
  if (crypto_pwhash(bytes.data(), bytes.size(), text.data(), text.size(), salt.data(), cost.passes,
                    cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw Failure{Fault::unavailable, "memory.short"};
  auto out = Secret::from(bytes);
  wipe(bytes);
  return std::move(*out);
}

std::string passphrase_hash(const SecretText& passphrase, Cost cost) {
  std::array<char, crypto_pwhash_STRBYTES> out{};
  const auto text = passphrase.reveal();
  if (crypto_pwhash_str_alg(out.data(), text.data(), text.size(), cost.passes, cost.memory_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw Failure{Fault::unavailable, "memory.short"};
  return out.data();
}

bool passphrase_matches(const std::string& hash, const SecretText& passphrase) {
  const auto text = passphrase.reveal();
  return crypto_pwhash_str_verify(hash.c_str(), text.data(), text.size()) == 0;
}

namespace {

/// RFC 8032, section 7.1, test 1.
bool ed25519_answers() {
  const auto seed =
      from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").value();
  const SigningKey key{Secret::from(seed).value()};
  return hex(key.verify_key()) ==
             "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a" &&
         hex(key.sign({})) ==
             "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e"
             "39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
}

/// draft-irtf-cfrg-xchacha-03, appendix A.3.1.
bool xchacha_answers() {
  const auto key =
      from_hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f").value();
  const auto nonce = from_hex("404142434445464748494a4b4c4d4e4f5051525354555657").value();
  const auto bound = from_hex("50515253c0c1c2c3c4c5c6c7").value();
  constexpr std::string_view text =
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
      "sunscreen would be it.";
  Bytes out(text.size() + tag_size);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out.data(), nullptr, bytes_of(text).data(),
                                             text.size(), bound.data(), bound.size(), nullptr,
                                             nonce.data(), key.data());
  return hex(BytesView{out}.first(8)) == "bd6d179d3e83d43b" &&
         hex(BytesView{out}.last(16)) == "c0875924c1c7987947deafd8780acf49";
}

/// From the reference implementation: echo -n "known answer" | argon2 0123456789abcdef -id -t 1 -k
/// 8 -p 1 -l 32 -r
bool argon2id_answers() {
  Salt salt;
  const auto text = bytes_of("0123456789abcdef");
  std::copy(text.begin(), text.end(), salt.begin());
  const auto key = key_from(SecretText{"known answer"}, salt, {.memory_bytes = 8192, .passes = 1});
  return hex(key.reveal()) == "8897730d24d4948d37ae5e52a54c7bb2a32bc417195ec8a98a85bcbf28d6d313";
}

}  // namespace

void start() {
  ensure(sodium_init() >= 0);
  ensure(ed25519_answers());
  ensure(xchacha_answers());
  ensure(argon2id_answers());
}

}  // namespace ts::crypto
