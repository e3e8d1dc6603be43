#include "db/postgres.h"

#include <gtest/gtest.h>

#include <latch>
#include <semaphore>
#include <thread>

#include "base/guarded.h"
#include "db/trial.h"

// What PostgreSQL has beyond what both engines do: several processes, a server that goes away.
namespace ts::db {
namespace {

namespace fs = std::filesystem;
using trial::key_of;
using trial::On;

TEST(Parameters, are_numbered_outside_of_quotes) {
  using Numbered = std::pair<std::string, std::size_t>;
  EXPECT_EQ(numbered("select ?, '?' || \"?\", ?"), (Numbered{"select $1, '?' || \"?\", $2", 2}));
  EXPECT_EQ(numbered("select 'it''s ?'"), (Numbered{"select 'it''s ?'", 0}));
}

TEST(Address, that_is_none_or_tells_a_password_is_refused) {
  const auto opening = [](const std::string& url) {
    return key_of([&] { Database::open(Schemas{.url = url, .name = "t"}, trial::schema); });
  };
  EXPECT_EQ(opening("postgresql://[broken"), "database.bad_address");
  EXPECT_EQ(opening("postgresql://me:secret@localhost/x"), "database.password_in_address");
  EXPECT_EQ(opening("host=localhost password=secret"), "database.password_in_address");
  EXPECT_EQ(opening("postgresql:///x?host=/nowhere/at/all"), "store.unreachable");
  for (const char* name : {"", "Upper", "1st", "a;b", "a\"b"})
    EXPECT_THROW(Database::open(Schemas{.url = "host=/nowhere", .name = name}, trial::schema), Bug)
        << name;
}

class Server : public testing::Test {
 protected:
  void SetUp() override {
    if (!trial::server()) GTEST_SKIP() << "needs a server: tools/with_postgres.sh";
  }
  std::unique_ptr<Database> open() const { return trial::open(place_); }
  Schemas schemas() const { return std::get<Schemas>(place_.at()); }
  /// Somebody who keeps an eye on the server, or plays tricks on it.
  PostgresConnection somebody() const {
    return PostgresConnection{schemas(), PostgresConnection::Purpose::write};
  }
  /// Ends every connection that is in use here, as a server does that is stopped.
  void cut_all() const {
    somebody().number(
        "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity"
        " where pid <> pg_backend_pid() and application_name = 'turnstone'");
  }

  const trial::Place place_{On::server};
};

TEST_F(Server, is_written_by_several_at_once_and_nothing_is_lost) {
  const auto first = open();
  const auto second = open();
  std::vector<std::jthread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i)
        (t % 2 == 0 ? first : second)->write([](Writer& writer) {
          const auto n = writer.one("select n from tally where id = 1")->integer(0);
          writer.run("update tally set n = ? where id = 1", n + 1);
        });
    });
  threads.clear();
  EXPECT_EQ(trial::count(*first, "select n from tally where id = 1"), 400);
  EXPECT_EQ(trial::count(*second, "select n from tally where id = 1"), 400);
}

TEST_F(Server, tells_of_what_others_write_within_a_second) {
  const auto first = open();
  const auto second = open();
  Guarded<std::int64_t> seen{-1};
  std::latch first_look{1};
  std::counting_semaphore<> news{0};
  const auto following = second->follow_others([&] {
    const auto n = trial::count(*second, "select n from tally where id = 1");
    if (std::exchange(*seen.lock(), n) == -1) first_look.count_down();
    if (n == 7) news.release();
  });
  first_look.wait();
  const auto begun = std::chrono::steady_clock::now();
  first->write([](Writer& writer) { writer.run("update tally set n = 7 where id = 1"); });
  ASSERT_TRUE(news.try_acquire_for(std::chrono::seconds{10}));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds{1});
}

TEST_F(Server, does_not_tell_who_wrote_of_what_it_wrote) {
  const auto here = open();
  const auto there = open();
  const auto begun = std::chrono::steady_clock::now();
  std::atomic<int> looks = 0;
  const auto following = here->follow_others([&] { ++looks; });
  std::counting_semaphore<> news{0};
  const auto heard = there->follow_others([&] {
    if (trial::count(*there, "select n from tally where id = 1") == 40) news.release();
  });
  for (int i = 0; i < 40; ++i)
    here->write([](Writer& writer) { writer.run("update tally set n = n + 1 where id = 1"); });
  ASSERT_TRUE(news.try_acquire_for(std::chrono::seconds{10}));
  const auto half_seconds =
      (std::chrono::steady_clock::now() - begun) / std::chrono::milliseconds{500};
  EXPECT_LE(looks, half_seconds + 1);  // what it does in any case
}

