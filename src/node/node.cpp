#include "node/node.h"

#include <system_error>
#include <utility>

#include "access/accounts.h"
#include "base/log.h"
#include "rules/folder.h"

namespace ts::node {
namespace {

namespace fs = std::filesystem;

crypto::Secret unlock(const Layout& layout, const vault::Opener& opener) {
  return vault::unlock_node_key(layout.node_file(), opener);
}

std::vector<OrgId> ids_in(db::Database& shared) {
  return shared.read([](db::Reader& tx) {
    std::vector<OrgId> out;
    for (const auto& row : tx.all("SELECT id FROM organisation ORDER BY id"))
      if (const auto id = OrgId::parse(row.text(0))) out.push_back(*id);
    return out;
  });
}

std::unique_ptr<db::Database> open_shared(const Layout& layout) {
  if (layout.database.empty()) return nullptr;
  return db::Database::open(layout.shared(), db::built_in_migrations("schema_shared"));
}

access::Sessions sessions_for(db::Database* shared, const Clock& clock, const crypto::Secret& key) {
  if (!shared) return access::Sessions{clock};
  return access::Sessions{clock, {}, *shared, key};
}

void make_directory(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error) fs::permissions(path, fs::perms::owner_all, error);
  if (error) throw Failure{Fault::unavailable, "store.failed"};
}

}  // namespace

db::Place Layout::place(OrgId id) const {
  if (!database.empty()) return db::Schemas{.url = database, .name = "turnstone_" + id.text()};
  return db::Location{.store = organisation(id) / "store.db", .keys = organisation(id) / "keys.db"};
}

std::vector<OrgId> Layout::organisation_ids() const {
  if (!fs::exists(node_file())) throw Failure{Fault::absent, "node.missing"};
  if (!database.empty())
    return ids_in(
        *db::Database::open_read_only(shared(), db::built_in_migrations("schema_shared")));
  std::vector<OrgId> out;
  std::error_code error;
  for (auto at = fs::directory_iterator{organisations(), error};
       !error && at != fs::directory_iterator{}; at.increment(error))
    if (const auto id = OrgId::parse(at->path().filename().string())) out.push_back(*id);
  if (error && error != std::errc::no_such_file_or_directory)
    throw Failure{Fault::unavailable, "store.failed"};
  std::sort(out.begin(), out.end());
  return out;
}

void Node::create(const Layout& layout, const vault::Opener& opener, crypto::Cost cost) {
  std::error_code error;
  if (fs::exists(layout.root, error) && !fs::is_empty(layout.root, error))
    throw Failure{Fault::conflict, "node.not_empty"};
  if (const auto shared = open_shared(layout); shared && !ids_in(*shared).empty())
    throw Failure{Fault::conflict, "database.not_empty"};
  make_directory(layout.root);
  // First, so that a refused passphrase leaves an empty directory to try again in.
  vault::create_node_key(layout.node_file(), opener, cost);
  fs::create_directory(layout.organisations(), error);
  if (error) throw Failure{Fault::unavailable, "store.failed"};
}

Node::Node(Layout layout, const vault::Opener& opener, const Clock& clock)
    : layout_{std::move(layout)},
      clock_{clock},
      key_{unlock(layout_, opener)},
      unlocked_at_{clock.now()},
      laws_{rules::Library::built_in()},
      shared_{open_shared(layout_)},
      sessions_{sessions_for(shared_.get(), clock, key_)},
      throttle_{clock} {
  take_rules();
  if (shared_) presence_ = std::make_unique<Presence>(*shared_, jobs_, clock_);
  for (const auto& id : shared_ ? ids_in(*shared_) : layout_.organisation_ids()) open(id);
}

// What jobs write to must be there until the last has ended.
Node::~Node() { jobs_.stop(); }

OrgId Node::add_organisation(const std::string& name, const std::string& country) {
  const auto id = OrgId::random();
  const access::Organisation about{.id = id, .name = name, .country = country};
  if (shared_) {
    // Told of last: what is interrupted must not keep the node from opening.
    Organisation::create(layout_.place(id), about, key_, clock_);
    shared_->write([&](db::Writer& tx) { tx.run("INSERT INTO organisation (id) VALUES (?)", id); });
  } else {
    add_directory(about);
  }
  open(id);
  return id;
}

