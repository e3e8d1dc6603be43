#include <algorithm>
#include <array>

#include "access/accounts.h"
#include "access/one_time_code.h"

namespace ts::access {

bool Accounts::required(const Account& account) const {
  const auto held = held_.read();
  if (!held->organisation) return false;
  const auto& roles = held->organisation->second_factor_for;
  return std::find(roles.begin(), roles.end(), account.role) != roles.end();
}

bool Accounts::lacks_second_factor(AccountId id) const {
  const auto account = find(id);
  return account && !account->second_factor && required(*account);
}

SecondFactorState Accounts::second_factor(const Grant<Action::account_self>& grant) const {
  check(grant);
  const auto account = kept(grant.account());
  SecondFactorState out{.on = account.account.second_factor, .required = required(account.account)};
  if (out.on) {
    out.since = account.second_factor->since;
    out.recovery_left = account.second_factor->recovery.size();
  }
  return out;
}

Enrolment Accounts::begin_second_factor(const Grant<Action::account_self>& grant) {
  check(grant);
  const std::lock_guard lock{changing_};
  auto next = kept(grant.account());
  if (next.account.second_factor) throw Failure{Fault::conflict, "second_factor.on"};
  std::array<std::uint8_t, one_time_secret_size> secret{};
  crypto::random_fill(secret);
  next.second_factor = {
      .secret = {secret.begin(), secret.end()}, .since = journal_.clock().now(), .recovery = {}};
  ++next.account.revision;
  write(grant.account(), audit::What::second_factor_begun, next);
  return {.secret = base32(secret), .uri = enrolment_uri(next.account.login, secret)};
}

std::vector<std::string> Accounts::confirm_second_factor(const Grant<Action::account_self>& grant,
                                                         std::string_view code) {
  check(grant);
  const std::lock_guard lock{changing_};
  auto next = kept(grant.account());
  if (!next.second_factor || next.second_factor->on)
    throw Failure{Fault::conflict, "second_factor.not_begun"};
  auto& factor = *next.second_factor;
  const auto now = journal_.clock().now();
  if (use_code(factor, keyring_, code, now) != CodeKind::app)
    refuse_if_any({{"code", "second_factor.wrong_code"}});
  factor.on = next.account.second_factor = true;
  factor.since = now;
  std::vector<std::string> codes;
  for (std::size_t i = 0; i < recovery_code_count; ++i) {
    codes.push_back(random_recovery_code());
    factor.recovery.push_back(recovery_tag(keyring_, codes.back()));
  }
  ++next.account.revision;
  write(grant.account(), audit::What::second_factor_on, next);
  return codes;
}

bool Accounts::take_code(AccountId id, std::string_view code) {
  follow();  // a code that was used up in another process is used up here
  const std::lock_guard lock{changing_};
  auto next = kept(id);
  if (!next.account.second_factor) return false;
  const auto used = use_code(*next.second_factor, keyring_, code, journal_.clock().now());
  if (!used) return false;
  ++next.account.revision;
  write(id, *used == CodeKind::app ? audit::What::code_used : audit::What::recovery_code_used,
        next);
  return true;
}

void Accounts::end_second_factor(const Grant<Action::account_self>& grant) {
  check(grant);
  const std::lock_guard lock{changing_};
  auto next = kept(grant.account());
  if (required(next.account)) throw Failure{Fault::conflict, "second_factor.required"};
  remove_second_factor(grant.account(), std::move(next));
}

void Accounts::take_off_second_factor(const Grant<Action::account_change>& grant, AccountId id) {
  check(grant);
  if (id == grant.account()) throw Failure{Fault::conflict, "second_factor.own"};
  const std::lock_guard lock{changing_};
  remove_second_factor(grant.account(), kept(id));
}

void Accounts::take_off_second_factor_at_console(AccountId id) {
  const std::lock_guard lock{changing_};
  remove_second_factor(std::nullopt, kept(id));
}

void Accounts::remove_second_factor(By by, KeptAccount next) {
  if (!next.account.second_factor) throw Failure{Fault::conflict, "second_factor.off"};
  next.second_factor.reset();
  next.account.second_factor = false;
  ++next.account.revision;
  write(by, audit::What::second_factor_off, next);
}

Organisation Accounts::require_second_factor(const Grant<Action::account_change>& grant,
                                             std::int64_t revision, std::vector<Role> roles) {
  check(grant);
  const std::lock_guard lock{changing_};
  auto next = organisation();
  if (next.revision != revision) throw Failure{Fault::stale, "store.changed_meanwhile"};
  std::sort(roles.begin(), roles.end());
  roles.erase(std::unique(roles.begin(), roles.end()), roles.end());
  next.second_factor_for = std::move(roles);
  ++next.revision;
  const auto sealed =
      keyring_.seal("organisation", next.id.bytes(), next.revision, bytes_of(text_of_kept(next)));
  const auto after = journal_.write(grant.account(), [&](audit::Work& work) {
    refuse_if_others_changed(work.tx());
    if (work.tx().run("UPDATE organisation SET revision = ?, sealed = ? WHERE id = ? AND "
                      "revision = ?",
                      next.revision, sealed, next.id, revision) != 1)
      throw Failure{Fault::stale, "store.changed_meanwhile"};
    work.record({.what = audit::What::organisation_changed, .digest = crypto::hash(sealed)});
    return stamp(work.tx());
  });
  const auto held = held_.lock();
  held->organisation = next;
  held->stamp = after;
  return next;
}

}  // namespace ts::access
