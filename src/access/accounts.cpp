#include "access/accounts.h"

#include <algorithm>
#include <array>
#include <utility>

#include "access/passphrases.h"
#include "lang/text.h"

namespace ts::access {
namespace {

constexpr std::size_t longest_name = 120;
constexpr std::array<std::string_view, 6> languages{"en", "fr", "es", "pt", "ru", "ar"};

[[noreturn]] void damaged() { throw Failure{Fault::unavailable, "store.damaged"}; }

template <class T>
T opened(std::optional<T> value) {
  if (!value) damaged();
  return std::move(*value);
}

/// A name as it is kept; says so in `problems` when it is none.
std::string clean_name(std::string_view name, std::vector<Problem>& problems) {
  auto out = lang::clean(name).value_or("");
  if (out.empty()) problems.push_back({"name", "name.missing"});
  if (lang::length(out) > longest_name) problems.push_back({"name", "name.too_long"});
  return out;
}

void check_language(std::string_view language, std::vector<Problem>& problems) {
  if (std::find(languages.begin(), languages.end(), language) == languages.end())
    problems.push_back({"language", "language.unknown"});
}

bool is_country(std::string_view code) {
  return code.size() == 2 &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

void check_passphrase(std::string_view field, const crypto::SecretText& passphrase,
                      std::string_view login, std::vector<Problem>& problems) {
  if (const auto weak = weakness(passphrase.reveal(), login))
    problems.push_back({std::string{field}, *weak});
}

template <class T>
std::vector<T> by_name(std::vector<T> things) {
  std::multimap<std::string, T> sorted;
  for (auto& thing : things) sorted.emplace(lang::fold(thing.name), std::move(thing));
  things.clear();
  for (auto& [key, thing] : sorted) things.push_back(std::move(thing));
  return things;
}

bool can_change_accounts(const Account& account) {
  return account.role == Role::administrator && !account.disabled;
}

}  // namespace

Accounts::Accounts(db::Database& database, audit::Journal& journal, const vault::Keyring& keyring,
                   crypto::Cost cost)
    : database_{database},
      journal_{journal},
      keyring_{keyring},
      cost_{cost},
      nobody_{nobodys_hash(cost)},
      held_{database.read([this](db::Reader& tx) { return load(tx); })} {}

Accounts::Held Accounts::load(db::Reader& tx) const {
  Held out;
  out.stamp = stamp(tx);
  for (const auto& row : tx.all("SELECT id, revision, sealed FROM organisation")) {
    if (out.organisation) damaged();
    out.organisation = load_organisation(row);
  }
  for (const auto& row : tx.all("SELECT id, revision, sealed FROM team")) {
    auto team = load_team(row);
    out.teams.emplace(team.id, std::move(team));
  }
  for (const auto& row : tx.all("SELECT id, revision, sealed, login_tag FROM account")) {
    auto kept = load_account(row);
    out.accounts.emplace(kept.account.id, std::move(kept));
  }
  return out;
}

Accounts::Stamp Accounts::stamp(db::Reader& tx) {
  const auto row = *tx.one(
      "SELECT COUNT(*), CAST(COALESCE(SUM(revision), 0) AS BIGINT), (SELECT COUNT(*) FROM team),"
      " (SELECT COALESCE(MAX(revision), 0) FROM organisation) FROM account");
  return {.accounts = row.integer(0),
          .revisions = row.integer(1),
          .teams = row.integer(2),
          .organisation = row.integer(3)};
}

void Accounts::follow() {
  const std::lock_guard lock{changing_};  // so that no change of ours comes in between
  auto fresh = database_.read([&](db::Reader& tx) {
    std::optional<Held> out;
    if (stamp(tx) != held_.read()->stamp) out = load(tx);
    return out;
  });
  if (fresh) *held_.lock() = std::move(*fresh);
}

/// What was looked at before the unit of work began must still be so: no login taken, no
/// administrator gone.
void Accounts::refuse_if_others_changed(db::Reader& tx) const {
  if (stamp(tx) != held_.read()->stamp) throw Failure{Fault::stale, "store.changed_meanwhile"};
}

Organisation Accounts::load_organisation(const db::Row& row) const {
  const auto id = opened(OrgId::parse(row.text(0)));
  if (id != keyring_.org()) damaged();
  const auto text = opened(keyring_.open("organisation", id.bytes(), row.integer(1), row.bytes(2)));
  return opened(kept_organisation(id, row.integer(1), text));
}

Team Accounts::load_team(const db::Row& row) const {
  const auto id = opened(TeamId::parse(row.text(0)));
  const auto revision = row.integer(1);
  const auto text = opened(keyring_.open("team", id.bytes(), revision, row.bytes(2)));
  return opened(kept_team(id, revision, text));
}

KeptAccount Accounts::load_account(const db::Row& row) const {
  const auto id = opened(AccountId::parse(row.text(0)));
  const auto revision = row.integer(1);
  auto text = opened(keyring_.open("account", id.bytes(), revision, row.bytes(2)));
  auto out = kept_account(id, revision, text);
  crypto::wipe(text);
  if (!out || !crypto::equal(keyring_.tag("login", out->account.login), row.bytes(3))) damaged();
  return std::move(*out);
}

void Accounts::check(const Permit& grant) const { ensure(grant.org() == keyring_.org()); }

// ---- Looking -----------------------------------------------------------------------------------

Organisation Accounts::organisation() const { return opened(held_.read()->organisation); }

std::vector<Account> Accounts::all() const {
  std::vector<Account> out;
  const auto held = held_.read();
  for (const auto& [id, kept] : held->accounts) out.push_back(kept.account);
  return by_name(std::move(out));
}

std::vector<Team> Accounts::teams() const {
  std::vector<Team> out;
  const auto held = held_.read();
  for (const auto& [id, team] : held->teams) out.push_back(team);
  return by_name(std::move(out));
}

std::optional<Account> Accounts::find(AccountId id) const {
  const auto held = held_.read();
  const auto found = held->accounts.find(id);
  if (found == held->accounts.end()) return std::nullopt;
  return found->second.account;
}

std::optional<Account> Accounts::find_login(std::string_view login) const {
  const auto wanted = login_of(login);
  if (!wanted) return std::nullopt;
  const auto held = held_.read();
  for (const auto& [id, kept] : held->accounts)
    if (kept.account.login == *wanted) return kept.account;
  return std::nullopt;
}

std::optional<Team> Accounts::team(TeamId id) const {
  const auto held = held_.read();
  const auto found = held->teams.find(id);
  if (found == held->teams.end()) return std::nullopt;
  return found->second;
}

bool Accounts::known_team(const std::optional<TeamId>& id) const { return !id || team(*id); }

KeptAccount Accounts::kept(AccountId id) const {
  const auto held = held_.read();
  const auto found = held->accounts.find(id);
  if (found == held->accounts.end()) throw Failure{Fault::absent, "account.absent"};
  return found->second;
}

bool Accounts::passphrase_matches(const std::optional<AccountId>& id,
                                  const crypto::SecretText& passphrase) const {
  auto hash = nobody_;
  if (id) {
    const auto held = held_.read();
    const auto found = held->accounts.find(*id);
    if (found != held->accounts.end()) hash = found->second.passphrase_hash;
  }
  return matches(hash, passphrase);
}

// ---- Changing ----------------------------------------------------------------------------------

void Accounts::found(const Organisation& wanted) {
  ensure(wanted.id == keyring_.org());
  std::vector<Problem> problems;
  const Organisation organisation{
      .id = wanted.id, .name = clean_name(wanted.name, problems), .country = wanted.country};
  if (!is_country(organisation.country)) problems.push_back({"country", "country.unknown"});
  refuse_if_any(std::move(problems));

  const std::lock_guard lock{changing_};
  ensure(!held_.read()->organisation);
  const std::int64_t revision = 1;
  const auto sealed = keyring_.seal("organisation", organisation.id.bytes(), revision,
                                    bytes_of(text_of_kept(organisation)));
  const auto after = journal_.write(std::nullopt, [&](audit::Work& work) {
    work.tx().run("INSERT INTO organisation (id, revision, sealed) VALUES (?, ?, ?)",
                  organisation.id, revision, sealed);
    work.record({.what = audit::What::organisation_made, .digest = crypto::hash(sealed)});
    return stamp(work.tx());
  });
  const auto held = held_.lock();
  held->organisation = organisation;
  held->stamp = after;
}

TeamId Accounts::make_team(const Grant<Action::team_change>& grant, const std::string& name) {
  check(grant);
  return add_team(grant.account(), name);
}

TeamId Accounts::make_team_at_console(const std::string& name) {
  return add_team(std::nullopt, name);
}

TeamId Accounts::add_team(By by, const std::string& name) {
  std::vector<Problem> problems;
  const Team team{.id = TeamId::random(), .name = clean_name(name, problems)};
  refuse_if_any(std::move(problems));

  const std::lock_guard lock{changing_};
  for (const auto& other : teams())
    if (lang::fold(other.name) == lang::fold(team.name))
      throw Failure{Fault::conflict, "team.name_taken"};
  const auto sealed =
      keyring_.seal("team", team.id.bytes(), team.revision, bytes_of(text_of_kept(team)));
  const auto after = journal_.write(by, [&](audit::Work& work) {
    refuse_if_others_changed(work.tx());
    work.tx().run("INSERT INTO team (id, revision, sealed) VALUES (?, ?, ?)", team.id,
                  team.revision, sealed);
    work.record({.what = audit::What::team_made, .digest = crypto::hash(sealed)});
    return stamp(work.tx());
  });
  const auto held = held_.lock();
  held->teams.emplace(team.id, team);
  held->stamp = after;
  return team.id;
}

AccountId Accounts::make(const Grant<Action::account_change>& grant, const NewAccount& wanted,
                         const crypto::SecretText& passphrase) {
  check(grant);
  return add(grant.account(), wanted, passphrase);
}

AccountId Accounts::make_at_console(const NewAccount& wanted,
                                    const crypto::SecretText& passphrase) {
  return add(std::nullopt, wanted, passphrase);
}

AccountId Accounts::add(By by, const NewAccount& wanted, const crypto::SecretText& passphrase) {
  std::vector<Problem> problems;
  const auto login = login_of(wanted.login);
  if (!login) problems.push_back({"login", "account.login_malformed"});
  const auto name = clean_name(wanted.name, problems);
  check_language(wanted.language, problems);
  if (!known_team(wanted.team)) problems.push_back({"team", "team.absent"});
  check_passphrase("passphrase", passphrase, login.value_or(""), problems);
  refuse_if_any(std::move(problems));
  refuse_taken(*login);  // before the time that the hash takes, and once more under the lock

  const KeptAccount made{.account = {.id = AccountId::random(),
                                     .login = *login,
                                     .name = name,
                                     .role = wanted.role,
                                     .team = wanted.team,
                                     .language = wanted.language},
                         .passphrase_hash = kept_hash(passphrase, cost_)};
  const std::lock_guard lock{changing_};
  refuse_taken(*login);
  write(by, audit::What::account_made, made);
  return made.account.id;
}

void Accounts::refuse_taken(const std::string& login) const {
  if (find_login(login)) throw Failure{Fault::conflict, "account.login_taken"};
}

Account Accounts::change(const Grant<Action::account_change>& grant, AccountId id,
                         std::int64_t revision, const AccountChange& wanted) {
  check(grant);
  const std::lock_guard lock{changing_};
  auto next = kept(id);
  auto& account = next.account;
  if (account.revision != revision) throw Failure{Fault::stale, "store.changed_meanwhile"};

  std::vector<Problem> problems;
  const auto before = account;
  if (wanted.name) account.name = clean_name(*wanted.name, problems);
  if (wanted.language) check_language(account.language = *wanted.language, problems);
  if (!known_team(wanted.team)) problems.push_back({"team", "team.absent"});
  if (wanted.team) account.team = wanted.team;
  account.role = wanted.role.value_or(account.role);
  account.disabled = wanted.disabled.value_or(account.disabled);
  refuse_if_any(std::move(problems));
  if (id == grant.account() && (account.role != before.role || account.disabled != before.disabled))
    throw Failure{Fault::conflict, "account.own_role"};
  refuse_losing_administrators(account);

  ++account.revision;
  write(grant.account(), audit::What::account_changed, next);
  return account;
}

void Accounts::refuse_losing_administrators(const Account& after) const {
  if (can_change_accounts(after)) return;
  bool lost = false;
  bool left = false;
  const auto held = held_.read();
  for (const auto& [id, other] : held->accounts) {
    if (!can_change_accounts(other.account)) continue;
    (id == after.id ? lost : left) = true;
  }
  if (lost && !left) throw Failure{Fault::conflict, "account.last_administrator"};
}

void Accounts::set_passphrase(const Grant<Action::account_change>& grant, AccountId id,
                              const crypto::SecretText& passphrase) {
  check(grant);
  replace_passphrase(grant.account(), id, passphrase, "passphrase");
}

void Accounts::set_passphrase_at_console(AccountId id, const crypto::SecretText& passphrase) {
  replace_passphrase(std::nullopt, id, passphrase, "passphrase");
}

void Accounts::change_own_passphrase(const Grant<Action::account_self>& grant,
                                     const crypto::SecretText& current,
                                     const crypto::SecretText& passphrase) {
  check(grant);
  if (!passphrase_matches(grant.account(), current))
    throw Failure{Fault::invalid, "session.wrong", {{"current", "session.wrong"}}};
  replace_passphrase(grant.account(), grant.account(), passphrase, "new");
}

void Accounts::replace_passphrase(By by, AccountId id, const crypto::SecretText& passphrase,
                                  std::string_view field) {
  std::vector<Problem> problems;
  check_passphrase(field, passphrase, kept(id).account.login, problems);
  refuse_if_any(std::move(problems));
  auto hash = kept_hash(passphrase, cost_);

  const std::lock_guard lock{changing_};
  auto next = kept(id);
  next.passphrase_hash = std::move(hash);
  ++next.account.revision;
  write(by, audit::What::passphrase_changed, next);
}

void Accounts::write(By by, audit::What what, const KeptAccount& next) {
  const auto id = next.account.id;
  const auto revision = next.account.revision;
  const auto sealed = keyring_.seal("account", id.bytes(), revision, bytes_of(text_of_kept(next)));
  const auto after = journal_.write(by, [&](audit::Work& work) {
    refuse_if_others_changed(work.tx());
    if (put(work.tx(), next, sealed) != 1) throw Failure{Fault::stale, "store.changed_meanwhile"};
    work.record({.what = what, .revision = revision, .about = id, .digest = crypto::hash(sealed)});
    return stamp(work.tx());
  });
  const auto held = held_.lock();
  held->accounts.insert_or_assign(id, next);
  held->stamp = after;
}

std::int64_t Accounts::put(db::Writer& tx, const KeptAccount& next, const Bytes& sealed) const {
  const auto& account = next.account;
  if (account.revision > 1)
    return tx.run("UPDATE account SET revision = ?, sealed = ? WHERE id = ? AND revision = ?",
                  account.revision, sealed, account.id, account.revision - 1);
  return tx.run("INSERT INTO account (id, revision, login_tag, sealed) VALUES (?, ?, ?, ?)",
                account.id, account.revision, BytesView{keyring_.tag("login", account.login)},
                sealed);
}

}  // namespace ts::access
