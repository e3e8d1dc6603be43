#include "db/log_writer.h"

#include <sqlite3.h>

#include <cstring>
#include <memory>
#include <new>
#include <utility>

#include "base/failure.h"

namespace ts::db {
namespace {

// The VFS of the system takes less than 128 KB at a time (SQLite 3.40.1, os_unix.c,
// seekAndWriteFd).
constexpr int room = 1 << 16;

/// A log: as SQLite sees it, and behind it in the same memory as the system's VFS sees it.
struct Log {
  sqlite3_file seen{};
  std::unique_ptr<unsigned char[]> gathered;
  int held = 0;            ///< bytes of `gathered`
  sqlite3_int64 from = 0;  ///< where in the file they belong

  sqlite3_file* file() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  const sqlite3_io_methods& methods() { return *file()->pMethods; }
  int hand_over() {
    const int amount = std::exchange(held, 0);
    return amount == 0 ? SQLITE_OK : methods().xWrite(file(), gathered.get(), amount, from);
  }
};
static_assert(sizeof(Log) % alignof(std::max_align_t) == 0);

Log& log_of(sqlite3_file* file) { return *reinterpret_cast<Log*>(file); }

/// After what is gathered has been handed over.
template <class Do>
int then(sqlite3_file* file, Do&& next) {
  auto& log = log_of(file);
  const int code = log.hand_over();
  return code == SQLITE_OK ? next(log.methods(), log.file()) : code;
}

int close(sqlite3_file* file) {
  auto& log = log_of(file);
  const int handed = log.hand_over();
  const int closed = log.methods().xClose(log.file());
  log.~Log();
  return handed == SQLITE_OK ? closed : handed;
}

int read(sqlite3_file* file, void* to, int amount, sqlite3_int64 from) {
  return then(file, [&](auto& on, auto* at) { return on.xRead(at, to, amount, from); });
}

int write(sqlite3_file* file, const void* bytes, int amount, sqlite3_int64 to) {
  auto& log = log_of(file);
  const bool follows = log.held > 0 && to == log.from + log.held && amount <= room - log.held;
  if (!follows) {
    if (const int code = log.hand_over(); code != SQLITE_OK) return code;
    if (amount > room) return log.methods().xWrite(log.file(), bytes, amount, to);
    log.from = to;
  }
  std::memcpy(log.gathered.get() + log.held, bytes, static_cast<std::size_t>(amount));
  log.held += amount;
  return SQLITE_OK;
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  return then(file, [&](auto& on, auto* at) { return on.xTruncate(at, size); });
}
int sync(sqlite3_file* file, int flags) {
  return then(file, [&](auto& on, auto* at) { return on.xSync(at, flags); });
}
int size_of(sqlite3_file* file, sqlite3_int64* size) {
  return then(file, [&](auto& on, auto* at) { return on.xFileSize(at, size); });
}
// What went wrong last is asked here, and must not be written over.
int control(sqlite3_file* file, int what, void* with) {
  auto& log = log_of(file);
  return log.methods().xFileControl(log.file(), what, with);
}
int sector(sqlite3_file* file) {
  auto& log = log_of(file);
  return log.methods().xSectorSize(log.file());
}
int traits(sqlite3_file* file) {
  auto& log = log_of(file);
  return log.methods().xDeviceCharacteristics(log.file());
}

sqlite3_vfs* system_vfs() { return sqlite3_vfs_find(nullptr); }

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* opened) {
  auto* system = system_vfs();
  if ((flags & SQLITE_OPEN_WAL) == 0) return system->xOpen(system, name, file, flags, opened);
  static constexpr sqlite3_io_methods methods{
      .iVersion = 1,
      .xClose = close,
      .xRead = read,
      .xWrite = write,
      .xTruncate = truncate,
      .xSync = sync,
      .xFileSize = size_of,
      .xLock = nullptr,  // SQLite locks the file beside a log, and shares memory there
      .xUnlock = nullptr,
      .xCheckReservedLock = nullptr,
      .xFileControl = control,
      .xSectorSize = sector,
      .xDeviceCharacteristics = traits,
      .xShmMap = nullptr,
      .xShmLock = nullptr,
      .xShmBarrier = nullptr,
      .xShmUnmap = nullptr,
      .xFetch = nullptr,
      .xUnfetch = nullptr,
  };
  auto* log = new (file) Log;  // SQLite owns the memory, and calls `close` if there are methods
  log->gathered.reset(new (std::nothrow) unsigned char[room]);
  const int code =
      log->gathered ? system->xOpen(system, name, log->file(), flags, opened) : SQLITE_NOMEM;
  if (code == SQLITE_OK)
    log->seen.pMethods = &methods;
  else
    log->~Log();
  return code;
}

}  // namespace

const char* log_writer() {
  static constexpr const char* name = "log_writer";
  static const int registered = [] {
    static sqlite3_vfs own = *system_vfs();
    own.zName = name;
    own.szOsFile += static_cast<int>(sizeof(Log));
    own.xOpen = open;
    return sqlite3_vfs_register(&own, 0);
  }();
  ensure(registered == SQLITE_OK);
  return name;
}

}  // namespace ts::db
