#include "node/organisation.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "catalogue/own.h"

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

catalogue::Catalogue catalogue_of(const std::filesystem::path& own_fields) {
  const auto& base = catalogue::Catalogue::built_in();
  if (!std::filesystem::exists(own_fields)) return base;
  std::ifstream in{own_fields, std::ios::binary};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  try {
    return {base, catalogue::read_own(base, text)};
  } catch (const Failure&) {  // which line, `turnstone catalogue own` tells
    throw Failure{Fault::invalid, "own.refused"};
  }
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

Organisation::Organisation(const db::Place& place, const std::filesystem::path& own_fields,
                           OrgId id, const crypto::Secret& node_key,
                           const Guarded<rules::Library>& laws, jobs::Jobs& jobs,
                           const Clock& clock)
    : id_{id},
      database_{db::Database::open(place, db::built_in_migrations())},
      keyring_{*database_, node_key, id},
      journal_{*database_, clock, keyring_.audit_key()},
      accounts_{*database_, journal_, keyring_, account_cost},
      catalogue_{catalogue_of(own_fields)},
      records_{keyring_, catalogue_},
      frames_{records_},
      cases_{*database_, journal_, records_, frames_, access::Policy::built_in()},
      protection_{*database_, journal_, records_, frames_, access::Policy::built_in(), laws},
      interviews_{*database_,
                  journal_,
                  records_,
                  frames_,
                  access::Policy::built_in(),
                  screening::Library::built_in()},
      matching_{*database_, journal_, records_, frames_, access::Policy::built_in()},
      documents_{keyring_},
      studies_{*database_, journal_, documents_, jobs},
      surveys_{*database_, journal_, documents_},
      publishing_{*database_, journal_, documents_, frames_, jobs},
      calendars_{*database_, journal_, documents_, addresses::calendar},
      phone_addresses_{*database_, journal_, documents_, addresses::phone},
      imports_{*database_, journal_, documents_, catalogue_, accounts_, frames_, cases_},
      phones_{*database_, journal_, documents_, catalogue_, cases_},
      matters_{*database_, journal_, documents_, catalogue_, records_, frames_, accounts_, cases_},
      hooks_{*database_, journal_, documents_, id} {
  frames_.also(protection_.applications());
  frames_.also(matching_.people());
  frames_.also(matters_.agreements());
  frames_.rebuild(*database_);
  frames_.follow_commits(*database_);
  following_ = database_->follow_others([this] {
    database_->read([&](db::Reader& tx) {
      frames_.follow(tx);
      return true;
    });
    accounts_.follow();
    matters_.mailroom().others_wrote();
    hooks_.others_wrote();
  });
  cases_.finish_forgetting();
}

audit::Verification Organisation::verify() {
  return database_->read([&](db::Latest& tx) { return verify_all(tx, &keyring_); });
}

audit::Verification verify_sealed(const db::Place& place) {
  const auto database = db::Database::open_read_only(place);
  return database->read([&](db::Reader& tx) { return verify_all(tx, nullptr); });
}

}  // namespace ts::node
