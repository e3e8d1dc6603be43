#pragma once

#include <memory>
#include <optional>
#include <semaphore>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "openid/errand.h"
#include "openid/keys.h"
#include "openid/metadata.h"
#include "openid/token.h"

namespace ts::openid {

/// What an operator says of the provider; docs/operations.md.
struct Setup {
  std::string issuer;  ///< as the provider spells it
  std::string client;
  crypto::SecretText secret;
  std::string back;           ///< our address, as people reach it: "https://cases.example"
  std::string name;           ///< what the button says
  std::string second_factor;  ///< acr or amr that stands for ours; empty: none does
};

/// A provider of OpenID Connect: the authorization code flow with PKCE (OpenID Connect Core 1.0,
/// section 3.1; RFC 7636, S256). From any thread; what talks to the provider blocks, for
/// `patience` at most at each step, and few may at a time.
class Provider {
 public:
  static constexpr std::chrono::seconds patience{5};

  /// `Failure{invalid, "cli.bad_sign_on"}` when the setup cannot work.
  Provider(Setup setup, const Clock& clock);

  const std::string& issuer() const { return setup_.issuer; }
  const std::string& name() const { return setup_.name; }

  /// Where the browser goes. The provider is told to ask for proof anew, for many share a computer.
  /// `Failure{unavailable, "sign_on.unreachable"}`: no answer, or none that a provider gives.
  std::string address_for(const Errand& errand);

  /// Who came back, for the code that the browser brought. `Failure{unauthenticated,
  /// "sign_on.refused"}` when the provider does not know the code, or its token is not believed
  /// (the log says why); "sign_on.unreachable" as above; `{too_many, "session.wait"}`.
  Token trade(const std::string& code, const Errand& errand);

 private:
  struct Known {
    std::shared_ptr<const Metadata> metadata;
    Instant metadata_at;
    std::shared_ptr<const std::vector<Key>> keys;
    Instant keys_at;
    Instant anew_at;  ///< when a key that was not known made us ask again
  };
  Metadata metadata();
  /// `anew`: a token names a key that we do not know.
  std::vector<Key> keys(const Metadata& metadata, bool anew);
  std::string id_token(const Metadata& metadata, const std::string& code, const Errand& errand);
  Token checked(const Metadata& metadata, const std::string& token, const Errand& errand);

  const Setup setup_;
  const Clock& clock_;
  Guarded<Known> known_;
  std::counting_semaphore<> talking_;
};

}  // namespace ts::openid
