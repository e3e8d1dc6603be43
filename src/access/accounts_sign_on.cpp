#include "access/accounts.h"

namespace ts::access {
namespace {

constexpr std::chrono::milliseconds invitation_lasts = std::chrono::hours{7 * 24};

crypto::Digest tag_of(const vault::Keyring& keyring, std::string_view code) {
  return keyring.tag("sign-on invitation", code);
}

}  // namespace

std::optional<Instant> Accounts::signs_on_since(const Grant<Action::account_self>& grant) const {
  check(grant);
  const auto account = kept(grant.account());
  if (!account.sign_on) return std::nullopt;
  return account.sign_on->since;
}

std::optional<Account> Accounts::find_identity(const Identity& identity) const {
  const auto held = held_.read();
  for (const auto& [id, kept] : held->accounts)
    if (kept.sign_on && kept.sign_on->identity == identity) return kept.account;
  return std::nullopt;
}

std::optional<Account> Accounts::find_invited(std::string_view code) const {
  const auto tag = tag_of(keyring_, code);
  const auto now = journal_.clock().now();
  const auto held = held_.read();
  for (const auto& [id, kept] : held->accounts)
    if (kept.invitation && crypto::equal(kept.invitation->tag, tag))
      return now < kept.invitation->until ? std::optional{kept.account} : std::nullopt;
  return std::nullopt;
}

Invited Accounts::invite_to_sign_on(const Grant<Action::account_change>& grant, AccountId id) {
  check(grant);
  const Invited out{.code = hex(crypto::Secret::random().reveal()),
                    .until = journal_.clock().now() + invitation_lasts};
  const std::lock_guard lock{changing_};
  auto next = kept(id);
  if (next.sign_on) throw Failure{Fault::conflict, "sign_on.bound"};
  next.invitation = {.tag = tag_of(keyring_, out.code), .until = out.until};
  ++next.account.revision;
  write(grant.account(), audit::What::sign_on_invited, next);
  return out;
}

void Accounts::bind_sign_on(AccountId id, const Identity& identity) {
  const std::lock_guard lock{changing_};
  auto next = kept(id);
  if (next.sign_on) throw Failure{Fault::conflict, "sign_on.bound"};
  if (find_identity(identity)) throw Failure{Fault::conflict, "sign_on.taken"};
  next.sign_on = {.identity = identity, .since = journal_.clock().now()};
  next.invitation.reset();
  next.account.sign_on = true;
  ++next.account.revision;
  write(id, audit::What::sign_on_bound, next);
}

void Accounts::end_sign_on(const Grant<Action::account_self>& grant) {
  check(grant);
  unbind(grant.account(), grant.account());
}

void Accounts::end_sign_on(const Grant<Action::account_change>& grant, AccountId id) {
  check(grant);
  unbind(grant.account(), id);
}

void Accounts::unbind(By by, AccountId id) {
  const std::lock_guard lock{changing_};
  auto next = kept(id);
  if (!next.sign_on && !next.invitation) throw Failure{Fault::conflict, "sign_on.not_bound"};
  next.sign_on.reset();
  next.invitation.reset();
  next.account.sign_on = false;
  ++next.account.revision;
  write(by, audit::What::sign_on_ended, next);
}

}  // namespace ts::access
