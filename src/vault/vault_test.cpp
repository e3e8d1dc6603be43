#include "vault/vault.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/trial.h"
#include "db/trial_place.h"

namespace ts::vault {
namespace {

namespace fs = std::filesystem;

using ts::trial::key_of;

class Vault : public testing::Test {
 protected:
  Vault() {
    crypto::start();
    fs::create_directory(directory_);
    database_ = db::Database::open(db::trial::place_in(directory_), db::built_in_migrations());
    found(org_);
  }
  ~Vault() override {
    database_.reset();
    fs::remove_all(directory_);
  }

  void found(OrgId org) {
    database_->write([&](db::Writer& tx) { Keyring::create(tx, node_key_, org); });
  }
  CaseKey new_case(const Keyring& keyring, CaseId id) {
    database_->write([&](db::Writer& tx) { keyring.make_case_key(tx, id); });
    return case_key(keyring, id).value();
  }
  std::optional<CaseKey> case_key(const Keyring& keyring, CaseId id) {
    return database_->read([&](db::Reader& tx) { return keyring.case_key(tx, id); });
  }
  void tamper(std::string_view sql) {
    database_->write([&](db::Writer& tx) { EXPECT_GT(tx.run(sql), 0); });
  }

  fs::path directory_ = fs::temp_directory_path() / ("vault-" + OrgId::random().text());
  crypto::Secret node_key_ = crypto::Secret::random();
  OrgId org_ = OrgId::random();
  std::unique_ptr<db::Database> database_;
};

/// Where something is sealed.
struct Place {
  FieldClass field_class = FieldClass::contact;
  RecordId record;
  std::int64_t revision = 1;
  friend bool operator==(const Place&, const Place&) = default;
};

rc::Gen<Place> any_place(const std::vector<RecordId>& records) {
  return rc::gen::map(
      rc::gen::tuple(rc::gen::elementOf(all_field_classes), rc::gen::elementOf(records),
                     rc::gen::inRange<std::int64_t>(1, 4)),
      [](const auto& from) {
        return Place{std::get<0>(from), std::get<1>(from), std::get<2>(from)};
      });
}

TEST_F(Vault, opens_a_part_at_its_own_place_and_nowhere_else) {
  const Keyring keyring{*database_, node_key_, org_};
  const auto key = new_case(keyring, CaseId::random());
  const std::vector records{RecordId::random(), RecordId::random()};
  EXPECT_TRUE(rc::check([&] {
    const auto text = *rc::gen::arbitrary<Bytes>();
    const auto at = *any_place(records), other = *any_place(records);
    const auto sealed = key.seal(at.field_class, at.record, at.revision, text);
    RC_ASSERT(key.open(at.field_class, at.record, at.revision, sealed) == text);
    RC_ASSERT(key.open(other.field_class, other.record, other.revision, sealed).has_value() ==
              (at == other));
    RC_ASSERT(!key.open_manifest(at.record, at.revision, sealed));
  }));
}

TEST_F(Vault, opens_a_manifest_at_its_own_place_and_nowhere_else) {
  const Keyring keyring{*database_, node_key_, org_};
  const auto key = new_case(keyring, CaseId::random());
  const auto record = RecordId::random();
  const auto sealed = key.seal_manifest(record, 2, bytes_of("manifest"));
  EXPECT_EQ(text_of(key.open_manifest(record, 2, sealed).value()), "manifest");
  EXPECT_FALSE(key.open_manifest(record, 1, sealed));
  EXPECT_FALSE(key.open_manifest(RecordId::random(), 2, sealed));
  for (const auto field_class : all_field_classes)
    EXPECT_FALSE(key.open(field_class, record, 2, sealed));
}

TEST_F(Vault, does_not_open_what_any_bit_was_changed_of) {
  const Keyring keyring{*database_, node_key_, org_};
  const auto key = new_case(keyring, CaseId::random());
  const auto record = RecordId::random();
  const auto sealed = key.seal(FieldClass::contact, record, 1, bytes_of("an invented name"));
  for (std::size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
    auto altered = sealed;
    altered[bit / 8] = static_cast<std::uint8_t>(altered[bit / 8] ^ 1U << bit % 8);
    EXPECT_FALSE(key.open(FieldClass::contact, record, 1, altered)) << bit;
  }
  for (std::size_t size = 0; size < sealed.size(); ++size)
    EXPECT_FALSE(key.open(FieldClass::contact, record, 1, BytesView{sealed}.first(size))) << size;
}

TEST_F(Vault, does_not_open_what_belongs_to_another_case_or_organisation) {
  const Keyring keyring{*database_, node_key_, org_};
  const auto id = CaseId::random(), other_id = CaseId::random();
  const auto key = new_case(keyring, id), other = new_case(keyring, other_id);
  const auto record = RecordId::random();
  const auto sealed = key.seal(FieldClass::contact, record, 1, bytes_of("text"));
  EXPECT_TRUE(key.open(FieldClass::contact, record, 1, sealed));
  EXPECT_FALSE(other.open(FieldClass::contact, record, 1, sealed));

  // The same secret under another name opens nothing either.
  const auto secret = crypto::Secret::random();
  const CaseKey here{org_, id, secret.copy()}, there{OrgId::random(), id, secret.copy()},
      elsewhere{org_, other_id, secret.copy()};
  const auto part = here.seal(FieldClass::contact, record, 1, bytes_of("text"));
  EXPECT_TRUE(here.open(FieldClass::contact, record, 1, part));
  EXPECT_FALSE(there.open(FieldClass::contact, record, 1, part));
  EXPECT_FALSE(elsewhere.open(FieldClass::contact, record, 1, part));
}

TEST_F(Vault, opens_again_with_the_node_key_and_with_no_other) {
  const auto id = CaseId::random();
  const auto record = RecordId::random();
  Bytes sealed;
  {
    const Keyring keyring{*database_, node_key_, org_};
    sealed = new_case(keyring, id).seal(FieldClass::contact, record, 1, bytes_of("text"));
  }
  const Keyring again{*database_, node_key_, org_};
  EXPECT_TRUE(case_key(again, id)->open(FieldClass::contact, record, 1, sealed));

  const auto other = crypto::Secret::random();
  EXPECT_EQ(key_of([&] { Keyring{*database_, other, org_}; }), "vault.wrong_key");
  EXPECT_EQ(key_of([&] { Keyring{*database_, node_key_, OrgId::random()}; }), "vault.no_key");
}

TEST_F(Vault, refuses_a_key_that_was_put_in_the_place_of_another) {
  const auto other_org = OrgId::random();
  found(other_org);
  const auto id = CaseId::random(), other = CaseId::random();
  {
    const Keyring keyring{*database_, node_key_, org_};
    new_case(keyring, id);
    new_case(keyring, other);
  }
  tamper(
      "UPDATE case_key SET sealed = (SELECT sealed FROM case_key ORDER BY case_id DESC LIMIT 1)");
  {
    const Keyring keyring{*database_, node_key_, org_};
    const auto refused = [&](CaseId which) {
      return key_of([&] { case_key(keyring, which); }) == "vault.damaged_key";
    };
    EXPECT_NE(refused(id), refused(other));  // one of them was the original
  }
  tamper("UPDATE org_key SET sealed = (SELECT sealed FROM org_key ORDER BY org DESC LIMIT 1)");
  const auto refused = [&](OrgId which) {
    return key_of([&] { Keyring{*database_, node_key_, which}; }) == "vault.wrong_key";
  };
  EXPECT_NE(refused(org_), refused(other_org));
}

TEST_F(Vault, leaves_nothing_of_a_destroyed_key_in_the_files) {
  if (db::trial::server()) GTEST_SKIP() << "looks at files: runs without a server";
  const Keyring keyring{*database_, node_key_, org_};
  const auto id = CaseId::random(), kept = CaseId::random();
  new_case(keyring, id);
  new_case(keyring, kept);
  const auto sealed = database_->read([&](db::Reader& tx) {
    return tx.one("SELECT sealed FROM case_key WHERE case_id = ?", id)->bytes(0);
  });
  database_->write([&](db::Writer& tx) { keyring.destroy_case_key(tx, id); });
  database_->scrub_keys();
  EXPECT_FALSE(case_key(keyring, id));
  EXPECT_TRUE(case_key(keyring, kept));
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator{directory_}) {
    std::ifstream in{entry.path(), std::ios::binary};
    const std::string content{std::istreambuf_iterator<char>{in}, {}};
    EXPECT_EQ(content.find(text_of(sealed)), std::string::npos) << entry.path().filename();
    ++files;
  }
  EXPECT_GE(files, 2U);
}

TEST_F(Vault, seals_what_belongs_to_the_organisation_by_purpose_id_and_revision) {
  const auto other_org = OrgId::random();
  found(other_org);
  const Keyring keyring{*database_, node_key_, org_}, other{*database_, node_key_, other_org};
  const auto account = AccountId::random();
  const auto sealed =
      keyring.seal("account", account.bytes(), 3, bytes_of("an invented colleague"));
  EXPECT_TRUE(keyring.open("account", account.bytes(), 3, sealed));
  EXPECT_FALSE(keyring.open("team", account.bytes(), 3, sealed));
  EXPECT_FALSE(keyring.open("account", AccountId::random().bytes(), 3, sealed));
  EXPECT_FALSE(keyring.open("account", account.bytes(), 2, sealed));
  EXPECT_FALSE(other.open("account", account.bytes(), 3, sealed));
}

TEST_F(Vault, tags_equal_text_equally_within_a_purpose_and_an_organisation_only) {
  const auto other_org = OrgId::random();
  found(other_org);
  const Keyring keyring{*database_, node_key_, org_}, other{*database_, node_key_, other_org};
  EXPECT_EQ(keyring.tag("login", "noor"), keyring.tag("login", "noor"));
  EXPECT_NE(keyring.tag("login", "noor"), keyring.tag("login", "noora"));
  EXPECT_NE(keyring.tag("login", "noor"), keyring.tag("team", "noor"));
  EXPECT_NE(keyring.tag("login", "noor"), other.tag("login", "noor"));
  EXPECT_NE(keyring.audit_key().verify_key(), other.audit_key().verify_key());
}

}  // namespace
}  // namespace ts::vault
