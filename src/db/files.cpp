#include "db/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace ts::db {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_by_errno() {
  if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
    throw Failure{Fault::unavailable, "store.full"};
  throw Failure{Fault::unavailable, "store.failed"};
}

Descriptor open_private(const fs::path& file, int flags) {
  Descriptor out{::open(file.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (out.number() < 0) fail_by_errno();
  return out;
}

void flush(const fs::path& path, int flags) {
  const auto opened = open_private(path, flags);
  if (::fsync(opened.number()) != 0) fail_by_errno();
}

fs::path directory_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path{"."};
}

fs::path partial(const fs::path& file) { return file.string() + ".partial"; }

void remove_quietly(const fs::path& file) {
  std::error_code ignored;  // it may never have been made
  fs::remove(file, ignored);
}

void move_in_place(const fs::path& file) {
  // A link, because unlike a renaming it never replaces a file that came in between.
  if (::link(partial(file).c_str(), file.c_str()) != 0) {
    if (errno == EEXIST) throw Failure{Fault::conflict, "store.backup_exists"};
    fail_by_errno();
  }
  remove_quietly(partial(file));
  flush(directory_of(file), O_RDONLY | O_DIRECTORY);
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

void create_private(const fs::path& file) { open_private(file, O_RDWR | O_CREAT); }

Descriptor occupy(const Location& location) {
  auto path = location.store;
  auto lock = open_private(path.replace_extension(".in_use"), O_RDWR | O_CREAT);
  if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) throw Failure{Fault::unavailable, "store.in_use"};
    fail_by_errno();
  }
  return lock;
}

void make_copy(const Location& to, const std::function<void(const Location&)>& make) {
  if (fs::exists(to.store) || fs::exists(to.keys))
    throw Failure{Fault::conflict, "store.backup_exists"};
  const Location beside{.store = partial(to.store), .keys = partial(to.keys)};
  try {
    for (const auto& file : {beside.store, beside.keys}) {
      remove_quietly(file);
      open_private(file, O_RDWR | O_CREAT | O_EXCL);
    }
    make(beside);
    for (const auto& file : {beside.store, beside.keys}) flush(file, O_RDWR);
    move_in_place(to.keys);
    move_in_place(to.store);
  } catch (...) {
    remove_quietly(beside.store);
    remove_quietly(beside.keys);
    throw;
  }
}

void copy_snapshot(SqliteConnection& connection, const Location& to) {
  make_copy(to, [&](const Location& beside) {
    connection.copy_to("store", beside.store);
    connection.copy_to("keys", beside.keys);
  });
}

}  // namespace ts::db
