#include "db/db.h"

#include <gtest/gtest.h>

#include <latch>
#include <optional>
#include <thread>

#include "db/commits.h"
#include "db/engine.h"
#include "db/outstanding.h"
#include "db/readers.h"
#include "db/trial.h"

namespace ts::db {
namespace {

using trial::key_of;
using trial::On;
using trial::Place;

class Values : public trial::OnBoth {};
class Statements : public trial::OnBoth {};
class Writing : public trial::OnBoth {};
class Grouping : public trial::OnBoth {};
class Hooks : public trial::OnBoth {};
class Reading : public trial::OnBoth {};
INSTANTIATE_TEST_SUITE_P(Engines, Values, trial::engines(), trial::name_of);
INSTANTIATE_TEST_SUITE_P(Engines, Statements, trial::engines(), trial::name_of);
INSTANTIATE_TEST_SUITE_P(Engines, Writing, trial::engines(), trial::name_of);
INSTANTIATE_TEST_SUITE_P(Engines, Grouping, trial::engines(), trial::name_of);
INSTANTIATE_TEST_SUITE_P(Engines, Hooks, trial::engines(), trial::name_of);
INSTANTIATE_TEST_SUITE_P(Engines, Reading, trial::engines(), trial::name_of);

TEST_P(Values, come_back_as_they_went) {
  const Place place{GetParam()};
  auto database = trial::open(place);
  // PostgreSQL takes no zero byte in a text.
  std::string text{"a\0b \xd0\xb6 \xe4\xba\xba", 10};
  if (GetParam() == On::server) text[1] = ' ';
  const Bytes bytes{0, 1, 0, 255, 0};
  const Bytes large(1 << 20, 7);
  database->write([&](Writer& writer) {
    const char* sql = "insert into anything(n, i, r, t, b) values (?, ?, ?, ?, ?)";
    writer.run(sql, 1, INT64_MIN, -0.5, text, bytes);
    writer.run(sql, 2, true, 1e300, "", Bytes{});
    writer.run(sql, 3, nullptr, nullptr, nullptr, nullptr);
    writer.run(sql, 4, Instant{1234}, 0.0, std::optional<std::string>{}, large);
  });
  const auto rows = database->read(
      [](Reader& reader) { return reader.all("select i, r, t, b from anything order by n"); });
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0].integer(0), INT64_MIN);
  EXPECT_EQ(rows[0].real(1), -0.5);
  EXPECT_EQ(rows[0].text(2), text);
  EXPECT_EQ(rows[0].bytes(3), bytes);
  EXPECT_EQ(rows[1].integer(0), 1);
  EXPECT_EQ(rows[1].text(2), "");
  EXPECT_FALSE(rows[1].null(3));
  EXPECT_TRUE(rows[1].bytes(3).empty());
  for (std::size_t i = 0; i < 4; ++i) EXPECT_TRUE(rows[2].null(i));
  EXPECT_EQ(rows[3].instant(0), Instant{1234});
  EXPECT_TRUE(rows[3].null(2));
  EXPECT_EQ(rows[3].bytes(3), large);
}

TEST_P(Values, ids_and_wrong_types) {
  const Place place{GetParam()};
  auto database = trial::open(place);
  const auto id = CaseId::random();
  database->write([&](Writer& writer) { trial::put(writer, id.text(), bytes_of("k"), {}); });
  const auto row = *database->read(
      [&](Reader& reader) { return reader.one("select id, null from record where id = ?", id); });
  EXPECT_EQ(row.id<CaseId>(0), id);
  EXPECT_EQ(row.optional_id<CaseId>(1), std::nullopt);
  EXPECT_THROW(row.integer(0), Bug);
  EXPECT_THROW(row.text(1), Bug);
  EXPECT_THROW(row.null(2), Bug);
}

TEST_P(Statements, wrong_ones_are_bugs_of_the_caller) {
  const Place place{GetParam()};
  auto database = trial::open(place);
  for (const char* sql :
       {"select nothing from nowhere", "select \"id\" from tally where \"no such column\" = 1",
        "select ? + ?", "select 1; select 2", "delete from tally returning id", "commit"}) {
    EXPECT_THROW(database->read([&](Reader& reader) { return reader.all(sql, 1); }), Bug) << sql;
    EXPECT_THROW(database->read([&](Reader& reader) { return reader.all(sql); }), Bug) << sql;
  }
  for (const char* sql :
       {"insert into tally(id, n) values (7, null)", "insert into tally(id, n) values (7, 'text')",
        "rollback", "select 1", "insert into tally(id, n) values (7, ?)"})
    EXPECT_THROW(database->write([&](Writer& writer) { writer.run(sql); }), Bug) << sql;
  EXPECT_THROW(
      database->write([](Writer& writer) { writer.all("delete from tally returning id"); }), Bug);
  EXPECT_EQ(trial::count(*database, "select count(*) from tally;\n"), 1);
  try {
    database->read([](Reader& reader) { return reader.all("nonsense"); });
    FAIL();
  } catch (const Bug& bug) {
    EXPECT_EQ(std::string_view{bug.what()}.substr(0, 19), "src/db/db_test.cpp:");
  }
}

