#include "db/files.h"

#include <gtest/gtest.h>

#include <latch>
#include <random>
#include <thread>

#include "db/migrations.h"
#include "db/trial.h"

namespace ts::db {
namespace {

namespace fs = std::filesystem;
using trial::key_of;
using trial::Place;

Location copy_in(const Place& place) {
  return {place.path() / "copy of store.db", place.path() / "copy of keys.db"};
}

class Backup : public trial::OnBoth {};
INSTANTIATE_TEST_SUITE_P(Engines, Backup, trial::engines(), trial::name_of);

TEST_P(Backup, while_others_write_it_is_of_one_moment) {
  const Place place{GetParam()};
  auto database = trial::open(place);
  std::atomic<bool> stop = false;
  std::latch begun{20};
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; !stop; ++i) {
        database->write([&](Writer& writer) {
          trial::put(writer, std::to_string(t) + '-' + std::to_string(i), bytes_of("k"),
                     Bytes(2000, 1));
          writer.run("update tally set n = n + 1 where id = 1");
        });
        if (!begun.try_wait() && i < 5) begun.count_down();
      }
    });
  begun.wait();
  for (int round = 0; round < 5; ++round) {
    const auto to = copy_in(place);
    database->backup(to);
    EXPECT_EQ(fs::status(to.keys).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    {
      auto copy = Database::open(to, trial::schema);
      const auto n = trial::count(*copy, "select n from tally where id = 1");
      EXPECT_GE(n, 20);
      EXPECT_EQ(trial::count(*copy, "select count(*) from record"), n);
      EXPECT_EQ(trial::count(*copy, "select count(*) from case_key"), n);
      const auto sound = [&](const char* sql) {
        return copy->read([&](Reader& reader) { return reader.one(sql)->text(0); });
      };
      EXPECT_EQ(sound("pragma store.integrity_check"), "ok");
      EXPECT_EQ(sound("pragma keys.integrity_check"), "ok");
    }
    EXPECT_EQ(key_of([&] { database->backup(to); }), "store.backup_exists");
    fs::remove(to.store);
    fs::remove(to.keys);
  }
  stop = true;
}

TEST_P(Backup, where_it_cannot_be_it_leaves_nothing) {
  const Place place{GetParam()};
  auto database = trial::open(place);
  const auto there = place.path() / "there";
  EXPECT_EQ(key_of([&] { database->backup({there, place.path() / "not" / "there"}); }),
            "store.failed");
  EXPECT_FALSE(fs::exists(there));
  EXPECT_FALSE(fs::exists(there.string() + ".partial"));
}

std::string secret_of(int i) { return "secret-" + std::to_string(1'000'000 + i) + "-of-a-case"; }

void put_keys(Database& database, int from, int to) {
  database.write([&](Writer& writer) {
    for (int i = from; i < to; ++i)
      trial::put(writer, CaseId::random().text(), bytes_of(secret_of(i)), {});
  });
}

/// How many of the first `count` secrets can be found in the files of the keys.
int traces(const Place& place, int count) {
  auto keys = place.location().keys;
  const auto all = trial::content(keys) + trial::content(keys.string() + "-wal");
  int out = 0;
  for (int i = 0; i < count; ++i) out += all.find(secret_of(i)) != std::string::npos;
  return out;
}

void delete_keys(Database& database, int from, int to) {
  database.write([&](Writer& writer) {
    for (int i = from; i < to; ++i)
      writer.run("delete from case_key where secret = ?", bytes_of(secret_of(i)));
  });
}

