#include "node/organisation.h"

#include <iterator>
#include <utility>

#include "rules/rules.h"

namespace ts::node {
namespace {

void append(std::vector<audit::Finding>& to, std::vector<audit::Finding> more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

audit::Verification verify_all(db::Reader& tx, const vault::Keyring* keyring) {
  auto out = audit::verify_chain(
      tx, keyring ? std::optional{keyring->audit_key().verify_key()} : std::nullopt);
  append(out.findings, records::verify(tx, keyring));
  append(out.findings, access::check_accounts(tx));
  append(out.findings, documents::Documents::verify(tx, keyring));
  return out;
}

}  // namespace

void Organisation::create(const db::Place& place, const access::Organisation& about,
                          const crypto::Secret& node_key, const Clock& clock) {
  const auto database = db::Database::open(place, db::built_in_migrations());
  database->write([&](db::Writer& tx) { vault::Keyring::create(tx, node_key, about.id); });
  const vault::Keyring keyring{*database, node_key, about.id};
  audit::Journal journal{*database, clock, keyring.audit_key()};
  access::Accounts accounts{*database, journal, keyring, account_cost};
  accounts.found(about);
}

Organisation::Organisation(const db::Place& place, OrgId id, const crypto::Secret& node_key,
                           jobs::Jobs& jobs, const Clock& clock)
    : id_{id},
      database_{db::Database::open(place, db::built_in_migrations())},
      keyring_{*database_, node_key, id},
      journal_{*database_, clock, keyring_.audit_key()},
      accounts_{*database_, journal_, keyring_, account_cost},
      records_{keyring_, catalogue::Catalogue::built_in()},
      frames_{records_},
      cases_{*database_, journal_, records_, frames_, access::Policy::built_in()},
      protection_{*database_,
                  journal_,
                  records_,
                  frames_,
                  access::Policy::built_in(),
                  rules::Library::built_in()},
      documents_{keyring_},
      studies_{*database_, journal_, documents_, jobs},
      publishing_{*database_, journal_, documents_, frames_, jobs} {
  frames_.also(protection_.applications());
  database_->read([&](db::Reader& tx) {
    frames_.rebuild(tx);
    return true;
  });
  const auto follow = [this] {
    database_->read([&](db::Reader& tx) {
      frames_.follow(tx);
      return true;
    });
  };
  database_->after_commit(follow);
  following_ = database_->follow_others([this, follow] {
    follow();
    accounts_.follow();
  });
  cases_.finish_forgetting();
}

audit::Verification Organisation::verify() {
  return database_->read([&](db::Reader& tx) { return verify_all(tx, &keyring_); });
}

audit::Verification verify_sealed(const db::Place& place) {
  const auto database = db::Database::open_read_only(place);
  return database->read([&](db::Reader& tx) { return verify_all(tx, nullptr); });
}

}  // namespace ts::node
