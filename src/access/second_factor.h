#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"
#include "crypto/crypto.h"
#include "vault/vault.h"

/// What somebody shows besides the passphrase: a code of an authenticator app or, without the app,
/// a recovery code.
namespace ts::access {

/// What is kept of it, sealed with the account.
struct SecondFactor {
  Bytes secret;                          ///< shared with the app
  bool on = false;                       ///< false: begun, and not yet shown to work
  Instant since;                         ///< when it was begun or went on
  std::int64_t used_step = 0;            ///< no code up to this step counts again
  std::vector<crypto::Digest> recovery;  ///< tags of the recovery codes not yet used
};

/// What its owner may know of it.
struct SecondFactorState {
  bool on = false;
  bool required = false;  ///< the organisation wants it of this role
  std::optional<Instant> since = {};
  std::size_t recovery_left = 0;
};

/// What an authenticator app is given, once.
struct Enrolment {
  std::string secret;  ///< base 32
  std::string uri;     ///< otpauth://…, for a QR code
};

enum class CodeKind { app, recovery };

inline constexpr std::size_t recovery_code_count = 10;
/// Sixteen letters and digits (80 bits) in four groups.
std::string random_recovery_code();
/// What is kept of a recovery code; typed with or without groups, in capitals or not.
crypto::Digest recovery_tag(const vault::Keyring& keyring, std::string_view code);

/// Uses up a code: which kind it was, and `factor` no longer takes it. Nothing when it is none.
std::optional<CodeKind> use_code(SecondFactor& factor, const vault::Keyring& keyring,
                                 std::string_view code, Instant now);

}  // namespace ts::access
