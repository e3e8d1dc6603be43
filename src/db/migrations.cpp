#include "db/migrations.h"

#include <algorithm>

#include "base/log.h"
#include "db/files.h"
#include "db/steps.h"

namespace ts::db {
namespace {

namespace fs = std::filesystem;

const Spelling spelling{{"{store}", "store"},   {"{keys}", "keys"},
                        {"{int}", "INTEGER"},   {"{real}", "REAL"},
                        {"{text}", "TEXT"},     {"{bytes}", "BLOB"},
                        {"{strict}", "STRICT"}, {"{clustered}", "STRICT, WITHOUT ROWID"},
                        {"{unlogged}", ""}};

std::string spelled(std::string_view sql) { return db::spelled(sql, spelling); }

/// The step that the keys have had: they are brought forward just before the store.
int version_of_keys(Connection& connection) {
  return static_cast<int>(connection.number("pragma keys.user_version"));
}

bool holds_rows(Connection& connection, const std::string& schema) {
  std::vector<std::string> tables;
  connection.visit("select name from " + schema + ".sqlite_schema where type = 'table'", {},
                   [&](const Row& row) { tables.push_back(row.text(0)); });
  return std::any_of(tables.begin(), tables.end(), [&](const std::string& table) {
    return connection.number("select exists (select 1 from " + schema + ".\"" + table + "\")") != 0;
  });
}

enum class File { keys, store };

/// Runs the statements of a step that concern one file.
void run_for(Connection& connection, const Migration& step, File file) {
  for (const auto& statement : statements_of(step.sql)) {
    const bool names_keys = statement.find("{keys}") != std::string::npos;
    ensure(!names_keys || statement.find("{store}") == std::string::npos);
    if (names_keys == (file == File::keys)) connection.execute(spelled(statement));
  }
  ensure(connection.number("select count(*) from main.sqlite_schema") == 0);  // no schema was named
}

void take_step(Connection& connection, const Migration& step) {
  const Undo undo{connection};
  connection.execute("begin immediate");
  // One transaction, but the keys become durable just before the store: a crash in between leaves
  // them one step ahead.
  if (version_of_keys(connection) < step.version) {
    run_for(connection, step, File::keys);
    connection.execute("pragma keys.user_version = " + std::to_string(step.version));
  }
  connection.execute(
      spelled("create table if not exists {store}.schema_step("
              "version {int} primary key, name {text} not null, "
              "applied_at {int} not null) {strict}"));
  run_for(connection, step, File::store);
  connection.change("insert into store.schema_step(version, name, applied_at) values (?, ?, ?)",
                    {param(step.version), param(step.name), param(SystemClock{}.now())});
  connection.execute("commit");
  log::event("store.step_taken", {{"version", step.version}});
}

/// "before-7" beside the store, or "before-7-2" when an earlier attempt left one.
fs::path free_directory(const Location& location, int version) {
  const auto base = (location.store.parent_path() / "before-").string() + std::to_string(version);
  fs::path out = base;
  for (int i = 2; fs::exists(out); ++i) out = base + '-' + std::to_string(i);
  return out;
}

void copy_before(SqliteConnection& connection, const Location& location, int version) {
  const auto directory = free_directory(location, version);
  std::error_code error;
  fs::create_directory(directory, error);
  if (!error) fs::permissions(directory, fs::perms::owner_all, error);
  if (error) throw Failure{Fault::unavailable, "store.failed"};
  const Undo undo{connection};
  connection.begin_snapshot();
  copy_snapshot(connection,
                {directory / location.store.filename(), directory / location.keys.filename()});
}

/// A copy of the keys would bring back what is forgotten later; it was there for the step only.
void drop_copied_keys(const Location& location) {
  const auto directory = location.store.parent_path();
  std::error_code error;
  for (fs::directory_iterator entry{directory.empty() ? "." : directory, error}, end;
       !error && entry != end; entry.increment(error))
    if (entry->path().filename().string().starts_with("before-"))
      fs::remove(entry->path() / location.keys.filename(), error);
  if (error) throw Failure{Fault::unavailable, "store.failed"};
}

}  // namespace

int version_of(Connection& connection) {
  if (connection.number("select count(*) from store.sqlite_schema where name = 'schema_step'") == 0)
    return 0;
  return static_cast<int>(
      connection.number("select coalesce(max(version), 0) from store.schema_step"));
}

void check_version(Connection& connection, const std::vector<Migration>& migrations) {
  const int store = version_of(connection);
  const int keys = version_of_keys(connection);
  if (std::max(store, keys) > newest(migrations))
    throw Failure{Fault::unavailable, "store.newer_version"};
  if (keys == store) return;
  // The keys may be one step ahead, when a step was interrupted.
  const auto next =
      std::find_if(migrations.begin(), migrations.end(),
                   [&](const Migration& migration) { return migration.version > store; });
  const bool interrupted = next != migrations.end() && keys == next->version;
  if (!interrupted || (store == 0 && holds_rows(connection, "keys")))
    throw Failure{Fault::unavailable, "store.incomplete"};
}

int migrate(SqliteConnection& connection, const Location& location,
            const std::vector<Migration>& migrations) {
  const int before = version_of(connection);
  if (before == newest(migrations)) return before;
  if (before > 0) copy_before(connection, location, newest(migrations));
  for (const auto& step : migrations)
    if (step.version > before) take_step(connection, step);
  if (before > 0) drop_copied_keys(location);
  return newest(migrations);
}

}  // namespace ts::db
