#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>

#include "base/id.h"
#include "base/log.h"
#include "db/engine.h"
#include "db/files.h"
#include "db/migrations.h"
#include "db/postgres.h"
#include "db/sqlite.h"
#include "db/steps.h"

namespace ts::db {
namespace {

using Purpose = PostgresConnection::Purpose;

constexpr int look_again_ms = 500;

std::int64_t ask(Connection& connection, Sql sql, const std::vector<Param>& args) {
  std::int64_t out = 0;
  connection.visit(sql, args, [&](const Row& row) { out = row.integer(0); });
  return out;
}

/// Calls back whenever the server tells of a commit of another teller, and every half second in
/// case it did not.
class Follower {
 public:
  Follower(const Schemas& schemas, std::string teller, std::function<void()> changed)
      : schemas_{schemas},
        teller_{std::move(teller)},
        changed_{std::move(changed)},
        stop_{::eventfd(0, EFD_CLOEXEC)} {
    ensure(stop_.number() >= 0);
    thread_ = std::thread{[this] { loop(); }};
  }
  ~Follower() {
    stopping_ = true;
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto told = ::write(stop_.number(), &one, sizeof one);
    thread_.join();
  }
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

 private:
  void loop() {
    std::unique_ptr<PostgresConnection> connection;
    while (!stopping_) try {
        if (!connection) {
          connection = std::make_unique<PostgresConnection>(schemas_, Purpose::read, teller_);
          connection->listen();
        }
        changed_();
        connection->wait(look_again_ms, stop_.number());
      } catch (const std::exception&) {
        // The server is away: who asks is told so, and here it is tried again.
        connection.reset();
        pollfd stop{stop_.number(), POLLIN, 0};
        ::poll(&stop, 1, look_again_ms);
      }
  }

  Schemas schemas_;
  std::string teller_;
  std::function<void()> changed_;
  Descriptor stop_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

class PostgresSchemas : public Engine {
 public:
  PostgresSchemas(Schemas schemas, Access access) : schemas_{std::move(schemas)} {
    const auto plain = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    };
    ensure(!schemas_.name.empty() && schemas_.name.size() <= 50 && schemas_.name[0] >= 'a' &&
           std::all_of(schemas_.name.begin(), schemas_.name.end(), plain));
    if (access == Access::read && !there()) throw Failure{Fault::unavailable, "store.missing"};
  }

  std::unique_ptr<Connection> open(const std::vector<Migration>& steps) override;
  std::unique_ptr<Connection> reader() override {
    return std::make_unique<PostgresConnection>(schemas_, Purpose::read);
  }
  bool alone() const override { return false; }
  int check(Connection& reader, const std::vector<Migration>& steps) override;
  void copy(Connection& snapshot, const Location& to, const std::vector<Migration>& steps) override;
  std::shared_ptr<void> follow(std::function<void()> changed) override {
    return std::make_shared<Follower>(schemas_, teller_, std::move(changed));
  }

 private:
  std::string keys() const { return schemas_.name + "_keys"; }
  bool there() {
    PostgresConnection connection{schemas_, Purpose::read};
    return count_schemas(connection) == 2;
  }
  std::int64_t count_schemas(Connection& connection) const {
    return ask(connection, "select count(*) from pg_namespace where nspname in (?, ?)",
               {param(schemas_.name), param(keys())});
  }
  void make_schemas(Connection& connection) const;
  int version_of(Connection& connection) const;
  void take_step(Connection& connection, const Migration& step) const;
  std::string spelled(std::string_view sql) const;

  Schemas schemas_;
  /// Our own commits are no news to those who follow here.
  std::string teller_ = Id<struct TellerTag>::random().text();
};

std::string PostgresSchemas::spelled(std::string_view sql) const {
  const auto in_keys = keys();
  // An index lies where its table does, and its schema is not said.
  return db::spelled(sql, {{"INDEX {store}.", "INDEX "},
                           {"INDEX {keys}.", "INDEX "},
                           {"{store}", schemas_.name},
                           {"{keys}", in_keys},
                           {"{int}", "BIGINT"},
                           {"{real}", "DOUBLE PRECISION"},
                           {"{text}", "TEXT"},
                           {"{bytes}", "BYTEA"},
                           {"{strict}", ""},
                           {"{clustered}", ""},
                           {"{unlogged}", "UNLOGGED"}});
}

void PostgresSchemas::make_schemas(Connection& connection) const {
  const auto there = count_schemas(connection);
  if (there == 1) throw Failure{Fault::unavailable, "store.incomplete"};
  if (there == 2) return;
  connection.execute("create schema " + schemas_.name);
  connection.execute("create schema " + keys());
  connection.execute(
      spelled("create table {store}.schema_step("
              "version {int} primary key, name {text} not null, applied_at {int} not null)"));
}

int PostgresSchemas::version_of(Connection& connection) const {
  return static_cast<int>(
      connection.number(spelled("select coalesce(max(version), 0) from {store}.schema_step")));
}

void PostgresSchemas::take_step(Connection& connection, const Migration& step) const {
  for (const auto& statement : statements_of(step.sql)) connection.execute(spelled(statement));
  connection.change("insert into schema_step(version, name, applied_at) values (?, ?, ?)",
                    {param(step.version), param(step.name), param(SystemClock{}.now())});
  log::event("store.step_taken", {{"version", step.version}});
}

std::unique_ptr<Connection> PostgresSchemas::open(const std::vector<Migration>& steps) {
  auto out = std::make_unique<PostgresConnection>(schemas_, Purpose::write, teller_);
  const Undo undo{*out};
  out->begin_units();  // one process makes the steps, and all of them or none
  make_schemas(*out);
  const auto version = check(*out, steps);
  for (const auto& step : steps)
    if (step.version > version) take_step(*out, step);
  out->commit();
  return out;
}

int PostgresSchemas::check(Connection& reader, const std::vector<Migration>& steps) {
  const auto version = version_of(reader);
  if (version > newest(steps)) throw Failure{Fault::unavailable, "store.newer_version"};
  return version;
}

/// Every row of one table, into the table of the same name.
void copy_rows(Connection& from, Connection& to, const std::string& schema,
               const std::string& table) {
  std::string names;
  std::string marks;
  to.visit("select name from pragma_table_info(?, ?)", {param(table), param(schema)},
           [&](const Row& row) {
             names += (names.empty() ? "" : ", ") + row.text(0);
             marks += marks.empty() ? "?" : ", ?";
           });
  const auto insert =
      "insert into " + schema + '.' + table + '(' + names + ") values (" + marks + ')';
  to.execute("delete from " + schema + '.' + table);  // what the steps themselves put there
  from.stream("select " + names + " from " + table, {},
              [&](const Row& row) { to.change(insert, row.params()); });
}

void PostgresSchemas::copy(Connection& snapshot, const Location& to,
                           const std::vector<Migration>& steps) {
  make_copy(to, [&](const Location& beside) {
    SqliteConnection copy{beside, Opening::writer};
    migrate(copy, beside, steps);
    const Undo undo{copy};
    copy.execute("begin");
    for (const std::string schema : {"keys", "store"}) {
      std::vector<std::string> tables;
      copy.visit("select name from " + schema + ".sqlite_schema where type = 'table'", {},
                 [&](const Row& row) { tables.push_back(row.text(0)); });
      for (const auto& table : tables) copy_rows(snapshot, copy, schema, table);
    }
    copy.commit();
  });
}

}  // namespace

std::unique_ptr<Engine> engine_of(const Schemas& schemas, Access access) {
  return std::make_unique<PostgresSchemas>(schemas, access);
}

}  // namespace ts::db
