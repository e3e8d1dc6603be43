#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/sessions.h"
#include "base/guarded.h"
#include "db/db.h"
#include "jobs/jobs.h"
#include "node/organisation.h"
#include "node/presence.h"
#include "vault/node_key.h"

/// The owner of everything: the node's key, its organisations, who is signed in.
namespace ts::node {

/// What a data directory is made of. The organisations lie in it, or, when `database` is the
/// address of a PostgreSQL server, there.
struct Layout {
  std::filesystem::path root;
  std::string database = {};
  std::filesystem::path node_file() const { return root / "node.json"; }
  std::filesystem::path organisations() const { return root / "organisations"; }
  std::filesystem::path organisation(OrgId id) const { return organisations() / id.text(); }
  db::Place place(OrgId id) const;
  /// Where an organisation's own fields are written down, if it has any: here on every machine,
  /// whatever the engine.
  std::filesystem::path own_fields(OrgId id) const { return organisation(id) / "fields.json"; }
  /// What the processes of a node share in a database: `data/schema_shared`.
  db::Schemas shared() const { return {.url = database, .name = "turnstone_shared"}; }
  /// The organisations that there are, by id. `Failure{absent, "node.missing"}` when it is no data
  /// directory.
  std::vector<OrgId> organisation_ids() const;
};

struct SignedIn {
  access::SessionTokens tokens;
  access::Session session;
};

/// What came back from a provider.
struct SignOn {
  access::Identity who;
  bool second_factor = false;  ///< seen by the provider, and it counts here
  std::string invitation = {};
};

class Node {
 public:
  /// Makes a data directory; `root` must not exist or be empty (`Failure{conflict,
  /// "node.not_empty"}`), and no organisations be in the database ("database.not_empty").
  static void create(const Layout& layout, const vault::Opener& opener,
                     crypto::Cost cost = {.memory_bytes = 256ULL << 20, .passes = 3});

  /// Unlocks a data directory and opens all of it.
  Node(Layout layout, const vault::Opener& opener, const Clock& clock);
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  OrgId add_organisation(const std::string& name, const std::string& country);
  std::vector<Organisation*> organisations();
  bool has(OrgId id) const { return organisations_.contains(id); }
  /// Takes the rule packs of the data directory (rules::installed), for everything that is asked
  /// from now on. A pack that is refused is told to the log, with line and reason.
  void take_rules();
  /// An organisation of this node; asking for another is a Bug.
  Organisation& organisation(OrgId id);

  /// `Failure{conflict, "account.login_taken"}` when any organisation of the node has this login.
  void refuse_taken(std::string_view login) const;