void Node::add_directory(const access::Organisation& about) const {
  // Made beside, under a name that is no id, for the same reason.
  const auto unfinished = layout_.organisations() / ("unfinished-" + about.id.text());
  std::error_code error;
  try {
    make_directory(unfinished);
    Organisation::create(
        db::Location{.store = unfinished / "store.db", .keys = unfinished / "keys.db"}, about, key_,
        clock_);
    fs::rename(unfinished, layout_.organisation(about.id), error);
    if (error) throw Failure{Fault::unavailable, "store.failed"};
  } catch (const Failure&) {
    std::error_code ignored;  // what stays is never opened
    fs::remove_all(unfinished, ignored);
    throw;
  }
}

void Node::open(OrgId id) {
  organisations_[id] = std::make_unique<Organisation>(layout_.place(id), layout_.own_fields(id), id,
                                                      key_, laws_, jobs_, clock_);
}

void Node::take_rules() {
  auto loaded = rules::installed(layout_.root, *laws_.read());
  for (const auto& each : loaded.refusals)
    log::event("rules.refused", {{"file", log::Token{each.file}},
                                 {"line", each.line},
                                 {"why", log::Token{each.reason.key}}});
  *laws_.lock() = std::move(loaded.library);
}

std::vector<Organisation*> Node::organisations() {
  std::vector<Organisation*> out;
  for (const auto& [id, organisation] : organisations_) out.push_back(organisation.get());
  return out;
}

Organisation& Node::organisation(OrgId id) {
  const auto found = organisations_.find(id);
  ensure(found != organisations_.end());
  return *found->second;
}

void Node::refuse_taken(std::string_view login) const {
  const auto wanted = access::login_of(login);
  for (const auto& [id, organisation] : organisations_)
    if (wanted && organisation->accounts().find_login(*wanted))
      throw Failure{Fault::conflict, "account.login_taken"};
}

void Node::refuse(Organisation* asked, const std::optional<access::Account>& account,
                  std::string_view login, std::string_view address, MessageKey key) {
  throttle_.failed(login, address);
  if (asked)
    asked->journal().note(std::nullopt,
                          {.what = audit::What::sign_in_refused,
                           .about = account ? std::optional{account->id} : std::nullopt});
  throw Failure{Fault::unauthenticated, key};
}

SignedIn Node::sign_in(std::string_view login, const crypto::SecretText& passphrase,
                       std::string_view address, const std::optional<std::string>& code,
                       access::Device device) {
  if (throttle_.wait(login, address)) throw Failure{Fault::too_many, "session.wait"};
  const auto wanted = access::login_of(login);
  Organisation* home = nullptr;
  std::optional<access::Account> account;
  for (const auto& [id, organisation] : organisations_) {
    auto found = wanted ? organisation->accounts().find_login(*wanted) : std::nullopt;
    if (!found) continue;
    home = organisation.get();
    account = std::move(found);
  }
  // Somebody must spend the time of a try for a login that is not there, too.
  auto* asked = home                     ? home
                : organisations_.empty() ? nullptr
                                         : organisations_.begin()->second.get();
  const bool matches =
      asked && asked->accounts().passphrase_matches(
                   account ? std::optional{account->id} : std::nullopt, passphrase);
  if (!matches || !account || account->disabled)
    refuse(asked, account, login, address, "session.wrong");
  const Found found{.home = home, .account = *account};
  if (account->second_factor) ask_for_code(found, code, address);
  return enter(found, address, audit::What::signed_in, device);
}

void Node::ask_for_code(const Found& found, const std::optional<std::string>& code,
                        std::string_view address) {
  const auto& [home, account] = found;
  if (!code) {
    // Who has the passphrase and not the code leaves a trace here.
    home->journal().note(std::nullopt, {.what = audit::What::code_asked, .about = account.id});
    throw Failure{Fault::unauthenticated, "session.needs_code"};
  }
  if (!home->accounts().take_code(account.id, *code))
    refuse(home, account, account.login, address, "session.wrong_code");
}