TEST_P(Statements, the_same_one_within_itself) {
  const Place place{GetParam()};
  auto database = trial::open(place);
  database->write([](Writer& writer) {
    for (int i = 2; i <= 5; ++i) writer.run("insert into tally(id, n) values (?, ?)", i, i);
  });
  int pairs = 0;
  database->read([&](Reader& reader) {
    const char* sql = "select id from tally where id > ?";
    reader.each(
        sql,
        [&](const Row& row) { reader.each(sql, [&](const Row&) { ++pairs; }, row.integer(0)); }, 0);
    EXPECT_THROW(reader.each(sql, [](const Row&) { throw 1; }, 0), int);
    EXPECT_EQ(reader.all(sql, 0).size(), 5U);
    return 0;
  });
  EXPECT_EQ(pairs, 4 + 3 + 2 + 1);
}

TEST_P(Writing, counts_rows_and_names_duplicates) {
  const Place place{GetParam()};
  auto database = trial::open(place);
  const auto changed = database->write([](Writer& writer) {
    writer.run("insert into tally(id, n) values (2, 0), (3, 0)");
    return writer.run("update tally set n = 9 where id > ?", 1);
  });
  EXPECT_EQ(changed, 2);
  EXPECT_EQ(key_of([&] {
              database->write(
                  [](Writer& writer) { writer.run("insert into tally(id, n) values (2, 1)"); });
            }),
            "store.duplicate");
  // Caught or not, it ends its unit.
  EXPECT_THROW(database->write([](Writer& writer) {
    EXPECT_THROW(writer.run("insert into tally(id, n) values (4, 1), (2, 1)"), Failure);
  }),
               Bug);
  EXPECT_EQ(trial::count(*database, "select count(*) from tally where id = 4"), 0);
}

TEST_P(Writing, eight_threads_lose_nothing) {
  const Place place{GetParam()};
  auto database = trial::open(place);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i)
        database->write([](Writer& writer) {
          const auto n = writer.one("select n from tally where id = 1")->integer(0);
          writer.run("update tally set n = ? where id = 1", n + 1);
        });
    });
  threads.clear();
  EXPECT_EQ(trial::count(*database, "select n from tally where id = 1"), 1600);
}

TEST_P(Writing, from_the_writers_own_thread_is_a_bug) {
  const Place place{GetParam()};
  auto database = trial::open(place);
  database->write([&](Writer&) {
    EXPECT_THROW(database->write([](Writer&) {}), Bug);
    EXPECT_EQ(trial::count(*database, "select count(*) from tally"), 1);
  });
}

TEST_P(Writing, what_is_queued_is_finished_at_the_end) {
  const Place place{GetParam()};
  auto database = trial::open(place);
  std::latch held{1};
  std::latch begun{1};
  std::jthread first{[&] {
    database->write([&](Writer& writer) {
      begun.count_down();
      held.wait();
      writer.run("update tally set n = 5 where id = 1");
    });
  }};
  begun.wait();
  std::jthread end{[&] { database.reset(); }};
  held.count_down();
  first.join();
  end.join();
  database = trial::open(place);
  EXPECT_EQ(trial::count(*database, "select n from tally where id = 1"), 5);
}

/// The thread that writes, by itself, so that what has queued can be seen.
struct Held {
  Place place;
  std::unique_ptr<Engine> engine;
  std::optional<Readers> readers;
  std::unique_ptr<Commits> commits;
  std::latch release{1};
  std::vector<std::jthread> threads;
  int commit_count = 0;

