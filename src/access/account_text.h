#pragma once

#include <optional>
#include <string>

#include "access/account.h"
#include "access/second_factor.h"
#include "access/sign_on.h"
#include "base/bytes.h"

/// What is sealed of an organisation, a team, an account: JSON without what the row already says
/// (id and revision).
namespace ts::access {

/// An account and what is kept of how it signs in.
struct KeptAccount {
  Account account;
  std::string passphrase_hash;
  std::optional<SecondFactor> second_factor = {};
  std::optional<SignOn> sign_on = {};
  std::optional<SignOnInvitation> invitation = {};
};

std::string text_of_kept(const KeptAccount& kept);
std::string text_of_kept(const Team& team);
std::string text_of_kept(const Organisation& organisation);

/// Nothing when the text is not what `text_of_kept` gives.
std::optional<KeptAccount> kept_account(AccountId id, std::int64_t revision, BytesView text);
std::optional<Team> kept_team(TeamId id, std::int64_t revision, BytesView text);
std::optional<Organisation> kept_organisation(OrgId id, std::int64_t revision, BytesView text);

}  // namespace ts::access
