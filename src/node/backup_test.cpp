#include "node/backup.h"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/json.hpp>
#include <thread>

#include "node/trial.h"

namespace ts::node {
namespace {

using namespace trial;
namespace json = boost::json;

class BackupOfANode : public NodeTest {
 protected:
  BackupOfANode()
      : NodeTest{Where::in_files}, org_{found()}, amal_{person(org_, "amal")}, id_{open(amal_)} {}

  Backup back_up_now() {
    clock_.forward(std::chrono::minutes{1});
    return back_up(layout(), root_ / "backups", clock_);
  }
  Restored restore_now(const fs::path& backup) {
    clock_.forward(std::chrono::minutes{1});
    return restore(layout(), backup, opener(), clock_);
  }
  std::string restoring(const fs::path& backup) {
    return key_of([&] { restore_now(backup); });
  }
  /// Names in the directory that holds the node.
  std::vector<std::string> beside() const {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator{root_})
      out.push_back(entry.path().filename().string());
    std::sort(out.begin(), out.end());
    return out;
  }
  static void edit(const fs::path& backup, const std::function<void(json::object&)>& change) {
    auto about = json::parse(content(backup / "backup.json")).as_object();
    change(about);
    std::ofstream{backup / "backup.json", std::ios::trunc} << json::serialize(about);
  }

