#pragma once

#include <string>

#include "crypto/crypto.h"

/// Argon2id takes much memory on purpose; here one is worked out at a time in the whole program, so
/// that many people signing in at once wait instead of using it all up.
namespace ts::access {

/// What is kept of a passphrase.
std::string kept_hash(const crypto::SecretText& passphrase, crypto::Cost cost);

/// Whether `hash` was kept of this passphrase.
bool matches(const std::string& hash, const crypto::SecretText& passphrase);

/// A hash that no passphrase has, and that takes as long to find out for as one kept at `cost`.
std::string nobodys_hash(crypto::Cost cost);

}  // namespace ts::access