SignedIn Node::enter(const Found& found, std::string_view address, audit::What what,
                     access::Device device) {
  const auto& [home, account] = found;
  throttle_.succeeded(account.login, address);
  home->journal().note(account.id, {.what = what});
  auto tokens = sessions_.begin(account.id, home->id(), device);
  auto session = sessions_.find(tokens.cookie);
  ensure(session.has_value());
  return {.tokens = std::move(tokens), .session = std::move(*session)};
}

void Node::sign_out(std::string_view cookie) {
  const auto session = sessions_.find(cookie);
  if (!session) return;
  sessions_.end(cookie);
  organisation(session->org).journal().note(session->account, {.what = audit::What::signed_out});
}

void Node::end_session(const Self& grant, access::SessionId id) {
  if (!sessions_.end_one(grant.account(), id)) throw Failure{Fault::absent, "session.absent"};
  organisation(grant.org()).journal().note(grant.account(), {.what = audit::What::signed_out});
}

void Node::sign_out_everywhere(const Self& grant) {
  sessions_.end_all_of(grant.account());
  organisation(grant.org())
      .journal()
      .note(grant.account(),
            {.what = audit::What::signed_out_everywhere, .about = grant.account()});
}

void Node::sign_out_everywhere(const access::Grant<access::Action::account_change>& grant,
                               AccountId account) {
  auto& home = organisation(grant.org());
  if (!home.accounts().find(account)) throw Failure{Fault::absent, "account.absent"};
  sessions_.end_all_of(account);
  home.journal().note(grant.account(),
                      {.what = audit::What::signed_out_everywhere, .about = account});
}

void Node::change_own_passphrase(const access::Grant<access::Action::account_self>& grant,
                                 const crypto::SecretText& current, const crypto::SecretText& next,
                                 std::string_view address) {
  const auto login = prove(grant, current, "current", address);
  organisation(grant.org()).accounts().change_own_passphrase(grant, current, next);
  throttle_.succeeded(login, address);
  sessions_.end_all_of(grant.account());
}

std::string Node::prove(const Self& grant, const crypto::SecretText& passphrase,
                        std::string_view field, std::string_view address) {
  auto& accounts = organisation(grant.org()).accounts();
  const auto account = accounts.find(grant.account());
  ensure(account.has_value());
  if (throttle_.wait(account->login, address)) throw Failure{Fault::too_many, "session.wait"};
  if (!accounts.passphrase_matches(account->id, passphrase)) {
    throttle_.failed(account->login, address);
    refuse_if_any({{std::string{field}, "session.wrong"}});
  }
  return account->login;
}

access::Enrolment Node::begin_second_factor(const Self& grant, const crypto::SecretText& passphrase,
                                            std::string_view address) {
  throttle_.succeeded(prove(grant, passphrase, "passphrase", address), address);
  return organisation(grant.org()).accounts().begin_second_factor(grant);
}

void Node::end_second_factor(const Self& grant, const crypto::SecretText& passphrase,
                             std::string_view code, std::string_view address) {
  auto& accounts = organisation(grant.org()).accounts();
  if (accounts.second_factor(grant).required)
    throw Failure{Fault::conflict, "second_factor.required"};
  const auto login = prove(grant, passphrase, "passphrase", address);
  if (accounts.second_factor(grant).on && !accounts.take_code(grant.account(), code)) {
    throttle_.failed(login, address);
    refuse_if_any({{"code", "second_factor.wrong_code"}});
  }
  throttle_.succeeded(login, address);
  accounts.end_second_factor(grant);
}

bool Node::must_set_up_second_factor(const access::Caller& caller) {
  return organisation(caller.org).accounts().lacks_second_factor(caller.account);
}

std::optional<access::Caller> Node::caller(const access::Session& session) {
  auto out = caller(session.org, session.account);
  if (out) out->reasons = session.reasons;
  return out;
}

std::optional<access::Caller> Node::caller(OrgId org, AccountId id) {
  const auto account = organisation(org).accounts().find(id);
  if (!account || account->disabled) return std::nullopt;
  return access::Caller{.account = account->id,
                        .org = org,
                        .role = account->role,
                        .team = account->team,
                        .reasons = {},
                        .now = clock_.now()};
}

}  // namespace ts::node
