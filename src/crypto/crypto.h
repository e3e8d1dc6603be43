#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

/// libsodium, thinly: types that cannot be mixed up or logged, and nothing invented.
namespace ts::crypto {

/// Starts libsodium and checks it against known answers (RFC 8032, RFC 8439's construction as
/// XChaCha20-Poly1305, RFC 9106); throws `Bug` on a mismatch. Call once, first.
void start();

/// A secret of 32 bytes: wiped when it goes, moved never copied, compared in constant time, with no
/// way into a stream or a log.
class Secret {
 public:
  static constexpr std::size_t size = 32;
  static Secret random();
  /// Nothing unless there are exactly 32 bytes.
  static std::optional<Secret> from(BytesView bytes);

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  BytesView reveal() const { return bytes_; }
  bool equals(const Secret& other) const;
  Secret copy() const;

 private:
  Secret() = default;
  std::array<std::uint8_t, size> bytes_{};
};

/// A passphrase or other text that is wiped when it goes.
class SecretText {
 public:
  explicit SecretText(std::string text) : text_{std::move(text)} {}
  SecretText(SecretText&& other) noexcept = default;
  SecretText& operator=(SecretText&& other) noexcept = default;
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;
  ~SecretText();
  std::string_view reveal() const { return text_; }

 private:
  std::string text_;
};

void random_fill(std::span<std::uint8_t> out);
bool equal(BytesView a, BytesView b);  ///< constant time for equal lengths
void wipe(std::span<std::uint8_t> bytes);

/// XChaCha20-Poly1305 (IETF) with a random nonce of 192 bits: nonce, then ciphertext and tag. The
/// text is padded to multiples of 64 bytes first (ISO/IEC 7816-4), so that sizes tell less.
/// `bound` is what the result belongs to; it opens for the same `bound` only.
Bytes seal(const Secret& key, BytesView bound, BytesView text);
/// Nothing when the key, `bound` or any byte is another.
std::optional<Bytes> open(const Secret& key, BytesView bound, BytesView sealed);

/// A key for one purpose from another key (BLAKE2b, keyed, over the purpose and `context`).
Secret derive(const Secret& key, std::string_view purpose, BytesView context = {});

using Digest = std::array<std::uint8_t, 32>;
Digest hash(BytesView bytes);                           ///< BLAKE2b-256
Digest keyed_hash(const Secret& key, BytesView bytes);  ///< BLAKE2b-256, keyed
/// HMAC-SHA-256 (RFC 2104), for those who know nothing else.
Digest hmac_sha256(const Secret& key, BytesView bytes);

using Signature = std::array<std::uint8_t, 64>;
using VerifyKey = std::array<std::uint8_t, 32>;
/// Ed25519 (RFC 8032) from a seed.
class SigningKey {
 public:
  explicit SigningKey(const Secret& seed);
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;
  ~SigningKey();
  Signature sign(BytesView bytes) const;
  const VerifyKey& verify_key() const { return public_; }

 private:
  std::array<std::uint8_t, 64> secret_{};
  VerifyKey public_{};
};
bool verify(const VerifyKey& key, BytesView bytes, BytesView signature);

/// How much a passphrase costs to try (Argon2id, RFC 9106).
struct Cost {
  std::uint64_t memory_bytes = 64ULL << 20;
  std::uint64_t passes = 3;
};
using Salt = std::array<std::uint8_t, 16>;
Salt random_salt();
/// A key from a passphrase. `Failure{unavailable, "memory.short"}` when there is not the memory.
Secret key_from(const SecretText& passphrase, const Salt& salt, Cost cost);

/// What is kept of a passphrase: an Argon2id string with its own salt and cost.
std::string passphrase_hash(const SecretText& passphrase, Cost cost);
bool passphrase_matches(const std::string& hash, const SecretText& passphrase);

}  // namespace ts::crypto
