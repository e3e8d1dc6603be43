#include "db/sqlite.h"

#include <sqlite3.h>

#include <array>
#include <cerrno>

#include "base/log.h"
#include "db/log_writer.h"

namespace ts::db {
namespace {

constexpr std::size_t most_cached = 500;
constexpr int busy_ms = 5000;
constexpr int brief_ms = 100;

/// A path as SQLite's "file:" address takes it.
std::string address_of(const std::filesystem::path& file, std::string_view mode) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "file:";
  for (const char c : file.string()) {
    if (c == '%' || c == '?' || c == '#') {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
    } else {
      out += c;
    }
  }
  return out + "?mode=" + std::string{mode};
}

int bind(sqlite3_stmt* statement, int at, const Param& param) {
  struct Bind {
    sqlite3_stmt* statement;
    int at;
    int operator()(std::nullptr_t) const { return sqlite3_bind_null(statement, at); }
    int operator()(std::int64_t value) const { return sqlite3_bind_int64(statement, at, value); }
    int operator()(double value) const { return sqlite3_bind_double(statement, at, value); }
    int operator()(const std::string& value) const {
      return sqlite3_bind_text64(statement, at, value.data(), value.size(), SQLITE_STATIC,
                                 SQLITE_UTF8);
    }
    int operator()(BytesView value) const {
      // No bytes may have no address, and that would be a null.
      if (value.empty()) return sqlite3_bind_zeroblob(statement, at, 0);
      return sqlite3_bind_blob64(statement, at, value.data(), value.size(), SQLITE_STATIC);
    }
  };
  return std::visit(Bind{statement, at}, param);
}

/// Where SQLite holds it: until the next step.
RowView::Cell cell_of(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      return std::string_view{text,
                              static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, column));
      return BytesView{bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
    }
    default:
      return nullptr;
  }
}

struct Keep {
  Row::Cell operator()(std::nullptr_t) const { return nullptr; }
  Row::Cell operator()(std::int64_t value) const { return value; }
  Row::Cell operator()(double value) const { return value; }
  Row::Cell operator()(std::string_view text) const { return std::string{text}; }
  Row::Cell operator()(BytesView bytes) const { return Bytes{bytes.begin(), bytes.end()}; }
};

bool means_full(sqlite3_file* file) {
  int error = 0;
  if (!file || !file->pMethods) return false;
  file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &error);
  return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

/// SQLite calls a disk full when it is, but not when the quota or a limit of the system is reached:
/// that only the files know.
bool disk_is_full(sqlite3* handle, int extended) {
  if ((extended & 0xff) == SQLITE_FULL) return true;
  if (extended != SQLITE_IOERR_WRITE) return false;
  for (const char* schema : {"keys", "store", "main"})
    for (const int which : {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER}) {
      sqlite3_file* file = nullptr;
      if (sqlite3_file_control(handle, schema, which, static_cast<void*>(&file)) == SQLITE_OK &&
          means_full(file))
        return true;
    }
  return false;
}

int note_log_pages(void* kept, sqlite3*, const char* schema, int pages) {
  auto& log_pages = *static_cast<std::array<std::size_t, 2>*>(kept);
  log_pages[std::string_view{schema} == "store" ? 1 : 0] = static_cast<std::size_t>(pages);
  return SQLITE_OK;
}

}  // namespace