TEST_F(Server, that_was_away_is_found_again) {
  const auto database = open();
  std::counting_semaphore<> news{0};
  std::atomic<bool> wanted = false;
  const auto following = database->follow_others([&] {
    if (wanted) news.release();
  });
  trial::count(*database, "select count(*) from tally");
  cut_all();
  // Between transactions nobody notices.
  EXPECT_EQ(trial::count(*database, "select count(*) from tally"), 1);
  database->write([](Writer& writer) { writer.run("update tally set n = n + 1 where id = 1"); });
  // Within one, it is undone and said so.
  EXPECT_EQ(key_of([&] {
              database->write([&](Writer& writer) {
                writer.run("update tally set n = n + 1 where id = 1");
                cut_all();
                writer.run("update tally set n = n + 1 where id = 1");
              });
            }),
            "store.unreachable");
  EXPECT_EQ(key_of([&] {
              database->read([&](Reader& reader) {
                cut_all();
                return reader.one("select n from tally");
              });
            }),
            "store.unreachable");
  EXPECT_EQ(trial::count(*database, "select n from tally where id = 1"), 1);
  wanted = true;
  EXPECT_TRUE(news.try_acquire_for(std::chrono::seconds{10}));
}

TEST_F(Server, that_let_nobody_in_is_found_again_by_the_first_that_asks) {
  const auto address = trial::own_database();
  const auto end = address.find('?');
  const auto begin = address.rfind('/', end) + 1;
  const auto name = address.substr(begin, end - begin);
  const auto database = Database::open(Schemas{.url = address, .name = "t"}, trial::schema);
  const auto count = [&] { return trial::count(*database, "select n from tally where id = 1"); };
  const auto add = [&] {
    database->write([](Writer& tx) { tx.run("update tally set n = n + 1 where id = 1"); });
  };
  auto other = somebody();
  for (int i = 0; i < 3; ++i) {
    add();
    EXPECT_EQ(count(), i + 1);
    other.execute("alter database " + name + " with allow_connections false");
    other.number(
        "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where datname = '" +
        name + "'");
    EXPECT_EQ(key_of(add), "store.unreachable");
    EXPECT_EQ(key_of(count), "store.unreachable");
    other.execute("alter database " + name + " with allow_connections true");
    EXPECT_EQ(count(), i + 1);
  }
}

TEST_F(Server, that_lost_a_unit_undoes_those_before_it_and_goes_on_with_those_behind) {
  const auto database = open();
  std::latch held{1};
  std::latch begun{1};
  std::vector<std::string> outcomes(3);
  std::vector<std::jthread> threads;
  threads.emplace_back([&] {
    // It is undone, too, when the others come in time to share its commit.
    key_of([&] {
      database->write([&](Writer&) {
        begun.count_down();
        held.wait();
      });
    });
  });
  begun.wait();
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    threads.emplace_back([&, i] {
      outcomes[i] = key_of([&] {
        database->write([&](Writer& writer) {
          trial::put(writer, std::to_string(i), bytes_of("k"), bytes_of("r"));
          if (i == 1) cut_all();
          writer.one("select 1");
        });
      });
    });
  held.count_down();
  threads.clear();
  EXPECT_EQ(outcomes[1], "store.unreachable");
  std::int64_t done = 0;
  for (const auto& outcome : outcomes) done += outcome.empty() ? 1 : 0;
  EXPECT_EQ(trial::count(*database, "select count(*) from record"), done);
  EXPECT_EQ(trial::count(*database, "select count(*) from case_key"), done);
}

TEST_F(Server, refuses_what_is_newer_older_or_half_there) {
  EXPECT_EQ(key_of([&] { Database::open_read_only(schemas(), trial::schema); }), "store.missing");
  open();
  auto newer = trial::schema;
  newer.push_back({2, "0002_more",
                   "CREATE TABLE {store}.more(id {text} primary key, n {int}) {strict};\n"
                   "CREATE INDEX {store}.more_by_n ON more(n);\n"
                   "CREATE {unlogged} TABLE {keys}.passing(id {text} primary key) {strict};\n"});
  EXPECT_EQ(key_of([&] { Database::open_read_only(schemas(), newer); }), "store.older_version");
  {
    const auto database = Database::open(schemas(), newer);
    EXPECT_EQ(database->schema_version(), 2);
    EXPECT_EQ(trial::count(*database, "select count(*) from more, passing"), 0);
  }
  EXPECT_EQ(key_of([&] { open(); }), "store.newer_version");
  EXPECT_EQ(key_of([&] { Database::open_read_only(schemas(), trial::schema); }),
            "store.newer_version");
  somebody().execute("drop schema " + schemas().name + "_keys cascade");
  EXPECT_EQ(key_of([&] { Database::open(schemas(), newer); }), "store.incomplete");
}

