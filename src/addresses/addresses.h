#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "access/policy.h"
#include "audit/audit.h"
#include "db/db.h"
#include "documents/documents.h"

/// Secret addresses for programs that cannot sign in.
namespace ts::addresses {

using access::Caller;

/// Whose an address is, and what proves it. As text it is these three, 26 letters each.
struct Address {
  OrgId org;
  AccountId account;
  std::string secret;

  std::string text() const { return org.text() + account.text() + secret; }
  /// Nothing when it is no address.
  static std::optional<Address> parse(std::string_view text);
};

/// What addresses are for, and what the audit says of them.
struct Purpose {
  documents::Kind kind;
  audit::What opened, ended;
};
inline constexpr Purpose calendar{documents::Kind::calendar, audit::What::calendar_opened,
                                  audit::What::calendar_ended};
inline constexpr Purpose phone{documents::Kind::phone, audit::What::phone_opened,
                               audit::What::phone_ended};

class Addresses {
 public:
  Addresses(db::Database& database, audit::Journal& journal, const documents::Documents& documents,
            const Purpose& purpose)
      : database_{database}, journal_{journal}, documents_{documents}, purpose_{purpose} {}

  /// A new address; the one before ends. It is told once.
  Address open(const Caller& caller);
  /// Ends the address; nothing happens when there is none.
  void end(const Caller& caller);
  bool is_open(const Caller& caller) const;
  /// Whether this is the secret of the caller's address.
  bool opens(const Caller& caller, std::string_view secret) const;

 private:
  struct Kept;
  std::optional<Kept> kept(db::Reader& tx, const access::Permit& permit) const;
  void keep(const Caller& caller, audit::What what, const std::string& hash);
  db::Database& database_;
  audit::Journal& journal_;
  const documents::Documents& documents_;
  Purpose purpose_;
};

}  // namespace ts::addresses
