#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/policy.h"
#include "audit/audit.h"
#include "base/guarded.h"
#include "db/db.h"
#include "documents/documents.h"

/// Programs of the organisation that are told that something changed, and nothing more.
namespace ts::hooks {

using access::Caller;

/// Where to, and how it went. docs/formats/webhooks.md.
struct Hook {
  DocumentId id;
  std::string address;
  AccountId by;
  Instant since;
  bool ended = false;
  std::int64_t told = 0;  ///< the entry of the audit up to which it was told
  Instant last_at = {};   ///< when it was tried last; 0: never
  int last_status = 0;    ///< what was answered; 0: nobody did
  int tries = 0;          ///< in vain, since it last went through
  Instant next = {};      ///< not before
  bool test = false;      ///< somebody asked for a message without a change
  std::int64_t revision = 1;
};

struct Added {
  Hook hook;
  std::string key;  ///< what signs its messages, in hex; told this once
};

/// What is to be sent, and the header that proves it.
struct Delivery {
  DocumentId hook;
  std::string address, body, signature;
};

/// What changed, as a message says it: "request" and the id of its document; and the newest entry
/// of the audit that says so.
using Changed = std::map<std::pair<std::string, std::string>, std::int64_t>;

/// The header of a message: "t=<milliseconds since 1970>,v1=<hex>", HMAC-SHA-256 under the key over
/// the milliseconds, a dot and the body.
std::string signature_of(const crypto::Secret& key, Instant at, std::string_view body);

class Hooks {
 public:
  Hooks(db::Database& database, audit::Journal& journal, const documents::Documents& documents,
        OrgId org)
      : database_{database}, journal_{journal}, documents_{documents}, org_{org} {}

  /// `Failure{invalid, "hook.bad_address"}` unless it is "https://…", or "http://" on this
  /// computer;
  /// `{conflict, "hook.too_many"}`. What changed before is not told.
  Added add(const Caller& caller, const std::string& address);
  /// Those that have not ended, the oldest first.
  std::vector<Hook> all(const Caller& caller);
  /// A message that says that nothing changed goes out next. `Failure{absent, "hook.absent"}`.
  Hook test(const Caller& caller, DocumentId id);
  void end(const Caller& caller, DocumentId id);

  /// For the courier, one thread: what is to be sent now. What does not go through is tried again
  /// after 2 s, 4 s, … one hour, also after a restart.
  std::vector<Delivery> due();
  /// How that went; 0: nobody answered. 200 to 299 is through.
  void answered(const Delivery& delivery, int status);
  /// To be called when another process may have changed hooks.
  void others_wrote() { agenda_.lock()->current = false; }

 private:
  struct Kept;
  /// What is known of a hook between two rounds.
  struct Standing {
    std::int64_t looked = 0;  ///< the entry up to which the audit was read for it
    Changed changed;          ///< what it is to be told
  };
  struct Agenda {
    bool current = false;  ///< the hooks are those of the database
    std::vector<Hook> hooks;
    std::map<DocumentId, Standing> standing;
  };

  std::vector<Kept> kept(db::Reader& tx, const access::Permit& permit) const;
  Kept load(db::Reader& tx, const access::Permit& permit, DocumentId id) const;
  void save(audit::Work& work, const access::Permit& permit, audit::What what, Kept& kept) const;
  void look(db::Reader& tx, Agenda& agenda) const;
  access::Unasked unasked() const { return access::Policy::unasked(org_); }

  db::Database& database_;
  audit::Journal& journal_;
  const documents::Documents& documents_;
  OrgId org_;
  Guarded<Agenda> agenda_;
};

}  // namespace ts::hooks
