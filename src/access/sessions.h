#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "access/device.h"
#include "access/policy.h"
#include "access/tries.h"
#include "base/guarded.h"
#include "base/time.h"
#include "crypto/crypto.h"
#include "db/db.h"

namespace ts::access {

/// What a signed-in browser holds. Tokens are 32 random bytes as hex; only their hashes are kept.
struct SessionTokens {
  std::string cookie;
  std::string csrf;
};

struct Session {
  AccountId account;
  OrgId org;
  std::string csrf;
  Instant expires_at;
  std::vector<std::pair<CaseId, FieldClass>> reasons;
};

using SessionId = Id<struct SessionTag>;

/// A session as its owner sees it in a list: enough to recognise one's own, and no address.
struct SessionEntry {
  SessionId id;
  Instant since;
  Instant used;  ///< to the hour
  Device device;
};

/// Who is signed in. In memory, for a node that is one process: a restart signs everybody out. Or
/// in a database, for several processes that share one: whoever signed in at one is known to all,
/// and ended is ended everywhere.
class Sessions {
 public:
  struct Limits {
    std::chrono::minutes idle{30};
    std::chrono::hours longest{12};
    std::size_t per_account = 10;  ///< the oldest goes
  };
  explicit Sessions(const Clock& clock) : Sessions{clock, Limits{}} {}
  Sessions(const Clock& clock, Limits limits);
  /// `shared` has the tables of data/schema_shared. That somebody is active is written down every
  /// ten seconds, so that a session may end so much earlier.
  Sessions(const Clock& clock, Limits limits, db::Database& shared, const crypto::Secret& node_key);
  ~Sessions();

  SessionTokens begin(AccountId account, OrgId org, Device device = {});
  /// The session of a cookie, its idle time begun anew; nothing when there is none or it ended.
  std::optional<Session> find(std::string_view cookie);
  void end(std::string_view cookie);
  /// Disabled, role changed, passphrase changed: everywhere at once.
  void end_all_of(AccountId account);
  /// The account's sessions that have not ended, the newest first.
  std::vector<SessionEntry> of(AccountId account) const;
  /// How the list calls the session of this cookie.
  static std::optional<SessionId> id_of(std::string_view cookie);
  /// False when the account has none of this id.
  bool end_one(AccountId account, SessionId id);
  void add_reason(std::string_view cookie, CaseId case_id, FieldClass field_class);

  class Shelf;

 private:
  std::string csrf_of(std::string_view cookie) const;

  const Clock& clock_;
  const crypto::Secret csrf_key_;
  std::unique_ptr<Shelf> shelf_;
};

/// Slows guessing down without letting anybody lock others out for long: after `free_tries` wrong
/// passphrases for a login from one address, that address waits for that login: one second, then
/// twice as long each time, at most `longest_wait`. An address that fails more often for whatever
/// logins waits too, and so does a login that fails ten times as often from all addresses together.
/// Logins and addresses are kept as salted hashes in memory and forgotten within the hour.
class Throttle {
 public:
  struct Limits {
    int free_tries = 5;  ///< for one login from one address
    std::chrono::seconds longest_wait{60};
    int free_tries_per_address = 30;
  };
  explicit Throttle(const Clock& clock) : Throttle{clock, Limits{}} {}
  Throttle(const Clock& clock, Limits limits);

  /// Nothing: go on. Otherwise how long to wait.
  std::optional<std::chrono::seconds> wait(std::string_view login, std::string_view address);
  void failed(std::string_view login, std::string_view address);
  /// Forgets what failed for this login; what the address did to others stays.
  void succeeded(std::string_view login, std::string_view address);

 private:
  struct Keys {
    crypto::Digest login, login_from_address, address;
  };
  struct Books {
    Tries logins, logins_from_addresses, addresses;
  };
  Keys keys_of(std::string_view login, std::string_view address) const;

  const Clock& clock_;
  const Limits limits_;
  const crypto::Secret salt_;
  Guarded<Books> books_;
};

}  // namespace ts::access
