#pragma once

#include <functional>
#include <string>

#include "audit/audit.h"
#include "base/bytes.h"

namespace ts::records {

/// A key that a client made for one request, and a digest of what it asked for.
struct Once {
  std::string key;  ///< 16 to 64 letters, digits or '-'; empty: the client made none
  crypto::Digest request{};
};

/// Runs `make` unless this account already did this very request; gives the result of the first
/// time (ids, nothing about a person). The same key for another request is `Failure{invalid,
/// "idempotency.key_reused"}`. In the caller's unit of work, so both or neither is durable. When
/// nothing was made, that is said by `repeated`.
struct Outcome {
  std::string result;
  bool repeated = false;
};
Outcome once(audit::Work& work, const Once& once, const std::function<std::string()>& make);

}  // namespace ts::records
