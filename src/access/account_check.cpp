#include <map>
#include <string>

#include "access/accounts.h"

namespace ts::access {
namespace {

using audit::What;

/// Every account against the newest entry about it.
void check_accounts_of(db::Reader& tx, std::vector<audit::Finding>& out) {
  std::map<AccountId, audit::Entry> newest;
  audit::each_entry(tx, [&](const audit::Entry& entry) {
    const auto what = entry.event.what;
    if (entry.event.about && entry.event.digest &&
        (what == What::account_made || what == What::account_changed ||
         what == What::passphrase_changed))
      newest.insert_or_assign(*entry.event.about, entry);
  });
  for (const auto& [id, entry] : newest) {
    const auto row = tx.one("SELECT revision, sealed FROM account WHERE id = ?", id);
    if (!row || row->integer(0) != entry.event.revision ||
        crypto::hash(row->bytes(1)) != *entry.event.digest)
      out.push_back({.key = "store.account_altered", .seq = entry.seq});
  }
  for (const auto& row : tx.all("SELECT id FROM account"))
    if (!newest.contains(row.id<AccountId>(0))) out.push_back({.key = "store.account_altered"});
}

/// What is written once and never again: each row is what one entry says, and each entry has its
/// row. The entries name no team, so they are told apart by what was written.
void check_made(db::Reader& tx, const std::string& table, What what,
                std::vector<audit::Finding>& out) {
  std::map<crypto::Digest, std::int64_t> made;
  audit::each_entry(tx, [&](const audit::Entry& entry) {
    if (entry.event.what == what && entry.event.digest)
      made.emplace(*entry.event.digest, entry.seq);
  });
  for (const auto& row : tx.all("SELECT sealed FROM " + table))
    if (made.erase(crypto::hash(row.bytes(0))) == 0) out.push_back({.key = "store.team_altered"});
  for (const auto& [digest, seq] : made) out.push_back({.key = "store.team_altered", .seq = seq});
}

}  // namespace

std::vector<audit::Finding> check_accounts(db::Reader& tx) {
  std::vector<audit::Finding> out;
  check_accounts_of(tx, out);
  check_made(tx, "team", What::team_made, out);
  check_made(tx, "organisation", What::organisation_made, out);
  return out;
}

}  // namespace ts::access