  /// `Failure{unauthenticated, "session.wrong"}`, the same and as late for a login that is not
  /// there; with "session.needs_code" when the passphrase is right and a code is missing, and with
  /// "session.wrong_code"; `Failure{too_many, "session.wait"}` while one must wait. The code is of
  /// an app or of recovery, looked at only once the passphrase was right.
  SignedIn sign_in(std::string_view login, const crypto::SecretText& passphrase,
                   std::string_view address, const std::optional<std::string>& code = {},
                   access::Device device = {});
  /// The same for who comes back from a provider that says who they are: the account that is bound
  /// to that, and none other ("sign_on.unknown"), or the one of an invitation, which is bound then
  /// ("sign_on.invitation_over", "sign_on.taken"). A code of one's own is asked for unless the
  /// provider has seen a second factor that counts here, and always before binding.
  SignedIn sign_on(const SignOn& back, std::string_view address,
                   const std::optional<std::string>& code = {}, access::Device device = {});
  /// Who is refused for anything else, with the same trace.
  [[noreturn]] void refuse_sign_on(std::string_view address, MessageKey key);
  /// How long an address must wait that was refused again and again.
  std::optional<std::chrono::seconds> sign_on_wait(std::string_view address);
  /// Before one's own account is bound: passphrase, and a code if it signs in with one. Slowed down
  /// like signing in; `Failure{invalid}` on "passphrase" or "code".
  void prove_for_sign_on(const access::Grant<access::Action::account_self>& grant,
                         const crypto::SecretText& passphrase,
                         const std::optional<std::string>& code, std::string_view address);
  /// Binds an account to an identity that no account of the node has ("sign_on.taken").
  void bind_sign_on(OrgId org, AccountId account, const access::Identity& who);
  /// Somebody else's; ends their sessions.
  void end_sign_on(const access::Grant<access::Action::account_change>& grant, AccountId account);
  /// For what a browser carries while it is at the provider; the same for all processes of a node.
  crypto::Secret sign_on_key() const;
  void sign_out(std::string_view cookie);
  /// Ends one of one's own sessions; `Failure{absent, "session.absent"}` when there is none such.
  void end_session(const access::Grant<access::Action::account_self>& grant, access::SessionId id);
  /// Signs somebody out everywhere: oneself, or an account of the organisation.
  void sign_out_everywhere(const access::Grant<access::Action::account_self>& grant);
  void sign_out_everywhere(const access::Grant<access::Action::account_change>& grant,
                           AccountId account);
  /// One's own, slowed down like signing in, for a session may be in other hands. Ends every
  /// session of the account.
  void change_own_passphrase(const access::Grant<access::Action::account_self>& grant,
                             const crypto::SecretText& current, const crypto::SecretText& next,
                             std::string_view address);
  /// One's own second factor, each after the passphrase (`Failure{invalid}` on "passphrase"), and
  /// ending it also after a code ("code"); slowed down likewise.
  access::Enrolment begin_second_factor(const access::Grant<access::Action::account_self>& grant,
                                        const crypto::SecretText& passphrase,
                                        std::string_view address);
  void end_second_factor(const access::Grant<access::Action::account_self>& grant,
                         const crypto::SecretText& passphrase, std::string_view code,
                         std::string_view address);
  /// Whether this caller must set up a second factor before anything else.
  bool must_set_up_second_factor(const access::Caller& caller);
  /// How long a sign-in must wait; nothing when it need not.
  std::optional<std::chrono::seconds> wait(std::string_view login, std::string_view address) {
    return throttle_.wait(login, address);
  }
  /// Who a session is now: role and team are looked up at each request. Nothing when it ended or
  /// the account is disabled.
  std::optional<access::Caller> caller(const access::Session& session);
  /// The same without a session; nothing for an account that is not there or may not sign in.
  std::optional<access::Caller> caller(OrgId org, AccountId account);

  access::Sessions& sessions() { return sessions_; }
  const Clock& clock() const { return clock_; }
  /// Whether what one program does for all that share a database is this one's to do.
  bool leads() const { return !presence_ || presence_->leads(); }
  /// When the node key was open; what follows (databases, columns) is the time of starting.
  Instant unlocked_at() const { return unlocked_at_; }

 private:
  using Self = access::Grant<access::Action::account_self>;
  void add_directory(const access::Organisation& about) const;
  void open(OrgId id);
  /// One's own passphrase, slowed down like signing in, for a session may be in other hands.
  /// Gives the login, for `throttle_.succeeded` when all else was right, too.
  std::string prove(const Self& grant, const crypto::SecretText& passphrase, std::string_view field,
                    std::string_view address);
  struct Found {
    Organisation* home;
    access::Account account;
  };
  template <class Find>
  std::optional<Found> only(Find find);
  void ask_for_code(const Found& found, const std::optional<std::string>& code,
                    std::string_view address);
  /// Begins the session of who has proved to be this account.
  SignedIn enter(const Found& found, std::string_view address, audit::What what,
                 access::Device device);
  [[noreturn]] void refuse(Organisation* asked, const std::optional<access::Account>& account,
                           std::string_view login, std::string_view address, MessageKey key);
  Layout layout_;
  const Clock& clock_;
  crypto::Secret key_;
  Instant unlocked_at_;
  Guarded<rules::Library> laws_;
  jobs::Jobs jobs_;
  std::unique_ptr<db::Database> shared_;  ///< none where the organisations lie in the directory
  std::unique_ptr<Presence> presence_;    ///< likewise
  std::map<OrgId, std::unique_ptr<Organisation>> organisations_;
  access::Sessions sessions_;
  access::Throttle throttle_;
};

}  // namespace ts::node