TEST(Log, begins_anew_while_others_read_and_keep_their_snapshots) {
  const Place place;
  auto database = trial::open(place);
  constexpr int units = 200;
  constexpr std::size_t megabyte = 1 << 20;
  const Bytes body(2 * megabyte, 7);
  std::vector<std::jthread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) trial::count(*database, "select count(*) from record");
    });
  // Nobody must see these, so that nothing but their number ends a snapshot.
  std::uintmax_t longest = 0;
  const auto log = fs::path{place.location().store.string() + "-wal"};
  for (int i = 0; i < units; ++i) {
    database->write_soon([&](Writer& writer) {
      writer.run("insert into record(id, body) values (?, ?)", std::to_string(i), body);
    });
    longest = std::max(longest, fs::file_size(log));
  }
  readers.clear();
  EXPECT_GT(longest, 60 * megabyte);  // it was not moved at every commit
  EXPECT_LT(longest, 220 * megabyte);
  EXPECT_EQ(
      database->read([](Latest& tx) { return tx.one("select count(*) from record")->integer(0); }),
      units);
  database.reset();
  EXPECT_FALSE(fs::exists(log));
  EXPECT_EQ(trial::count(*trial::open(place), "select count(*) from record"), units);
}

TEST(Scrubbing, leaves_no_trace_of_a_deleted_key) {
  const Place place;
  auto database = trial::open(place);
  for (int i = 0; i < 500; i += 100) put_keys(*database, i, i + 100);
  for (int i = 0; i < 300; i += 100) delete_keys(*database, i, i + 100);
  EXPECT_GT(traces(place, 300), 0);
  database->scrub_keys();
  EXPECT_EQ(traces(place, 300), 0);
  EXPECT_EQ(trial::count(*database, "select count(*) from case_key"), 200);
}

/// Puts keys of several sizes and deletes some in between, so that rows move within and between
/// pages. The secrets that were deleted.
std::vector<Bytes> come_and_go(Database& database, std::mt19937& random) {
  std::vector<std::pair<std::string, Bytes>> live;
  std::vector<Bytes> deleted;
  database.write([&](Writer& writer) {
    for (int i = 0; i < 4000; ++i) {
      if (live.empty() || random() % 5 < 3) {
        constexpr std::size_t sizes[] = {32, 40, 72, 300};
        Bytes secret(sizes[random() % 4]);
        for (auto& byte : secret) byte = static_cast<std::uint8_t>(random());
        live.emplace_back(std::to_string(random()) + '-' + std::to_string(i), secret);
        writer.run("insert into case_key(id, secret) values (?, ?)", live.back().first, secret);
      } else {
        std::swap(live[random() % live.size()], live.back());
        writer.run("delete from case_key where id = ?", live.back().first);
        deleted.push_back(live.back().second);
        live.pop_back();
      }
    }
  });
  return deleted;
}

TEST(Scrubbing, leaves_no_copy_that_rearranging_a_page_made) {
  for (std::uint32_t seed = 0; seed < 4; ++seed) {
    const Place place;
    auto database = trial::open(place);
    std::mt19937 random{seed};
    const auto deleted = come_and_go(*database, random);
    database->scrub_keys();
    const auto keys = trial::content(place.location().keys);
    for (const auto& secret : deleted) {
      EXPECT_EQ(keys.find(text_of(BytesView{secret}.first(16))), std::string::npos);
      EXPECT_EQ(keys.find(text_of(BytesView{secret}.last(16))), std::string::npos);
    }
  }
}

TEST(Scrubbing, waits_for_a_reader_that_began_before) {
  const Place place;
  auto database = trial::open(place);
  put_keys(*database, 0, 10);
  std::latch begun{1};
  std::latch release{1};
  std::jthread reader{[&] {
    database->read([&](Reader& snapshot) {
      begun.count_down();
      release.wait();
      EXPECT_EQ(snapshot.all("select id from case_key").size(), 10U);
      return 0;
    });
  }};
  begun.wait();
  delete_keys(*database, 0, 10);
  std::atomic<bool> scrubbed = false;
  std::jthread scrubbing{[&] {
    database->scrub_keys();
    scrubbed = true;
  }};
  for (int i = 0; i < 20; ++i) put_keys(*database, 100 + i, 101 + i);  // the writer goes on
  EXPECT_FALSE(scrubbed);
  release.count_down();
  scrubbing.join();
  EXPECT_EQ(traces(place, 10), 0);
}

TEST(Scrubbing, from_within_a_snapshot_is_a_bug) {
  const Place place;
  auto database = trial::open(place);
  EXPECT_THROW(database->read([&](Reader&) {
    database->scrub_keys();
    return 0;
  }),
               Bug);
}

