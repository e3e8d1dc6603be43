#include "node/node.h"

/// Signing in through a provider: everything but the provider.
namespace ts::node {

crypto::Secret Node::sign_on_key() const { return crypto::derive(key_, "sign-on errand"); }

std::optional<std::chrono::seconds> Node::sign_on_wait(std::string_view address) {
  return throttle_.wait(address, address);
}

void Node::refuse_sign_on(std::string_view address, MessageKey key) {
  refuse(organisations_.empty() ? nullptr : organisations_.begin()->second.get(), std::nullopt,
         address, address, key);
}

/// The one account of the node that `find` finds in its organisation.
template <class Find>
std::optional<Node::Found> Node::only(Find find) {
  std::optional<Found> out;
  for (const auto& [id, organisation] : organisations_) {
    auto account = find(organisation->accounts());
    if (!account) continue;
    if (out) return std::nullopt;  // whose it is cannot be told
    out = Found{.home = organisation.get(), .account = std::move(*account)};
  }
  return out;
}

SignedIn Node::sign_on(const SignOn& back, std::string_view address,
                       const std::optional<std::string>& code, access::Device device) {
  const bool invited = !back.invitation.empty();
  const auto found = only([&](auto& accounts) {
    return invited ? accounts.find_invited(back.invitation) : accounts.find_identity(back.who);
  });
  if (!found || found->account.disabled) {
    if (invited) refuse_sign_on(address, "sign_on.invitation_over");
    refuse_sign_on(address, "sign_on.unknown");
  }
  const auto& account = found->account;
  if (throttle_.wait(account.login, address)) throw Failure{Fault::too_many, "session.wait"};
  // Whoever holds an invitation may have another's identity with a second factor of its own.
  const bool seen = back.second_factor && !invited;
  if (account.second_factor && !seen) ask_for_code(*found, code, address);
  if (invited) bind_sign_on(found->home->id(), account.id, back.who);
  throttle_.succeeded(address, address);
  return enter(*found, address, audit::What::signed_on, device);
}

void Node::bind_sign_on(OrgId org, AccountId account, const access::Identity& who) {
  for (const auto& [id, organisation] : organisations_)
    if (organisation->accounts().find_identity(who))
      throw Failure{Fault::conflict, "sign_on.taken"};
  organisation(org).accounts().bind_sign_on(account, who);
}

void Node::prove_for_sign_on(const Self& grant, const crypto::SecretText& passphrase,
                             const std::optional<std::string>& code, std::string_view address) {
  auto& accounts = organisation(grant.org()).accounts();
  const auto login = prove(grant, passphrase, "passphrase", address);
  if (accounts.second_factor(grant).on && !accounts.take_code(grant.account(), code.value_or(""))) {
    throttle_.failed(login, address);
    refuse_if_any({{"code", "second_factor.wrong_code"}});
  }
  throttle_.succeeded(login, address);
}

void Node::end_sign_on(const access::Grant<access::Action::account_change>& grant,
                       AccountId account) {
  organisation(grant.org()).accounts().end_sign_on(grant, account);
  sessions_.end_all_of(account);
}

}  // namespace ts::node