TEST_F(Server, takes_a_step_wholly_or_not_at_all) {
  open();
  auto wrong = trial::schema;
  wrong.push_back({2, "0002_wrong",
                   "create table {store}.more(id {text} primary key) {strict};\n"
                   "insert into {store}.nowhere values (1);\n"});
  EXPECT_THROW(Database::open(schemas(), wrong), Bug);
  EXPECT_EQ(somebody().number("select count(*) from pg_tables where tablename = 'more'"
                              " and schemaname = current_schema()"),
            0);
  EXPECT_EQ(open()->schema_version(), 1);
}

TEST_F(Server, is_read_without_being_written) {
  open()->write([](Writer& writer) { trial::put(writer, "a", bytes_of("k"), bytes_of("r")); });
  const auto reading = Database::open_read_only(schemas(), trial::schema);
  EXPECT_EQ(trial::count(*reading, "select count(*) from record"), 1);
  EXPECT_EQ(key_of([&] { reading->write([](Writer&) {}); }), "store.read_only");
  EXPECT_EQ(key_of([&] { reading->scrub_keys(); }), "store.read_only");
}

TEST_F(Server, takes_no_zero_byte_in_a_text) {
  const auto database = open();
  EXPECT_THROW(database->write([](Writer& writer) {
    writer.run("insert into record(id, body) values (?, null)", std::string{"a\0b", 3});
  }),
               Bug);
}

TEST_F(Server, gives_answers_too_large_to_hold_piece_by_piece) {
  const auto database = open();
  database->write([](Writer& writer) {
    writer.run("insert into tally(id, n) select i, i from generate_series(2, 2500) as i");
  });
  std::int64_t sum = 0;
  database->read([&](Reader& reader) {
    reader.each(
        "select n from tally where n >= ? order by n",
        [&](const Row& row) { sum += row.integer(0); }, 2);
    return 0;
  });
  EXPECT_EQ(sum, 2500 * 2501 / 2 - 1);
}

/// The file of the keys, as it lies on the server's disk.
std::string file_of_keys(PostgresConnection& server, const Schemas& schemas) {
  std::string path;
  server.execute("checkpoint");
  server.visit("select pg_relation_filepath(cast(? as regclass))",
               {param(schemas.name + "_keys.case_key")},
               [&](const Row& row) { path = row.text(0); });
  return trial::content(fs::path{std::getenv("TURNSTONE_TEST_PG_DATA")} / path);
}

TEST_F(Server, leaves_no_trace_of_a_deleted_key_in_its_table) {
  const auto database = open();
  database->write([](Writer& writer) {
    for (int i = 0; i < 50; ++i)
      trial::put(writer, std::to_string(i), bytes_of("the-secret-of-a-case-" + std::to_string(i)),
                 {});
  });
  std::latch begun{1};
  std::latch release{1};
  std::jthread reader{[&] {
    database->read([&](Reader& snapshot) {
      begun.count_down();
      release.wait();
      EXPECT_EQ(snapshot.all("select id from case_key").size(), 50U);
      return 0;
    });
  }};
  begun.wait();
  database->write([](Writer& writer) { writer.run("delete from case_key where id <> '7'"); });
  std::atomic<bool> scrubbed = false;
  std::jthread scrubbing{[&] {
    database->scrub_keys();
    scrubbed = true;
  }};
  for (int i = 0; i < 5; ++i)  // the writer goes on
    database->write([&](Writer& writer) { writer.run("update tally set n = ? where id = 1", i); });
  EXPECT_FALSE(scrubbed);
  release.count_down();
  scrubbing.join();
  auto server = somebody();
  const auto content = file_of_keys(server, schemas());
  EXPECT_NE(content.find("the-secret-of-a-case-7"), std::string::npos);
  for (int i = 10; i < 50; ++i)
    EXPECT_EQ(content.find("the-secret-of-a-case-" + std::to_string(i)), std::string::npos);
}

}  // namespace
}  // namespace ts::db