  /// `first` is what the unit does that holds, in the end.
  explicit Held(On on, std::function<void(Writer&)> first = [](Writer&) {}) : place{on} {
    engine = std::visit([](const auto& at) { return engine_of(at, Access::write); }, place.at());
    auto writer = engine->open(trial::schema);
    readers.emplace(*engine, engine->alone(), nullptr);
    commits = std::make_unique<Commits>(std::move(writer), *readers);
    commits->before_commit = [this](Writer&) { ++commit_count; };
    std::latch begun{1};
    threads.emplace_back([&, first = std::move(first)] {
      key_of([&] {
        commits->run([&](Writer& writer) {
          begun.count_down();
          release.wait();
          first(writer);
        });
      });
    });
    begun.wait();
  }
  /// Queues a unit behind those that are there; what came of it is put in `outcome`.
  void queue(std::function<void(Writer&)> work, std::string* outcome = nullptr) {
    const auto before = commits->waiting();
    threads.emplace_back([this, work = std::move(work), outcome] {
      const auto key = key_of([&] { commits->run(work); });
      if (outcome) *outcome = key;
    });
    while (commits->waiting() == before) std::this_thread::yield();
  }
  void end() {
    commits.reset();
    engine.reset();
  }
  void go() {
    release.count_down();
    threads.clear();
  }
};

TEST_P(Grouping, what_has_queued_shares_one_commit) {
  Held held{GetParam()};
  for (int i = 0; i < 20; ++i)
    held.queue([](Writer& writer) { writer.run("update tally set n = n + 1 where id = 1"); });
  held.go();
  EXPECT_EQ(held.commit_count, 1);  // the one that held, and all the others
  held.end();
  EXPECT_EQ(trial::count(*trial::open(held.place), "select n from tally where id = 1"), 20);
}

TEST_P(Grouping, one_that_throws_is_undone_alone) {
  Held held{GetParam()};
  std::string outcomes[3];
  for (int i = 0; i < 3; ++i)
    held.queue(
        [i](Writer& writer) {
          trial::put(writer, std::to_string(i), bytes_of("k"), bytes_of("r"));
          if (i == 1) throw Failure{Fault::invalid, "form.incomplete"};
        },
        &outcomes[i]);
  held.go();
  EXPECT_EQ(held.commit_count, 1);
  EXPECT_EQ(outcomes[0], "");
  EXPECT_EQ(outcomes[1], "form.incomplete");
  EXPECT_EQ(outcomes[2], "");
  held.end();
  auto database = trial::open(held.place);
  for (const char* sql : {"select count(*) from record", "select count(*) from case_key",
                          "select count(*) from record where id in ('0', '2')",
                          "select count(*) from case_key where id in ('0', '2')"})
    EXPECT_EQ(trial::count(*database, sql), 2);
}

TEST_P(Grouping, one_that_was_alone_and_throws_leaves_nothing_to_those_that_join_it) {
  Held held{GetParam(), [](Writer& writer) {
              trial::put(writer, "first", bytes_of("k"), bytes_of("r"));
              throw Failure{Fault::invalid, "form.incomplete"};
            }};
  std::string outcome = "none";
  held.queue([](Writer& writer) { trial::put(writer, "second", bytes_of("k"), bytes_of("r")); },
             &outcome);
  held.go();
  EXPECT_EQ(outcome, "");
  held.end();
  auto database = trial::open(held.place);
  EXPECT_EQ(trial::count(*database, "select count(*) from record"), 1);
  EXPECT_EQ(trial::count(*database, "select count(*) from record where id = 'second'"), 1);
}

TEST_P(Grouping, what_need_not_be_waited_for_is_told_of_when_it_is_durable) {
  const Place place{GetParam()};
  auto database = trial::open(place);
  const auto count = [&] {
    return database->read(
        [](Latest& tx) { return tx.one("select n from tally where id = 1")->integer(0); });
  };
  const auto add = [](Writer& writer) { writer.run("update tally set n = n + 1 where id = 1"); };
  std::latch going{1}, told{1};
  std::jthread writer{[&] { database->write([&](Writer&) { going.wait(); }); }};
  {
    Outstanding outstanding;
    for (int i = 0; i < 3; ++i) database->write_soon(add);
    outstanding.when_durable([&](const std::exception_ptr& failure) {
      EXPECT_FALSE(failure);
      told.count_down();
    });
  }
  EXPECT_FALSE(told.try_wait());
  going.count_down();
  told.wait();
  EXPECT_EQ(count(), 3);
  // Where nothing stands it is waited for, and where nothing was handed over it is told at once.
  database->write_soon(add);
  EXPECT_EQ(count(), 4);
  bool at_once = false;
  Outstanding{}.when_durable([&](const auto&) { at_once = true; });
  EXPECT_TRUE(at_once);
}

