#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "access/account.h"
#include "access/account_text.h"
#include "access/policy.h"
#include "access/sign_on.h"
#include "audit/audit.h"
#include "base/guarded.h"
#include "db/db.h"
#include "vault/vault.h"

namespace ts::access {

/// The accounts and teams of one organisation, sealed in its database and held open in memory. The
/// database is written first, so memory never tells what is not durable.
class Accounts {
 public:
  /// Reads everything. What does not open is `Failure{unavailable, "store.damaged"}`.
  Accounts(db::Database& database, audit::Journal& journal, const vault::Keyring& keyring,
           crypto::Cost cost);

  /// Reads everything anew if another process has changed accounts or teams since. A change by this
  /// one that came too late for that is `Failure{stale, "store.changed_meanwhile"}`. Not from
  /// within a unit of work.
  void follow();

  /// First steps of a new organisation, before anybody can sign in; once. `Failure{invalid}`.
  void found(const Organisation& organisation);
  /// `Failure{unavailable, "store.damaged"}` before it is founded.
  Organisation organisation() const;

  /// All that make or change say what is wrong with each field at once (`Failure{invalid}`); whom
  /// or what they do not know is `Failure{absent, "account.absent"}`, a name that is taken
  /// `Failure{conflict}`: "account.login_taken", "team.name_taken".
  TeamId make_team(const Grant<Action::team_change>& grant, const std::string& name);
  AccountId make(const Grant<Action::account_change>& grant, const NewAccount& wanted,
                 const crypto::SecretText& passphrase);
  /// `Failure{conflict}`: "store.changed_meanwhile" (`revision` is not the newest),
  /// "account.own_role" (nobody changes their own role or disables themselves),
  /// "account.last_administrator" (somebody must be left who can change accounts).
  Account change(const Grant<Action::account_change>& grant, AccountId id, std::int64_t revision,
                 const AccountChange& wanted);
  void set_passphrase(const Grant<Action::account_change>& grant, AccountId id,
                      const crypto::SecretText& passphrase);
  /// One's own; `Failure{invalid, "session.wrong"}` when `current` is not it. The fields are called
  /// "current" and "new".
  void change_own_passphrase(const Grant<Action::account_self>& grant,
                             const crypto::SecretText& current,
                             const crypto::SecretText& passphrase);

  /// From the command line, where who may open the node may do this: the first administrator.
  TeamId make_team_at_console(const std::string& name);
  AccountId make_at_console(const NewAccount& wanted, const crypto::SecretText& passphrase);
  void set_passphrase_at_console(AccountId id, const crypto::SecretText& passphrase);

  /// One's own second factor. Beginning gives what the app needs, and nothing changes at sign-in
  /// until confirming shows that the app has it; that gives the recovery codes, once.
  /// `Failure{conflict}`: "second_factor.on", "second_factor.not_begun", "second_factor.off",
  /// "second_factor.required" (one's organisation wants it); `{invalid}` with
  /// "second_factor.wrong_code". The caller has seen the passphrase.
  SecondFactorState second_factor(const Grant<Action::account_self>& grant) const;
  Enrolment begin_second_factor(const Grant<Action::account_self>& grant);
  std::vector<std::string> confirm_second_factor(const Grant<Action::account_self>& grant,
                                                 std::string_view code);
  void end_second_factor(const Grant<Action::account_self>& grant);
  /// Somebody else's: "second_factor.own" for one's own, which needs passphrase and code.
  void take_off_second_factor(const Grant<Action::account_change>& grant, AccountId id);
  void take_off_second_factor_at_console(AccountId id);
  /// Whether this code of an app or of recovery is right; it is used up, durably.
  bool take_code(AccountId id, std::string_view code);
  /// Which roles must have one. `Failure{stale, "store.changed_meanwhile"}`.
  Organisation require_second_factor(const Grant<Action::account_change>& grant,
                                     std::int64_t revision, std::vector<Role> roles);
  /// Whether the organisation wants one of this account, and it has none.
  bool lacks_second_factor(AccountId id) const;

