#include "demo/cast.h"

#include <algorithm>

namespace ts::demo {
namespace {

using access::Action;
using access::Caller;

access::NewAccount wanted(const PlannedAccount& plan, std::optional<TeamId> team) {
  return {.login = plan.login,
          .name = plan.name,
          .language = plan.language,
          .role = plan.role,
          .team = team};
}

void found(node::Organisation& organisation, const PlannedOrganisation& plan,
           const crypto::SecretText& passphrase, Cast& cast) {
  auto& accounts = organisation.accounts();
  const auto join = [&](const PlannedAccount& who, std::optional<TeamId> team, AccountId id) {
    cast[who.login] = Caller{
        .account = id, .org = organisation.id(), .role = who.role, .team = team, .reasons = {}};
  };
  const auto first =
      std::find_if(plan.accounts.begin(), plan.accounts.end(),
                   [](const auto& account) { return account.role == access::Role::administrator; });
  ensure(first != plan.accounts.end());
  join(*first, {}, accounts.make_at_console(wanted(*first, {}), passphrase));

  const auto& administrator = cast[first->login];
  const auto& policy = access::Policy::built_in();
  std::map<std::string, TeamId> teams;
  for (const auto& name : plan.teams)
    teams[name] = accounts.make_team(policy.require<Action::team_change>(administrator), name);
  for (const auto& who : plan.accounts) {
    if (who.login == first->login) continue;
    const auto team = who.team ? std::optional{teams.at(*who.team)} : std::nullopt;
    join(who, team,
         accounts.make(policy.require<Action::account_change>(administrator), wanted(who, team),
                       passphrase));
  }
}

}  // namespace

Cast found(node::Node& node, const Material& material) {
  for (const auto& organisation : material.organisations)
    for (const auto& account : organisation.accounts) node.refuse_taken(account.login);
  const crypto::SecretText passphrase{material.passphrase};
  Cast out;
  for (const auto& plan : material.organisations)
    found(node.organisation(node.add_organisation(plan.name, plan.country)), plan, passphrase, out);
  return out;
}

}  // namespace ts::demo
