#include "db/commits.h"
#include "db/db.h"
#include "db/engine.h"
#include "db/files.h"
#include "db/readers.h"
#include "db/steps.h"

namespace ts::db {
namespace {

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
  std::unique_ptr<Readers> readers;
  std::unique_ptr<Commits> commits;  ///< none when opened to read only
};

Database::Database(std::unique_ptr<Inside> inside) : inside_{std::move(inside)} {}

Database::~Database() {
  // The writer last: the last connection to close takes the logs away.
  inside_->readers->close();
}

std::unique_ptr<Database> Database::open(const Place& place,
                                         const std::vector<Migration>& migrations) {
  auto inside = std::make_unique<Inside>();
  inside->engine = engine_at(place, Access::write);
  inside->steps = migrations;
  auto connection = inside->engine->open(migrations);
  inside->version = newest(migrations);
  inside->readers = std::make_unique<Readers>(*inside->engine, inside->engine->alone(),
                                              [in = inside.get()] { in->commits->reader_done(); });
  inside->commits = std::make_unique<Commits>(std::move(connection), *inside->readers);
  return std::unique_ptr<Database>{new Database{std::move(inside)}};
}

std::unique_ptr<Database> Database::open_read_only(const Place& place,
                                                   const std::vector<Migration>& migrations) {
  auto inside = std::make_unique<Inside>();
  inside->engine = engine_at(place, Access::read);
  inside->steps = migrations;
  inside->readers = std::make_unique<Readers>(*inside->engine, inside->engine->alone(), nullptr);
  inside->readers->run(true, [&](Connection& connection) {
    inside->version = inside->engine->check(connection, migrations);
  });
  if (inside->version < newest(migrations))
    throw Failure{Fault::unavailable, "store.older_version"};
  return std::unique_ptr<Database>{new Database{std::move(inside)}};
}

std::shared_ptr<void> Database::hold(const Location& location) {
  return std::make_shared<Descriptor>(occupy(location));
}

void Database::read_snapshot(const std::function<void(Latest&)>& work, bool latest) {
  inside_->readers->run(latest, [&](Connection& connection) {
    Latest reader{connection};
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
    inside_->commits->queue_soon(std::move(work), std::move(told));
  else
    inside_->commits->run_soon(std::move(work));
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
    const Readers::Inside mark{*inside->readers};
    run();
  };
}

std::shared_ptr<void> Database::follow_others(std::function<void()> hook) {
  return inside_->engine->follow(std::move(hook));
}

void Database::backup(const Location& to) {
  inside_->readers->run(
      true, [&](Connection& connection) { inside_->engine->copy(connection, to, inside_->steps); });
}

void Database::scrub_keys() {
  if (!inside_->commits) throw Failure{Fault::unavailable, "store.read_only"};
  ensure(!inside_->readers->inside());
  inside_->commits->scrub_keys();
}

int Database::schema_version() const { return inside_->version; }

}  // namespace ts::db
