#pragma once

#include <optional>
#include <string_view>

#include "crypto/crypto.h"

/// What a browser can open by itself (Web Cryptography API), nothing installed. Between programs of
/// ours there is `seal`.
namespace ts::crypto {

/// PBKDF2 with HMAC-SHA-256 (RFC 8018, section 5.2): `size` bytes from a code that people type.
Bytes pbkdf2_sha256(std::string_view code, BytesView salt, unsigned rounds, std::size_t size);

/// AES-256-GCM (NIST SP 800-38D) with a random IV of 96 bits: IV, then ciphertext and tag. Opens
/// for the same `bound` only. No more than a few under one key: the IV is short for random choice.
Bytes gcm_seal(const Secret& key, BytesView bound, BytesView text);
/// Nothing when the key, `bound` or any byte is another.
std::optional<Bytes> gcm_open(const Secret& key, BytesView bound, BytesView sealed);

}  // namespace ts::crypto
