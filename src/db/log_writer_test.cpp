#include "db/log_writer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sqlite3.h>

#include <cstddef>
#include <fstream>
#include <string>
#include <vector>

#include "db/trial.h"

namespace ts::db {
namespace {

/// A log as SQLite opens it.
class Opened {
 public:
  /// SQLite takes the rights of a log from the file beside it.
  explicit Opened(const std::filesystem::path& path)
      : name_{path.string() + std::string(2, '\0')}, memory_(size(), std::max_align_t{}) {
    const std::ofstream beside{path.parent_path() / "log.db"};
    const int flags = SQLITE_OPEN_WAL | SQLITE_OPEN_CREATE | SQLITE_OPEN_READWRITE;
    if (vfs()->xOpen(vfs(), name_.c_str(), file(), flags, nullptr) != SQLITE_OK) std::abort();
  }
  ~Opened() { file()->pMethods->xClose(file()); }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;

  sqlite3_file* file() { return reinterpret_cast<sqlite3_file*>(memory_.data()); }
  const sqlite3_io_methods& methods() { return *file()->pMethods; }
  int write(const std::string& bytes, std::size_t to) {
    return methods().xWrite(file(), bytes.data(), static_cast<int>(bytes.size()),
                            static_cast<sqlite3_int64>(to));
  }

 private:
  static sqlite3_vfs* vfs() { return sqlite3_vfs_find(log_writer()); }
  static std::size_t size() {
    return static_cast<std::size_t>(vfs()->szOsFile) / sizeof(std::max_align_t) + 1;
  }
  std::string name_;
  std::vector<std::max_align_t> memory_;
};

void put(std::string& into, const std::string& bytes, std::size_t at) {
  if (into.size() < at + bytes.size()) into.resize(at + bytes.size());
  into.replace(at, bytes.size(), bytes);
}

/// Any writes, one behind the other or not, small or larger than what is gathered, looked at and
/// cut in between, leave what they would leave in a file.
RC_GTEST_PROP(LogWriter, leaves_what_was_written, ()) {
  const trial::Place place;
  const auto path = place.path() / "log.db-wal";
  std::string model;
  {
    Opened log{path};
    std::size_t end = 0;
    const auto steps = *rc::gen::inRange(1, 60);
    for (int i = 0; i < steps; ++i) {
      const auto what = *rc::gen::inRange(0, 10);
      if (what < 7) {  // mostly behind what was written last, as SQLite does
        const std::string bytes(
            *rc::gen::element<std::size_t>(1, 24, 4096, 40'000, 65'536, 100'000),
            static_cast<char>('a' + i % 26));
        const auto to = what < 5 ? end : *rc::gen::inRange<std::size_t>(0, model.size() + 1);
        RC_ASSERT(log.write(bytes, to) == SQLITE_OK);
        put(model, bytes, to);
        end = to + bytes.size();
      } else if (what == 7) {
        sqlite3_int64 size = 0;
        RC_ASSERT(log.methods().xFileSize(log.file(), &size) == SQLITE_OK);
        // To the VFS of the system a file of one byte is an empty one (os_unix.c, unixFileSize).
        RC_ASSERT(static_cast<std::size_t>(size) == (model.size() == 1 ? 0 : model.size()));
      } else if (what == 8) {
        model.resize(*rc::gen::inRange<std::size_t>(0, model.size() + 1));
        RC_ASSERT(log.methods().xTruncate(log.file(), static_cast<sqlite3_int64>(model.size())) ==
                  SQLITE_OK);
        end = model.size();
      } else {
        RC_ASSERT(log.methods().xSync(log.file(), SQLITE_SYNC_NORMAL) == SQLITE_OK);
        RC_ASSERT(trial::content(path) == model);
      }
      std::string seen(std::min<std::size_t>(model.size(), 5000), '\0');
      const auto from = *rc::gen::inRange<std::size_t>(0, model.size() - seen.size() + 1);
      if (i % 4 == 0 && !seen.empty()) {
        RC_ASSERT(log.methods().xRead(log.file(), seen.data(), static_cast<int>(seen.size()),
                                      static_cast<sqlite3_int64>(from)) == SQLITE_OK);
        RC_ASSERT(seen == model.substr(from, seen.size()));
      }
    }
  }
  RC_ASSERT(trial::content(path) == model);
}

TEST(LogWriter, gathers_until_it_is_asked) {
  const trial::Place place;
  const auto path = place.path() / "log.db-wal";
  Opened log{path};
  ASSERT_EQ(log.write(std::string(24, 'h') + std::string(4096, 'p'), 0), SQLITE_OK);
  EXPECT_EQ(trial::content(path), "");
  ASSERT_EQ(log.methods().xSync(log.file(), SQLITE_SYNC_NORMAL), SQLITE_OK);
  EXPECT_EQ(trial::content(path).size(), 4120U);
}

}  // namespace
}  // namespace ts::db