TEST_P(Grouping, what_was_not_waited_for_and_failed_is_told_so) {
  const Place place{GetParam()};
  auto database = trial::open(place);
  database->at_commit([](Reader&) { throw Failure{Fault::unavailable, "store.full"}; }, [] {});
  std::latch told{1};
  std::string key;
  {
    Outstanding outstanding;
    database->write_soon([](Writer& writer) { writer.run("update tally set n = 9"); });
    outstanding.when_durable([&](const std::exception_ptr& failure) {
      key = key_of([&] { std::rethrow_exception(failure); });
      told.count_down();
    });
  }
  told.wait();
  EXPECT_EQ(key, "store.full");
  // Where nobody asks any more it is waited for.
  bool written = false;
  {
    const Outstanding outstanding;
    database->write_soon([&](Writer&) { written = true; });
  }
  EXPECT_TRUE(written);
  EXPECT_EQ(trial::count(*database, "select n from tally where id = 1"), 0);
}

TEST_P(Hooks, before_and_after_each_commit) {
  const Place place{GetParam()};
  auto database = trial::open(place);
  int before = 0;
  int after = 0;
  std::int64_t looked_at = 0;
  bool refuse = false;
  database->before_commit([&](Writer& writer) {
    ++before;
    writer.run("update tally set n = n + 1 where id = 1");
    if (refuse) throw Failure{Fault::unavailable, "store.failed"};
  });
  const auto tally = [](Reader& reader) {
    return reader.one("select n from tally where id = 1")->integer(0);
  };
  database->at_commit([&](Reader& reader) { looked_at = tally(reader); },
                      [&] {
                        ++after;
                        EXPECT_EQ(database->read(tally), looked_at);
                      });
  EXPECT_THROW(database->write([](Writer&) { throw 1; }), int);
  EXPECT_EQ(before, 0);  // nothing to commit
  EXPECT_EQ(database->write([](Writer&) { return 3; }), 3);
  EXPECT_EQ(before, 1);
  EXPECT_EQ(after, 1);
  EXPECT_EQ(looked_at, 1);
  refuse = true;
  EXPECT_EQ(
      key_of([&] { database->write([](Writer& writer) { writer.run("delete from tally"); }); }),
      "store.failed");
  EXPECT_EQ(after, 1);
  EXPECT_EQ(trial::count(*database, "select n from tally where id = 1"), 1);
}

TEST_P(Reading, a_snapshot_is_of_both_files) {
  const Place place{GetParam()};
  auto database = trial::open(place);
  database->write([](Writer& writer) { trial::put(writer, "a", bytes_of("0"), bytes_of("0")); });
  std::atomic<bool> stop = false;
  std::vector<std::jthread> readers;
  for (int t = 0; t < 3; ++t)
    readers.emplace_back([&] {
      while (!stop) {
        const auto row = database->read([](Reader& reader) {
          return *reader.one("select secret, body from case_key join record using (id)");
        });
        EXPECT_EQ(row.bytes(0), row.bytes(1));
      }
    });
  for (int i = 0; i < 300; ++i)
    database->write([&](Writer& writer) {
      const auto value = std::to_string(i);
      writer.run("update case_key set secret = ?", bytes_of(value));
      writer.run("update record set body = ?", bytes_of(value));
    });
  stop = true;
}

TEST_P(Reading, does_not_see_what_comes_later_and_cannot_write) {
  const Place place{GetParam()};
  auto database = trial::open(place);
  database->read([&](Reader& reader) {
    database->write([](Writer& writer) { writer.run("update tally set n = 8 where id = 1"); });
    EXPECT_EQ(reader.one("select n from tally where id = 1")->integer(0), 0);
    return 0;
  });
  EXPECT_EQ(trial::count(*database, "select n from tally where id = 1"), 8);
  EXPECT_THROW(database->read([](Reader&) -> int { throw 1; }), int);
  EXPECT_EQ(trial::count(*database, "select n from tally where id = 1"), 8);
}

TEST_P(Reading, sees_what_was_written_before_and_the_latest_what_was_written_soon) {
  const Place place{GetParam()};
  auto database = trial::open(place);
  const auto set = [](int n) {
    return [n](Writer& writer) { writer.run("update tally set n = ? where id = 1", n); };
  };
  const auto ask = [](auto& tx) { return tx.one("select n from tally where id = 1")->integer(0); };
  for (int n = 1; n < 50; n += 2) {
    database->write(set(n));
    ASSERT_EQ(database->read([&](Reader& tx) { return ask(tx); }), n);
    database->write_soon(set(n + 1));
    ASSERT_EQ(database->read([&](Latest& tx) { return ask(tx); }), n + 1);
  }
  // What failed shows nothing of it, whether a snapshot was kept or not.
  EXPECT_EQ(key_of([&] {
              database->write([&](Writer& writer) {
                set(99)(writer);
                throw Failure{Fault::invalid, "form.incomplete"};
              });
            }),
            "form.incomplete");
  EXPECT_EQ(database->read([&](Reader& tx) { return ask(tx); }), 50);
}

}  // namespace
}  // namespace ts::db
