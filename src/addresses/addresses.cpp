#include "addresses/addresses.h"

#include <boost/json.hpp>

#include "base/bytes.h"
#include "crypto/crypto.h"

namespace ts::addresses {
namespace {

namespace json = boost::json;
using access::Action;
using documents::Document;

constexpr std::size_t letters = 26;

std::string hash_of(std::string_view secret) { return hex(crypto::hash(bytes_of(secret))); }

access::Grant<Action::account_self> permit_of(const Caller& caller) {
  return access::Policy::built_in().require<Action::account_self>(caller);
}

std::string member(const json::object& object, std::string_view name) {
  const auto* found = object.if_contains(name);
  return found && found->is_string() ? std::string{found->get_string()} : std::string{};
}

}  // namespace

/// The document of one account: empty hash, ended.
struct Addresses::Kept {
  Document document;
  std::string hash;
};

std::optional<Address> Address::parse(std::string_view text) {
  if (text.size() != 3 * letters) return std::nullopt;
  const auto org = OrgId::parse(text.substr(0, letters));
  const auto account = AccountId::parse(text.substr(letters, letters));
  if (!org || !account) return std::nullopt;
  return Address{.org = *org, .account = *account, .secret = std::string{text.substr(2 * letters)}};
}

std::optional<Addresses::Kept> Addresses::kept(db::Reader& tx, const access::Permit& permit) const {
  for (auto& document : documents_.all(tx, permit, purpose_.kind)) {
    const auto body = json::parse(document.body).as_object();
    if (member(body, "account") == permit.account().text())
      return Kept{.document = std::move(document), .hash = member(body, "hash")};
  }
  return std::nullopt;
}

void Addresses::keep(const Caller& caller, audit::What what, const std::string& hash) {
  const auto permit = permit_of(caller);
  const auto body =
      json::serialize(json::object{{"account", caller.account.text()}, {"hash", hash}});
  journal_.write(caller.account, [&](audit::Work& work) {
    if (auto now = kept(work.tx(), permit)) {
      now->document.body = body;
      return documents_.change(work, permit, what, now->document).id;
    }
    return documents_.add(work, permit, what, purpose_.kind, DocumentId::random(), body).id;
  });
}

Address Addresses::open(const Caller& caller) {
  Address out{.org = caller.org, .account = caller.account, .secret = id_text(random_id_bytes())};
  keep(caller, purpose_.opened, hash_of(out.secret));
  return out;
}

void Addresses::end(const Caller& caller) {
  if (is_open(caller)) keep(caller, purpose_.ended, "");
}

bool Addresses::is_open(const Caller& caller) const {
  const auto permit = permit_of(caller);
  return database_.read([&](db::Reader& tx) {
    const auto now = kept(tx, permit);
    return now && !now->hash.empty();
  });
}

bool Addresses::opens(const Caller& caller, std::string_view secret) const {
  const auto permit = permit_of(caller);
  return database_.read([&](db::Reader& tx) {
    const auto now = kept(tx, permit);
    return now && crypto::equal(bytes_of(now->hash), bytes_of(hash_of(secret)));
  });
}

}  // namespace ts::addresses
