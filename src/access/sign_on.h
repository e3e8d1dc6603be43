#pragma once

#include <string>

#include "base/time.h"
#include "crypto/crypto.h"

namespace ts::access {

/// Who a provider of OpenID Connect says somebody is: its issuer and its name for the person, which
/// it gives to nobody else, ever. An e-mail address is neither.
struct Identity {
  std::string issuer, subject;
  friend bool operator==(const Identity&, const Identity&) = default;
};

/// What is kept of an account that may sign in through a provider.
struct SignOn {
  Identity identity;
  Instant since;
};

/// What is kept of an administrator's invitation to do so: a tag of its code.
struct SignOnInvitation {
  crypto::Digest tag{};
  Instant until;
};

/// An invitation as it is told, once.
struct Invited {
  std::string code;
  Instant until;
};

}  // namespace ts::access