std::vector<Migration> with(std::string_view sql) {
  auto out = trial::schema;
  out.push_back({2, "0002_next", sql});
  return out;
}

constexpr std::string_view next =
    "create table {store}.more(id {text} primary key) {strict};\n"
    "alter table {keys}.case_key add column kind {int};  -- runs first\n";

TEST(Migrating, copies_what_is_there_first) {
  const Place place;
  put_keys(*trial::open(place), 0, 10);
  auto database = Database::open(place.location(), with(next));
  EXPECT_EQ(database->schema_version(), 2);
  EXPECT_EQ(trial::count(*database, "select count(*) from case_key where kind is null"), 10);
  const auto names = database->read(
      [](Reader& reader) { return reader.all("select name from schema_step order by version"); });
  ASSERT_EQ(names.size(), 2U);
  EXPECT_EQ(names[1].text(0), "0002_next");
  const auto copy = place.path() / "before-2";
  EXPECT_TRUE(fs::exists(copy / "store.db"));
  EXPECT_FALSE(fs::exists(copy / "keys.db"));  // it would undo forgetting
  EXPECT_EQ(fs::status(copy).permissions(), fs::perms::owner_all);
}

TEST(Migrating, a_step_that_fails_leaves_the_version_before_and_both_copies) {
  const Place place;
  put_keys(*trial::open(place), 0, 10);
  const auto wrong = with(
      "create table {store}.more(id {text} primary key) {strict};\n"
      "insert into {store}.nowhere values (1);\n");
  EXPECT_THROW(Database::open(place.location(), wrong), Bug);
  EXPECT_THROW(Database::open(place.location(), wrong), Bug);
  for (const char* copy : {"before-2", "before-2-2"}) {
    const Location saved{place.path() / copy / "store.db", place.path() / copy / "keys.db"};
    EXPECT_EQ(trial::count(*Database::open(saved, trial::schema), "select count(*) from case_key"),
              10);
  }
  auto database = Database::open(place.location(), with(next));
  EXPECT_EQ(trial::count(*database, "select count(*) from more"), 0);
  EXPECT_FALSE(fs::exists(place.path() / "before-2" / "keys.db"));
  EXPECT_FALSE(fs::exists(place.path() / "before-2-2" / "keys.db"));
}

TEST(Migrating, goes_on_where_it_was_interrupted_between_the_files) {
  const Place place;
  put_keys(*trial::open(place), 0, 10);
  {
    SqliteConnection connection{place.location(), Opening::writer};
    connection.execute("alter table keys.case_key add column kind integer");
    connection.execute("pragma keys.user_version = 2");
  }
  auto database = Database::open(place.location(), with(next));
  EXPECT_EQ(database->schema_version(), 2);
  EXPECT_EQ(trial::count(*database, "select count(*) from more"), 0);
}

TEST(Migrating, a_new_store_that_was_interrupted_between_the_files) {
  const Place place;
  create_private(place.location().keys);
  create_private(place.location().store);
  {
    SqliteConnection connection{place.location(), Opening::writer};
    connection.execute(
        "create table keys.case_key(id text primary key, secret blob not null) strict");
    connection.execute("pragma keys.user_version = 1");
  }
  put_keys(*trial::open(place), 0, 1);
}

TEST(Migrating, steps_that_could_not_be_taken_safely_are_bugs) {
  for (const char* sql : {
           "create table no_schema(id {text});",
           "insert into {keys}.case_key select id, body from {store}.record;",
           "create table {store}.unfinished(id {text})",
       }) {
    const Place place;
    trial::open(place);
    EXPECT_THROW(Database::open(place.location(), with(sql)), Bug) << sql;
    EXPECT_EQ(trial::open(place)->schema_version(), 1);
  }
}

TEST(Migrating, the_built_in_ones_are_in_order) {
  const auto steps = built_in_migrations();
  int before = 0;
  for (const auto& step : steps) {
    EXPECT_GT(step.version, before);
    before = step.version;
  }
  const Place place;
  EXPECT_EQ(Database::open(place.location(), steps)->schema_version(), before);
}

}  // namespace
}  // namespace ts::db
