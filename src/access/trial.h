#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "access/policy.h"
#include "audit/audit.h"
#include "base/trial.h"
#include "db/trial_place.h"
#include "vault/vault.h"

/// For tests: the store of one organisation on disk, with its keys and its chain.
namespace ts::access::trial {

/// A test of more that lives on these overrides `start` and `stop`, and calls both itself.
class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    crypto::start();
    std::filesystem::create_directory(directory_);
    database_ = db::Database::open(location(), db::built_in_migrations());
    database_->write([&](db::Writer& tx) { vault::Keyring::create(tx, node_key_, org_); });
    StoreTest::start();
  }
  ~StoreTest() override {
    StoreTest::stop();
    std::filesystem::remove_all(directory_);
  }

  db::Place location() const { return db::trial::place_in(directory_); }
  virtual void start() {
    StoreTest::stop();
    database_ = db::Database::open(location(), db::built_in_migrations());
    keyring_ = std::make_unique<vault::Keyring>(*database_, node_key_, org_);
    journal_ = std::make_unique<audit::Journal>(*database_, clock_, keyring_->audit_key());
  }
  virtual void stop() {
    journal_.reset();
    database_.reset();
    keyring_.reset();
  }

  Caller somebody(Role role) const {
    return {.account = AccountId::random(), .org = org_, .role = role, .team = {}, .reasons = {}};
  }

  std::filesystem::path directory_ =
      std::filesystem::temp_directory_path() / ("store-" + OrgId::random().text());
  OrgId org_ = OrgId::random();
  crypto::Secret node_key_ = crypto::Secret::random();
  ManualClock clock_{{1'772'000'000'000}};
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<vault::Keyring> keyring_;
  std::unique_ptr<audit::Journal> journal_;
};

}  // namespace ts::access::trial
