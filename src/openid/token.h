#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/failure.h"
#include "base/time.h"
#include "openid/keys.h"

namespace ts::openid {

/// What a token must say to be about this sign-in.
struct Expected {
  std::string issuer, client, nonce;
  Instant begun;              ///< when the person was sent to the provider
  std::string second_factor;  ///< the word of the provider for one ("mfa"); empty: none counts
};

/// Who somebody is, in the words of the provider.
struct Token {
  std::string subject;
  bool second_factor = false;  ///< seen by the provider, in the word that was expected
};

/// Why a token is not believed; for the log of the operator, who has to mend it.
enum class Doubt {
  malformed,
  algorithm,
  unknown_key,
  signature,
  issuer,
  audience,
  expired,
  not_yet,
  nonce,
  subject,
  old_sign_in
};
MessageKey text(Doubt doubt);

/// Checks an ID token as OpenID Connect Core 1.0, section 3.1.3.7, asks: signed (RFC 7515) with
/// RS256, PS256 or ES256 by one of `keys`, and no other algorithm whatever its header says; of this
/// issuer, for this client and no other; valid now, give or take a minute; for this nonce. A
/// provider that says when the person proved who they are must have asked since `begun`.
std::variant<Token, Doubt> check(std::string_view token, const std::vector<Key>& keys,
                                 const Expected& expected, Instant now);

}  // namespace ts::openid
