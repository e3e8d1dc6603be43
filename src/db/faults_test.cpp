#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <map>
#include <set>
#include <thread>

#include "db/trial.h"

// What may go wrong outside: each is named, and nothing that was acknowledged is lost.
namespace ts::db {
namespace {

namespace fs = std::filesystem;
using trial::key_of;
using trial::Pipe;
using trial::Place;
using trial::Process;

void fill(Database& database, int from, int to) {
  for (int i = from; i < to; ++i)
    database.write([&](Writer& writer) {
      trial::put(writer, std::to_string(i), bytes_of("key"), bytes_of("record"));
    });
}

constexpr const char* keyless =
    "select count(*) from record left join case_key using (id) where case_key.id is null";

TEST(Opening, one_process_at_a_time_but_others_may_read) {
  const Place place;
  Pipe ready;
  Pipe leave;
  Process other{[&] {
    auto database = trial::open(place);
    fill(*database, 0, 3);
    ready.put(1);
    leave.get();
    return 0;
  }};
  ASSERT_TRUE(ready.get());
  EXPECT_EQ(key_of([&] { trial::open(place); }), "store.in_use");
  {
    auto reading = Database::open_read_only(place.location(), trial::schema);
    EXPECT_EQ(trial::count(*reading, "select count(*) from record"), 3);
    EXPECT_EQ(reading->schema_version(), 1);
    EXPECT_EQ(key_of([&] { reading->write([](Writer&) {}); }), "store.read_only");
    EXPECT_EQ(key_of([&] { reading->scrub_keys(); }), "store.read_only");
    reading->backup({place.path() / "s.copy", place.path() / "k.copy"});
  }
  leave.put(1);
  EXPECT_EQ(other.wait(), 0);
  auto copy = Database::open_read_only(Location{place.path() / "s.copy", place.path() / "k.copy"},
                                       trial::schema);
  EXPECT_EQ(trial::count(*copy, "select count(*) from case_key"), 3);
  EXPECT_EQ(trial::count(*trial::open(place), "select count(*) from record"), 3);
}

TEST(Opening, another_process_never_reads_a_record_without_its_key) {
  const Place place;
  Pipe ready;
  Pipe leave;
  Process other{[&] {
    ready.get();
    auto reading = Database::open_read_only(place.location(), trial::schema);
    while (trial::count(*reading, "select count(*) from record") < 200)
      if (trial::count(*reading, keyless) != 0) return 1;
    return 0;
  }};
  auto database = trial::open(place);
  std::atomic<bool> stop = false;
  std::jthread writing{[&] {
    for (int i = 0; !stop; ++i) fill(*database, i, i + 1);
  }};
  ready.put(1);
  EXPECT_EQ(other.wait(), 0);
  stop = true;
}

TEST(Opening, files_are_private) {
  const Place place;
  auto database = trial::open(place);
  fill(*database, 0, 1);
  int files = 0;
  for (const auto& entry : fs::directory_iterator{place.path()}) {
    EXPECT_EQ(entry.status().permissions(), fs::perms::owner_read | fs::perms::owner_write)
        << entry.path();
    ++files;
  }
  EXPECT_EQ(files, 7);  // two files, each with its log and its index; and the lock
}

TEST(Opening, newer_older_missing) {
  const Place place;
  auto newer = trial::schema;
  newer.push_back({2, "0002_more", "create table {store}.more(id {text} primary key) {strict};"});
  EXPECT_EQ(key_of([&] { Database::open_read_only(place.location(), newer); }), "store.missing");
  trial::open(place);
  EXPECT_EQ(key_of([&] { Database::open_read_only(place.location(), newer); }),
            "store.older_version");
  EXPECT_EQ(Database::open(place.location(), newer)->schema_version(), 2);
  EXPECT_EQ(key_of([&] { trial::open(place); }), "store.newer_version");
  EXPECT_EQ(key_of([&] { Database::open_read_only(place.location(), trial::schema); }),
            "store.newer_version");
}

TEST(Opening, half_of_a_store) {
  const Place place;
  fill(*trial::open(place), 0, 1);
  fs::rename(place.location().keys, place.path() / "aside");
  EXPECT_EQ(key_of([&] { trial::open(place); }), "store.incomplete");
  fs::rename(place.path() / "aside", place.location().keys);
  fs::rename(place.location().store, place.path() / "aside");
  EXPECT_EQ(key_of([&] { trial::open(place); }), "store.incomplete");
  fs::rename(place.path() / "aside", place.location().store);
  EXPECT_EQ(trial::count(*trial::open(place), "select count(*) from record"), 1);
}

TEST(Opening, a_directory_that_is_not_there) {
  const Place place;
  const auto nowhere = place.path() / "nowhere";
  EXPECT_EQ(key_of([&] { Database::open(Location{nowhere / "s", nowhere / "k"}, trial::schema); }),
            "store.failed");
}

void overwrite(const fs::path& file, std::streamoff from, std::size_t size) {
  std::fstream out{file, std::ios::binary | std::ios::in | std::ios::out};
  out.seekp(from);
  out << std::string(size, '\x5a');
}

TEST(Damage, at_the_start_of_a_file) {
  for (const bool keys : {false, true}) {
    const Place place;
    fill(*trial::open(place), 0, 1);
    overwrite(keys ? place.location().keys : place.location().store, 0, 100);
    EXPECT_EQ(key_of([&] { trial::open(place); }), "store.damaged");
    EXPECT_EQ(key_of([&] { Database::open_read_only(place.location(), trial::schema); }),
              "store.damaged");
  }
}

TEST(Damage, further_inside) {
  const Place place;
  fill(*trial::open(place), 0, 500);
  const auto& file = place.location().store;
  overwrite(file, 8192, fs::file_size(file) - 8192);
  EXPECT_EQ(key_of([&] {
              auto database = trial::open(place);
              database->read([](Reader& reader) { return reader.all("select * from record"); });
            }),
            "store.damaged");
}

void limit_files_to(rlim_t bytes) {
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = std::min(bytes, limit.rlim_max);
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

/// The largest file of the store as it is.
rlim_t largest(const Place& place) {
  rlim_t out = 0;
  for (const auto& entry : fs::directory_iterator{place.path()})
    out = std::max<rlim_t>(out, entry.file_size());
  return out;
}

int exit_when(const std::vector<bool>& wrong) {
  const auto found = std::find(wrong.begin(), wrong.end(), true);
  return found == wrong.end() ? 0 : static_cast<int>(found - wrong.begin()) + 1;
}

TEST(FullDisk, nothing_acknowledged_is_lost_and_it_goes_on_when_there_is_space) {
  const Place place;
  Process other{[&] {
    std::signal(SIGXFSZ, SIG_IGN);
    auto database = trial::open(place);
    fill(*database, 0, 10);
    limit_files_to(largest(place) + 100'000);
    std::set<int> acknowledged;
    std::set<std::string> failures;
    std::mutex mutex;
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&, t] {
        for (int i = 0; i < 30; ++i) {
          const int id = 1000 * (t + 1) + i;
          const auto failed = key_of([&] {
            database->write([&](Writer& writer) {
              trial::put(writer, std::to_string(id), bytes_of("k"), Bytes(3000, 1));
            });
          });
          const std::lock_guard lock{mutex};
          if (failed.empty()) acknowledged.insert(id);
          if (!failed.empty()) failures.insert(failed);
        }
      });
    threads.clear();
    const bool unnamed = failures != std::set<std::string>{"store.full"};
    const auto there = trial::count(*database, "select count(*) from record where id >= '1000'");
    limit_files_to(RLIM_INFINITY);
    fill(*database, 10, 20);
    database.reset();
    database = trial::open(place);
    std::set<int> found;
    database->read([&](Reader& reader) {
      reader.each("select id from record",
                  [&](const Row& row) { found.insert(std::stoi(row.text(0))); });
      return 0;
    });
    for (int i = 0; i < 20; ++i) acknowledged.insert(i);
    return exit_when(
        {unnamed, there < 1, found != acknowledged, trial::count(*database, keyless) != 0});
  }};
  EXPECT_EQ(other.wait(), 0);
}

TEST(FullDisk, the_store_never_gets_ahead_of_the_keys) {
  const Place place;
  Process other{[&] {
    std::signal(SIGXFSZ, SIG_IGN);
    auto database = trial::open(place);
    database->write(
        [](Writer& writer) { trial::put(writer, "first", Bytes(100'000, 1), Bytes(100'000, 1)); });
    limit_files_to(largest(place) + 50'000);
    const auto try_to_put = [&](const std::string& id, std::size_t secret, std::size_t body) {
      return key_of([&] {
        database->write(
            [&](Writer& writer) { trial::put(writer, id, Bytes(secret, 1), Bytes(body, 1)); });
      });
    };
    const auto keys = try_to_put("no room for the key", 200'000, 10);
    const auto store = try_to_put("no room for the record", 10, 200'000);
    // The second leaves a key without its record: harmless. The other way round would not be.
    return exit_when({
        keys != "store.full",
        store != "store.full",
        trial::count(*database, "select count(*) from record") != 1,
        trial::count(*database, "select count(*) from case_key") != 2,
    });
  }};
  EXPECT_EQ(other.wait(), 0);
}

/// Writes on four threads and tells each number that is acknowledged, until it is killed.
int write_for_ever(const Place& place, const Pipe& told, int from) {
  auto database = trial::open(place);
  std::atomic<int> next = from;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (;;) {
        const int id = next++;
        fill(*database, id, id + 1);
        told.put(id);
      }
    });
  threads.clear();
  return 0;
}

class Killed : public trial::OnBoth {};
INSTANTIATE_TEST_SUITE_P(Engines, Killed, trial::engines(), trial::name_of);

TEST_P(Killed, everything_acknowledged_is_there) {
  const Place place{GetParam()};
  std::set<int> acknowledged;
  for (int round = 0; round < 20; ++round) {
    Pipe told;
    Process other{[&] { return write_for_ever(place, told, 100'000 * (round + 1)); }};
    told.close_writing();
    for (int i = 0; i < 1 + 3 * round; ++i) acknowledged.insert(told.get().value());
    other.kill();
    while (const auto number = told.get()) acknowledged.insert(*number);
    EXPECT_EQ(other.wait(), -1);
    auto database = trial::open(place);
    const auto rows =
        database->read([](Reader& reader) { return reader.all("select id from record"); });
    std::set<int> found;
    for (const auto& row : rows) found.insert(std::stoi(row.text(0)));
    EXPECT_TRUE(
        std::includes(found.begin(), found.end(), acknowledged.begin(), acknowledged.end()));
    EXPECT_EQ(trial::count(*database, keyless), 0);
  }
}

}  // namespace
}  // namespace ts::db
