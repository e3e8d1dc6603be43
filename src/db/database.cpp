#include <condition_variable>
#include <mutex>
#include <shared_mutex>

#include "db/commits.h"
#include "db/db.h"
#include "db/engine.h"
#include "db/files.h"
#include "db/steps.h"

namespace ts::db {
namespace {

// At a time; more would not be faster, and a server lends only so many connections to all.
constexpr std::size_t most_readers = 16;

/// Whose snapshot this thread is in: scrubbing from within it would wait for itself.
thread_local const void* reading = nullptr;

class Reading {
 public:
  explicit Reading(const void* whose) : before_{std::exchange(reading, whose)} {}
  ~Reading() { reading = before_; }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

 private:
  const void* before_;
};

std::unique_ptr<Engine> engine_at(const Place& place, Access access) {
  return std::visit([&](const auto& at) { return engine_of(at, access); }, place);
}

}  // namespace

void Reader::stream(Sql sql, const std::vector<Param>& args, const std::function<void(Row)>& use) {
  connection_.require_transaction();
  connection_.stream(sql, args, use);
}

void Reader::visit(Sql sql, const std::vector<Param>& args, const std::function<void(Row)>& use) {
  connection_.require_transaction();
  connection_.visit(sql, args, use);
}

void Reader::view(Sql sql, const std::vector<Param>& args,
                  const std::function<void(const RowView&)>& at) {
  connection_.require_transaction();
  connection_.view(sql, args, at);
}

std::int64_t Writer::change(Sql sql, const std::vector<Param>& args) {
  connection_.require_transaction();
  failed_ = true;  // unless it comes back
  const auto changed = connection_.change(sql, args);
  failed_ = false;
  return changed;
}

struct Database::Inside {
  std::unique_ptr<Engine> engine;
  std::vector<Migration> steps;
  int version = 0;
  std::unique_ptr<Commits> commits;  ///< none when opened to read only
  std::mutex mutex;
  std::condition_variable returned;
  std::size_t lent = 0;
  std::vector<std::unique_ptr<Connection>> idle;

  std::unique_ptr<Connection> borrow();
  void give_back(std::unique_ptr<Connection> connection);
  void begin_snapshot(Connection& connection) {
    std::shared_lock<std::shared_mutex> lock;
    if (commits) lock = std::shared_lock{commits->visible()};
    connection.begin_snapshot();
  }
  void with_snapshot(const std::function<void(Connection&)>& work);
};

std::unique_ptr<Connection> Database::Inside::borrow() {
  {
    std::unique_lock lock{mutex};
    // Who reads while reading has one already, and would wait for itself.
    if (reading != this) returned.wait(lock, [&] { return lent < most_readers; });
    ++lent;
    if (!idle.empty()) {
      auto out = std::move(idle.back());
      idle.pop_back();
      return out;
    }
  }
  try {
    return engine->reader();
  } catch (...) {
    give_back(nullptr);
    throw;
  }
}

void Database::Inside::give_back(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock{mutex};
  --lent;
  if (connection && idle.size() < most_readers) idle.push_back(std::move(connection));
  returned.notify_one();
}

/// A reader's connection, on loan: given back with its snapshot ended.
class Database::Loan {
 public:
  explicit Loan(Inside& inside) : inside_{inside}, connection_{inside.borrow()} {}
  ~Loan() {
    inside_.give_back(std::move(connection_));
    if (inside_.commits) inside_.commits->reader_done();
  }
  Loan(const Loan&) = delete;
  Loan& operator=(const Loan&) = delete;
  Connection& operator*() const { return *connection_; }

 private:
  Inside& inside_;
  std::unique_ptr<Connection> connection_;
};

void Database::Inside::with_snapshot(const std::function<void(Connection&)>& work) {
  const Loan loan{*this};
  const Reading mark{this};
  const Undo undo{*loan};
  begin_snapshot(*loan);
  work(*loan);
}

Database::Database(std::unique_ptr<Inside> inside) : inside_{std::move(inside)} {}

Database::~Database() {
  // The writer last: the last connection to close takes the logs away.
  inside_->idle.clear();
}

std::unique_ptr<Database> Database::open(const Place& place,
                                         const std::vector<Migration>& migrations) {
  auto inside = std::make_unique<Inside>();
  inside->engine = engine_at(place, Access::write);
  inside->steps = migrations;
  auto connection = inside->engine->open(migrations);
  inside->version = newest(migrations);
  inside->commits = std::make_unique<Commits>(std::move(connection));
  return std::unique_ptr<Database>{new Database{std::move(inside)}};
}

std::unique_ptr<Database> Database::open_read_only(const Place& place,
                                                   const std::vector<Migration>& migrations) {
  auto inside = std::make_unique<Inside>();
  inside->engine = engine_at(place, Access::read);
  inside->steps = migrations;
  inside->with_snapshot([&](Connection& connection) {
    inside->version = inside->engine->check(connection, migrations);
  });
  if (inside->version < newest(migrations))
    throw Failure{Fault::unavailable, "store.older_version"};
  return std::unique_ptr<Database>{new Database{std::move(inside)}};
}

std::shared_ptr<void> Database::hold(const Location& location) {
  return std::make_shared<Descriptor>(occupy(location));
}

void Database::read_snapshot(const std::function<void(Reader&)>& work) {
  inside_->with_snapshot([&](Connection& connection) {
    Reader reader{connection};
    work(reader);
  });
}

void Database::write_unit(std::function<void(Writer&)> work) {
  if (!inside_->commits) throw Failure{Fault::unavailable, "store.read_only"};
  inside_->commits->run(std::move(work));
}

void Database::write_soon(std::function<void(Writer&)> work) {
  if (!inside_->commits) throw Failure{Fault::unavailable, "store.read_only"};
  if (auto told = Outstanding::one_more())
    inside_->commits->queue(std::move(work), std::move(told));
  else
    inside_->commits->run(std::move(work));
}

void Database::before_commit(std::function<void(Writer&)> hook) {
  ensure(inside_->commits != nullptr);
  inside_->commits->before_commit = std::move(hook);
}

void Database::at_commit(std::function<void(Reader&)> look, std::function<void()> take) {
  ensure(inside_->commits != nullptr);
  inside_->commits->look = std::move(look);
  // It does not wait for a connection: those who have them may wait for this very commit.
  inside_->commits->take = [inside = inside_.get(), run = std::move(take)] {
    const Reading mark{inside};
    run();
  };
}

std::shared_ptr<void> Database::follow_others(std::function<void()> hook) {
  return inside_->engine->follow(std::move(hook));
}

void Database::backup(const Location& to) {
  inside_->with_snapshot(
      [&](Connection& connection) { inside_->engine->copy(connection, to, inside_->steps); });
}

void Database::scrub_keys() {
  if (!inside_->commits) throw Failure{Fault::unavailable, "store.read_only"};
  ensure(reading != inside_.get());
  inside_->commits->scrub_keys();
}

int Database::schema_version() const { return inside_->version; }

}  // namespace ts::db
