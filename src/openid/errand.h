#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/guarded.h"
#include "base/id.h"
#include "base/time.h"
#include "crypto/crypto.h"

namespace ts::openid {

/// What a browser was sent to the provider for.
struct Errand {
  std::string state, nonce, verifier;  ///< random, each of 256 bits
  Instant begun;
  std::string invitation = {};         ///< of an administrator, whoever comes back with it
  std::optional<AccountId> bind = {};  ///< who is signed in, and wants to sign in so from now on
};

/// Who came back from the provider and has yet to type a code of their own.
struct Proved {
  std::string subject;
  Instant at;
  std::string invitation = {};
};

/// What the browser carries meanwhile, sealed in a cookie. Nothing is kept here for those who never
/// come back, and any process of the node takes up what another began. Each errand is done once in
/// one process; across several it is the provider's code that counts once.
class Errands {
 public:
  static constexpr std::chrono::minutes longest{10};

  Errands(crypto::Secret key, const Clock& clock) : key_{std::move(key)}, clock_{clock} {}

  Errand begin() const;
  std::string carried(const Errand& errand) const;
  std::string carried(const Proved& proved) const;

  /// Nothing when it was altered, is not ours, is older than `longest`, was for another `state`, or
  /// was taken up already.
  std::optional<Errand> take(std::string_view cookie, std::string_view state);
  /// As often as somebody mistypes a code, until it is too old.
  std::optional<Proved> proved(std::string_view cookie) const;

 private:
  std::optional<std::string> opened(std::string_view cookie, std::string_view kind) const;
  std::string sealed(std::string_view text, std::string_view kind) const;
  bool too_old(Instant begun) const;

  const crypto::Secret key_;
  const Clock& clock_;
  Guarded<std::map<std::string, Instant, std::less<>>> done_;  ///< states, until they are too old
};

}  // namespace ts::openid