  /// Signing in through a provider. One account, one identity; what binds them is the account's own
  /// doing (the caller has seen its passphrase) or an administrator's invitation, which lasts seven
  /// days and counts once. `Failure{conflict}`: "sign_on.bound" (the account is bound already),
  /// "sign_on.taken" (the identity is another's), "sign_on.not_bound".
  std::optional<Instant> signs_on_since(const Grant<Action::account_self>& grant) const;
  std::optional<Account> find_identity(const Identity& identity) const;
  std::optional<Account> find_invited(std::string_view code) const;
  Invited invite_to_sign_on(const Grant<Action::account_change>& grant, AccountId id);
  void bind_sign_on(AccountId id, const Identity& identity);
  void end_sign_on(const Grant<Action::account_self>& grant);
  void end_sign_on(const Grant<Action::account_change>& grant, AccountId id);

  std::vector<Account> all() const;  ///< by name
  std::vector<Team> teams() const;   ///< by name
  std::optional<Account> find(AccountId id) const;
  std::optional<Account> find_login(std::string_view login) const;
  std::optional<Team> team(TeamId id) const;

  /// Takes as long for an account that is not there (pass nothing) as for a wrong passphrase.
  bool passphrase_matches(const std::optional<AccountId>& id,
                          const crypto::SecretText& passphrase) const;

 private:
  using By = std::optional<AccountId>;
  /// Grows with every change of an account, a team or the organisation, whoever makes it.
  struct Stamp {
    std::int64_t accounts = 0, revisions = 0, teams = 0, organisation = 0;
    friend bool operator==(const Stamp&, const Stamp&) = default;
  };
  static Stamp stamp(db::Reader& tx);
  void refuse_if_others_changed(db::Reader& tx) const;

  struct Held {
    Stamp stamp;
    std::optional<Organisation> organisation;
    std::map<TeamId, Team> teams;
    std::map<AccountId, KeptAccount> accounts;
  };
  Held load(db::Reader& tx) const;
  Organisation load_organisation(const db::Row& row) const;
  Team load_team(const db::Row& row) const;
  KeptAccount load_account(const db::Row& row) const;

  TeamId add_team(By by, const std::string& name);
  AccountId add(By by, const NewAccount& wanted, const crypto::SecretText& passphrase);
  void replace_passphrase(By by, AccountId id, const crypto::SecretText& passphrase,
                          std::string_view field);
  void write(By by, audit::What what, const KeptAccount& next);
  void remove_second_factor(By by, KeptAccount next);
  void unbind(By by, AccountId id);
  bool required(const Account& account) const;
  std::int64_t put(db::Writer& tx, const KeptAccount& next, const Bytes& sealed) const;

  KeptAccount kept(AccountId id) const;
  bool known_team(const std::optional<TeamId>& id) const;
  void refuse_taken(const std::string& login) const;
  void refuse_losing_administrators(const Account& after) const;
  void check(const Permit& grant) const;

  db::Database& database_;
  audit::Journal& journal_;
  const vault::Keyring& keyring_;
  const crypto::Cost cost_;
  const std::string nobody_;  ///< a hash that no passphrase has
  std::mutex changing_;       ///< one change at a time, from looking to having written
  Guarded<Held> held_;
};

/// Every account whose row is not what the newest audit entry about it says
/// ("store.account_altered" with that entry's number): an older one put back, one taken away, or
/// one that no entry tells of. Teams and the organisation likewise ("store.team_altered").
std::vector<audit::Finding> check_accounts(db::Reader& tx);

/// What is wrong with a passphrase, if anything: "passphrase.short" (under 12 characters),
/// "passphrase.long" (over 1024 bytes), "passphrase.common" (made of at most two words of
/// data/policy/common_passphrases.txt and the login, of one repeated piece, or of no letters).
std::optional<MessageKey> weakness(std::string_view passphrase, std::string_view login);

/// Logins: 3 to 64 of a-z 0-9 . - _ and @; given text is lower-cased. Nothing when it is none.
std::optional<std::string> login_of(std::string_view text);

}  // namespace ts::access
