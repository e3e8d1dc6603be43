#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "access/accounts.h"

namespace ts::access {
namespace {

using audit::What;

/// What a row of an account is written with.
bool writes_account(What what) {
  constexpr std::array all{
      What::account_made,        What::account_changed,    What::passphrase_changed,
      What::second_factor_begun, What::second_factor_on,   What::second_factor_off,
      What::code_used,           What::recovery_code_used, What::sign_on_invited,
      What::sign_on_bound,       What::sign_on_ended};
  return std::find(all.begin(), all.end(), what) != all.end();
}

/// Every account against the newest entry about it.
void check_accounts_of(db::Reader& tx, std::vector<audit::Finding>& out) {
  std::map<AccountId, audit::Entry> newest;
  audit::each_entry(tx, [&](const audit::Entry& entry) {
    if (entry.event.about && entry.event.digest && writes_account(entry.event.what))
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

/// A team is written once and never again: each row is what one entry says, and each entry has its
/// row. The entries name no team, so they are told apart by what was written.
void check_teams(db::Reader& tx, std::vector<audit::Finding>& out) {
  std::map<crypto::Digest, std::int64_t> made;
  audit::each_entry(tx, [&](const audit::Entry& entry) {
    if (entry.event.what == What::team_made && entry.event.digest)
      made.emplace(*entry.event.digest, entry.seq);
  });
  for (const auto& row : tx.all("SELECT sealed FROM team"))
    if (made.erase(crypto::hash(row.bytes(0))) == 0) out.push_back({.key = "store.team_altered"});
  for (const auto& [digest, seq] : made) out.push_back({.key = "store.team_altered", .seq = seq});
}

/// There is one organisation: its row is what the newest entry about it says.
void check_organisation(db::Reader& tx, std::vector<audit::Finding>& out) {
  std::optional<audit::Entry> newest;
  audit::each_entry(tx, [&](const audit::Entry& entry) {
    if (entry.event.digest && (entry.event.what == What::organisation_made ||
                               entry.event.what == What::organisation_changed))
      newest = entry;
  });
  const auto rows = tx.all("SELECT sealed FROM organisation");
  for (const auto& row : rows)
    if (!newest || crypto::hash(row.bytes(0)) != *newest->event.digest)
      out.push_back({.key = "store.team_altered"});
  if (newest && rows.empty()) out.push_back({.key = "store.team_altered", .seq = newest->seq});
}

}  // namespace

std::vector<audit::Finding> check_accounts(db::Reader& tx) {
  std::vector<audit::Finding> out;
  check_accounts_of(tx, out);
  check_teams(tx, out);
  check_organisation(tx, out);
  return out;
}

}  // namespace ts::access
