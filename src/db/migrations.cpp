#include "db/migrations.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/data.h"
#include "base/log.h"
#include "db/connection.h"
#include "db/files.h"

namespace ts::db {
namespace {

namespace fs = std::filesystem;

std::string spelled(std::string_view sql) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> words{{
      {"{store}", "store"},
      {"{keys}", "keys"},
      {"{int}", "INTEGER"},
      {"{real}", "REAL"},
      {"{text}", "TEXT"},
      {"{bytes}", "BLOB"},
      {"{strict}", "STRICT"},
  }};
  std::string out{sql};
  for (const auto& [word, meaning] : words)
    for (auto at = out.find(word); at != std::string::npos; at = out.find(word, at))
      out.replace(at, word.size(), meaning);
  return out;
}

/// Without what follows "--" on a line: a word in a comment must not decide anything.
std::string without_comments(std::string_view sql) {
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (sql[i] == '\'') quoted = !quoted;
    if (!quoted && sql.substr(i).starts_with("--")) i = std::min(sql.find('\n', i), sql.size());
    if (i < sql.size()) out += sql[i];
  }
  return out;
}

/// The statements of a step, each with its semicolon.
std::vector<std::string> statements_of(std::string_view sql) {
  std::vector<std::string> out;
  std::string statement;
  for (const char c : without_comments(sql)) {
    statement += c;
    if (c != ';' || !sqlite3_complete(statement.c_str())) continue;
    out.push_back(std::move(statement));
    statement.clear();
  }
  ensure(statement.find_first_not_of(" \t\r\n") == std::string::npos);
  return out;
}

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

void copy_before(Connection& connection, const Location& location, int version) {
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

int newest(const std::vector<Migration>& migrations) {
  return migrations.empty() ? 0 : migrations.back().version;
}

}  // namespace

std::vector<Migration> built_in_migrations() {
  constexpr std::string_view folder = "schema/";
  std::vector<Migration> out;
  for (const auto& file : data::files()) {
    if (!file.name.starts_with(folder) || !file.name.ends_with(".sql")) continue;
    Migration step{0, file.name.substr(folder.size()), file.content};
    step.name.remove_suffix(4);
    std::from_chars(step.name.data(), step.name.data() + step.name.size(), step.version);
    ensure(step.version > newest(out));  // numbered, and in order
    out.push_back(step);
  }
  return out;
}

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

int migrate(Connection& connection, const Location& location,
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