  OrgId org_;
  Caller amal_;
  CaseId id_;
};

TEST_F(BackupOfANode, brings_everything_back_where_nothing_is) {
  note(amal_, id_, "before");
  const auto made = back_up_now();
  EXPECT_EQ(made.organisations, 1U);
  EXPECT_GT(made.bytes, 0U);
  note(amal_, id_, "after");
  stop();
  fs::remove_all(layout().root);
  const auto restored = restore_now(made.folder);
  EXPECT_EQ(restored.organisations, 1U);
  EXPECT_FALSE(restored.set_aside);
  EXPECT_TRUE(restored.findings.empty());
  start();
  const auto view = cases_of(amal_).read(amal_, id_);
  EXPECT_EQ(view.records.size(), 4U);  // person, case, consent, one note
  EXPECT_EQ(node_->sign_in("amal", secret(), "192.0.2.1").session.account, amal_.account);
  EXPECT_EQ(findings(), std::vector<std::string>{});
  EXPECT_EQ(beside(), (std::vector<std::string>{"backups", "node"}));
}

TEST_F(BackupOfANode, is_of_one_moment_while_others_write) {
  std::atomic<bool> stop_writing{false};
  std::atomic<int> written{0};
  std::thread writer{[&] {
    while (!stop_writing) {
      note(amal_, id_, "text");
      open(amal_);
      ++written;
    }
  }};
  std::vector<Backup> made;
  while (made.size() < 3) {
    const auto before = written.load();
    made.push_back(back_up_now());
    while (written == before) std::this_thread::yield();
  }
  stop_writing = true;
  writer.join();
  stop();
  for (const auto& backup : made) {
    EXPECT_TRUE(restore_now(backup.folder).findings.empty());
    start();
    EXPECT_EQ(reading(amal_, id_), "");
    stop();
  }
}

TEST_F(BackupOfANode, keeps_forgotten_what_was_forgotten_since) {
  const auto chief = person(org_, "chief", Role::supervisor);
  const auto kept = open(amal_, "Bahar");
  const auto made = back_up_now();
  cases_of(chief).forget(chief, id_, 1, records::Reason::retention_ended);
  stop();
  const auto restored = restore_now(made.folder);
  EXPECT_EQ(restored.forgotten_again, 1U);
  ASSERT_TRUE(restored.set_aside);
  EXPECT_TRUE(fs::exists(*restored.set_aside / "node.json"));
  start();
  EXPECT_EQ(reading(amal_, id_), "case.absent");
  EXPECT_EQ(reading(amal_, kept), "");
  const auto certificate = cases_of(chief).certificates(chief).at(0);
  EXPECT_EQ(certificate.case_id, id_);
  EXPECT_EQ(certificate.reason, records::Reason::retention_ended);
  EXPECT_EQ(findings(), std::vector<std::string>{});
  const auto entries = node_->organisation(org_).database().read(
      [](db::Latest& tx) { return audit::newest(tx, 0, 5); });
  EXPECT_TRUE(std::any_of(entries.begin(), entries.end(), [](const auto& entry) {
    return entry.event.what == audit::What::restored;
  }));

  // A second time from the same backup: nothing comes back this way either.
  stop();
  EXPECT_EQ(restore_now(made.folder).forgotten_again, 1U);
  start();
  EXPECT_EQ(reading(amal_, id_), "case.absent");
}

TEST_F(BackupOfANode, that_was_altered_or_is_not_whole_is_refused_and_nothing_is_touched) {
  const auto made = back_up_now().folder;
  stop();
  const auto before = beside();
  const auto store = made / "store" / (org_.text() + ".db");
  const auto bytes = content(store);

  overwrite(store, bytes.size() / 2, bytes[bytes.size() / 2] == 'x' ? "y" : "x");
  EXPECT_EQ(restoring(made), "backup.altered");
  overwrite(store, 0, bytes);
  fs::rename(store, made / "gone");
  EXPECT_EQ(restoring(made), "backup.incomplete");
  fs::rename(made / "gone", store);
  EXPECT_EQ(restoring(root_ / "nowhere"), "backup.incomplete");

  const auto about = content(made / "backup.json");
  for (const auto* text : {"", "[]", "{}", "{", R"({"files": []})", R"({"files": {}})"}) {
    std::ofstream{made / "backup.json", std::ios::trunc} << text;
    EXPECT_EQ(restoring(made), "backup.incomplete") << text;
  }
  for (const auto* name : {"../node/node.json", "keys/../../node.json", "/etc/passwd",
                           "store/other.db", "store/deep/er.db", "keys/extra.json"}) {
    std::ofstream{made / "backup.json", std::ios::trunc} << about;
    edit(made, [&](json::object& object) { object["files"].as_object()[name] = "00"; });
    EXPECT_EQ(restoring(made), "backup.altered") << name;
  }
  std::ofstream{made / "backup.json", std::ios::trunc} << about;
  edit(made, [&](json::object& object) { object["format"] = 2; });
  EXPECT_EQ(restoring(made), "node.newer_version");

  std::ofstream{made / "backup.json", std::ios::trunc} << about;
  const vault::Opener wrong = crypto::SecretText{"nine lamps along the pier"};
  EXPECT_EQ(key_of([&] { restore(layout(), made, wrong, clock_); }), "vault.wrong_passphrase");

  EXPECT_EQ(beside(), before);
  start();
  EXPECT_EQ(reading(amal_, id_), "");
  stop();
  EXPECT_EQ(restoring(made), "");
}

TEST_F(BackupOfANode, with_one_of_two_files_only_is_refused_and_nothing_is_touched) {
  const auto made = back_up_now().folder;
  stop();
  const auto before = beside();
  edit(made, [&](json::object& object) {
    object["files"].as_object().erase("keys/" + org_.text() + ".db");
  });
  EXPECT_EQ(restoring(made), "store.incomplete");
  EXPECT_EQ(beside(), before);
}

TEST_F(BackupOfANode, is_not_restored_under_a_program_that_goes_on_writing) {
  const auto made = back_up_now().folder;
  EXPECT_EQ(restoring(made), "store.in_use");
  EXPECT_EQ(reading(amal_, id_), "");
  EXPECT_EQ(beside(), (std::vector<std::string>{"backups", "node"}));
}

TEST_F(BackupOfANode, is_restored_over_a_directory_too_damaged_to_read) {
  const auto made = back_up_now().folder;
  stop();
  std::ofstream{layout().organisation(org_) / "store.db", std::ios::trunc}
      << std::string(8192, 'x');
  const auto restored = restore({root_ / "node" / ""}, made, opener(), clock_);
  ASSERT_EQ(restored.findings.size(), 1U);
  EXPECT_EQ(restored.findings[0].key.text(), "restore.forgotten_unknown");
  ASSERT_TRUE(restored.set_aside);
  EXPECT_EQ(restored.set_aside->parent_path(), root_);  // also when the path ends with a slash
  start();
  EXPECT_EQ(reading(amal_, id_), "");
}

TEST_F(BackupOfANode, sets_aside_whatever_is_in_its_place) {
  const auto made = back_up_now().folder;
  stop();
  fs::remove_all(layout().root);
  fs::create_directories(layout().root);
  EXPECT_FALSE(restore_now(made).set_aside);
  fs::remove_all(layout().root);
  fs::create_directories(layout().root);
  std::ofstream{layout().root / "somebody's.txt"} << "text";
  const auto restored = restore_now(made);
  ASSERT_TRUE(restored.set_aside);
  EXPECT_EQ(content(*restored.set_aside / "somebody's.txt"), "text");
}

TEST_F(BackupOfANode, that_somebody_altered_with_its_digests_is_told_of) {
  const auto made = back_up_now().folder;
  stop();
  const auto store = made / "store" / (org_.text() + ".db");
  {
    const auto database = db::Database::open(
        db::Location{store, made / "keys" / (org_.text() + ".db")}, db::built_in_migrations());
    database->write([](db::Writer& tx) { tx.run("UPDATE record SET kind = 'note'"); });
  }
  fs::remove(made / "store" / (org_.text() + ".in_use"));
  const auto bytes = content(store);
  ASSERT_LT(bytes.size(), 1U << 20);
  const auto digest = hex(crypto::hash(crypto::hash(bytes_of(bytes))));
  edit(made, [&](json::object& object) {
    object["files"].as_object()["store/" + org_.text() + ".db"] = digest;
  });
  const auto restored = restore_now(made);
  EXPECT_EQ(restored.findings.size(), 3U);
  for (const auto& finding : restored.findings) EXPECT_EQ(finding.key.text(), "record.unreadable");
}

class BackupOfADatabase : public NodeTest {};

TEST_F(BackupOfADatabase, is_restored_into_a_directory) {
  if (!db::trial::server()) GTEST_SKIP() << "needs a server: tools/with_postgres.sh";
  const auto org = found();
  const auto amal = person(org, "amal");
  const auto id = open(amal, "Zubeida");
  for (int i = 0; i < 20; ++i) note(amal, id, "what was said");
  const auto made = back_up(layout(), root_ / "backups", clock_);
  note(amal, id, "after");
  EXPECT_EQ(key_of([&] { restore(layout(), made.folder, opener(), clock_); }),
            "restore.into_database");
  stop();
  database_.clear();
  fs::remove_all(layout().root);
  const auto restored = restore(layout(), made.folder, opener(), clock_);
  EXPECT_EQ(restored.organisations, 1U);
  EXPECT_TRUE(restored.findings.empty());
  start();
  EXPECT_EQ(cases_of(amal).read(amal, id).records.size(), 3U + 20U);
  EXPECT_EQ(cases_of(amal).list(amal, {}).rows.at(0).name, "Zubeida");
  EXPECT_EQ(findings(), std::vector<std::string>{});
}

}  // namespace
}  // namespace ts::node