/// A statement while it runs: from the cache, and back to it.
class SqliteConnection::Use {
 public:
  Use(SqliteConnection& connection, Sql sql, const std::vector<Param>& args)
      : connection_{connection}, sql_{sql}, statement_{connection.take(sql)} {
    ensure(sqlite3_bind_parameter_count(get()) == static_cast<int>(args.size()), sql.where());
    int at = 0;
    for (const auto& arg : args) connection_.check(bind(get(), ++at, arg), sql.where());
  }
  ~Use() {
    sqlite3_reset(get());
    sqlite3_clear_bindings(get());
    connection_.give_back(sql_.text(), std::move(statement_));
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

  sqlite3_stmt* get() const { return statement_.get(); }
  /// Whether there is a further row.
  bool step() {
    const int code = sqlite3_step(get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    connection_.fail(connection_.handle_.get(), code, sql_.where());
  }

 private:
  SqliteConnection& connection_;
  Sql sql_;
  Statement statement_;
};

void SqliteConnection::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
void SqliteConnection::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

SqliteConnection::SqliteConnection(const Location& location, Opening opening) {
  const auto here = std::source_location::current();
  // Nobody asks how much memory it holds, and counting makes all threads wait for one lock.
  static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  ensure(uncounted == SQLITE_OK);
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(
      ":memory:", &handle,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI,
      opening == Opening::writer ? log_writer() : nullptr);
  handle_.reset(handle);
  check(code, here);
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, busy_ms);
  for (const auto& [option, value] : std::array<std::pair<int, int>, 6>{{
           {SQLITE_DBCONFIG_DQS_DML, 0},
           {SQLITE_DBCONFIG_DQS_DDL, 0},
           {SQLITE_DBCONFIG_DEFENSIVE, 1},
           {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
           {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
           {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, opening == Opening::writer ? 0 : 1},
       }})
    check(sqlite3_db_config(handle, option, value, nullptr), here);
  execute("pragma temp_store = memory");  // what is sorted must not come to lie in a file
  execute("pragma cell_size_check = on");
  attach("keys", location.keys, opening);
  attach("store", location.store, opening);
  // Instead of moving the log by itself, in a commit.
  if (opening == Opening::writer) sqlite3_wal_hook(handle, &note_log_pages, &log_pages_);
}

SqliteConnection::~SqliteConnection() = default;

void SqliteConnection::attach(const char* schema, const std::filesystem::path& file,
                              Opening opening) {
  const auto address = address_of(file, opening == Opening::writer ? "rw" : "ro");
  const Sql sql{std::string_view{schema} == "keys" ? "attach ? as keys" : "attach ? as store"};
  {
    const std::vector<Param> args{address};
    Use use{*this, sql, args};
    use.step();
  }
  settle(schema, opening);
}

void SqliteConnection::settle(const char* schema, Opening opening) {
  const auto set = [&](std::string_view what) {
    execute("pragma " + std::string{schema} + '.' + std::string{what});
  };
  set("mmap_size = 0");
  if (opening != Opening::writer) return;
  set("journal_mode = wal");
  set("synchronous = full");  // `log_writer` needs it
  set("secure_delete = on");
  // Nobody else writes, so what it has read of the files stays true.
  set("cache_size = -65536");
  set("journal_size_limit = 67108864");
}

SqliteConnection::Statement SqliteConnection::take(Sql sql) {
  if (const auto found = cache_.find(sql.text()); found != cache_.end() && !found->second.empty()) {
    auto statement = std::move(found->second.back());
    found->second.pop_back();
    --cached_;
    return statement;
  }
  sqlite3_stmt* statement = nullptr;
  const char* rest = nullptr;
  const auto text = sql.text();
  check(sqlite3_prepare_v3(handle_.get(), text.data(), static_cast<int>(text.size()),
                           SQLITE_PREPARE_PERSISTENT, &statement, &rest),
        sql.where());
  Statement out{statement};
  const auto left = text.substr(static_cast<std::size_t>(rest - text.data()));
  ensure(statement && left.find_first_not_of(" \n") == text.npos, sql.where());  // one, not more
  return out;
}

void SqliteConnection::give_back(std::string_view sql, Statement statement) {
  if (cached_ >= most_cached) {
    cache_.clear();
    cached_ = 0;
  }
  auto found = cache_.find(sql);
  if (found == cache_.end()) found = cache_.emplace(sql, std::vector<Statement>{}).first;
  found->second.push_back(std::move(statement));
  ++cached_;
}

void SqliteConnection::view(Sql sql, const std::vector<Param>& args,
                            const std::function<void(const RowView&)>& at) {
  Use statement{*this, sql, args};
  const int columns = sqlite3_column_count(statement.get());
  ensure(sqlite3_stmt_readonly(statement.get()) && columns > 0, sql.where());
  std::vector<RowView::Cell> cells;
  while (statement.step()) {
    cells.clear();
    for (int i = 0; i < columns; ++i) cells.push_back(cell_of(statement.get(), i));
    RowView row{std::move(cells)};
    at(row);
    cells = std::move(row).cells();
  }
}

void SqliteConnection::visit(Sql sql, const std::vector<Param>& args,
                             const std::function<void(Row)>& use) {
  view(sql, args, [&](const RowView& row) {
    std::vector<Row::Cell> cells;
    cells.reserve(row.cells().size());
    for (const auto& cell : row.cells()) cells.push_back(std::visit(Keep{}, cell));
    use(Row{std::move(cells)});
  });
}

std::int64_t SqliteConnection::change(Sql sql, const std::vector<Param>& args) {
  Use statement{*this, sql, args};
  ensure(!sqlite3_stmt_readonly(statement.get()), sql.where());
  while (statement.step()) {
  }
  return sqlite3_changes64(handle_.get());
}

void SqliteConnection::execute(Sql sql) {
  Use statement{*this, sql, {}};
  while (statement.step()) {
  }
}

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

bool SqliteConnection::changed_both() const {
  return sqlite3_txn_state(handle_.get(), "keys") == SQLITE_TXN_WRITE &&
         sqlite3_txn_state(handle_.get(), "store") == SQLITE_TXN_WRITE;
}

void SqliteConnection::begin_snapshot() {
  execute("begin");
  // The store first: when another process commits in between, the key of every record that is seen
  // is seen too. Within one process nothing comes between (database.cpp).
  execute("select 1 from store.sqlite_schema limit 1");
  execute("select 1 from keys.sqlite_schema limit 1");
}

void SqliteConnection::begin_units() {
  // Not "immediate": nobody else writes, and so `changed_both` tells what was written.
  execute("begin");
}

void SqliteConnection::begin_scrubbing() {
  // Deleting overwrites a row with zeros, but not the copies of it that rearranging a page may have
  // left in the unused part: the file is written anew.
  execute("vacuum keys");
}

bool SqliteConnection::end_scrubbing() {
  // The log of the keys is moved into their file and emptied.
  // Not to be waited for here: the writer has other work.
  sqlite3_busy_timeout(handle_.get(), 0);
  const int code = sqlite3_wal_checkpoint_v2(handle_.get(), "keys", SQLITE_CHECKPOINT_TRUNCATE,
                                             nullptr, nullptr);
  sqlite3_busy_timeout(handle_.get(), busy_ms);
  if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED) return false;
  check(code, std::source_location::current());
  log_pages_[0] = 0;
  return true;
}

void SqliteConnection::move_log(Patience patience) {
  const bool wait = patience == Patience::brief;
  sqlite3_busy_timeout(handle_.get(), wait ? brief_ms : 0);
  const int code = sqlite3_wal_checkpoint_v2(
      handle_.get(), nullptr, wait ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, nullptr,
      nullptr);
  sqlite3_busy_timeout(handle_.get(), busy_ms);
  if ((code & 0xff) != SQLITE_BUSY && (code & 0xff) != SQLITE_LOCKED)
    check(code, std::source_location::current());
}

void SqliteConnection::copy_to(const char* schema, const std::filesystem::path& file) {
  const auto here = std::source_location::current();
  sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  const std::unique_ptr<sqlite3, Close> copy{opened};
  if (code != SQLITE_OK) fail(copy.get(), code, here);
  // A copy that is interrupted is thrown away, so it needs no journal of its own.
  if (const int off = sqlite3_exec(opened, "pragma journal_mode = off", nullptr, nullptr, nullptr);
      off != SQLITE_OK)
    fail(opened, off, here);
  sqlite3_backup* backup = sqlite3_backup_init(opened, "main", handle_.get(), schema);
  if (!backup) fail(opened, sqlite3_errcode(opened), here);
  sqlite3_backup_step(backup, -1);
  if (const int done = sqlite3_backup_finish(backup); done != SQLITE_OK) fail(opened, done, here);
}

void SqliteConnection::check(int code, std::source_location where) {
  if (code != SQLITE_OK) fail(handle_.get(), code, where);
}

void SqliteConnection::fail(sqlite3* handle, int code, std::source_location where) {
  const int extended = handle ? sqlite3_extended_errcode(handle) : code;
  if ((code & 0xff) == SQLITE_CONSTRAINT &&
      (extended == SQLITE_CONSTRAINT_PRIMARYKEY || extended == SQLITE_CONSTRAINT_UNIQUE ||
       extended == SQLITE_CONSTRAINT_ROWID))
    throw Failure{Fault::conflict, "store.duplicate"};
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      lost_ = "store.damaged";
      break;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
    case SQLITE_NOMEM:
      lost_ = handle && disk_is_full(handle, extended) ? MessageKey{"store.full"}
                                                       : MessageKey{"store.failed"};
      break;
    default:
      // The place in the statement, not the engine's words: they may quote a value.
      log::event("store.sql_refused",
                 {{"code", extended}, {"at_byte", handle ? sqlite3_error_offset(handle) : -1}});
      throw Bug{where};
  }
  log::event("store.trouble", {{"code", extended}});
  throw lost();
}

}  // namespace ts::db
