#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/trial.h"
#include "db/trial_place.h"

/// For tests: a directory that goes away, a small schema, and a second process.
namespace ts::db::trial {

using ts::trial::key_of;

enum class On { files, server };

/// For what must hold on both engines: TEST_P of a suite that derives from this one.
class OnBoth : public testing::TestWithParam<On> {};
inline auto engines() {
  return testing::ValuesIn(server() ? std::vector{On::files, On::server} : std::vector{On::files});
}
inline std::string name_of(const testing::TestParamInfo<On>& info) {
  return info.param == On::files ? "files" : "server";
}

class Place {
 public:
  explicit Place(On on = On::files) : on_{on} {
    std::string name = (std::filesystem::temp_directory_path() / "ts-db-XXXXXX").string();
    if (!::mkdtemp(name.data())) std::abort();
    path_ = name;
  }
  ~Place() { std::filesystem::remove_all(path_); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  const std::filesystem::path& path() const { return path_; }
  Location location() const { return {path_ / "store.db", path_ / "keys.db"}; }
  db::Place at() const {
    return on_ == On::files ? db::Place{location()} : db::Place{schemas_of(path_)};
  }

 private:
  On on_;
  std::filesystem::path path_;
};

inline const std::vector<Migration> schema{
    {1, "0001_start",
     "-- a key in {keys}; its record in {store}\n"
     "create table {keys}.case_key(id {text} primary key, secret {bytes} not null) {strict};\n"
     "create table {store}.record(id {text} primary key, body {bytes}) {strict};\n"
     "create table {store}.tally(id {int} primary key, n {int} not null) {strict};\n"
     "insert into {store}.tally values (1, 0);\n"
     "create table {store}.anything(n {int} primary key, i {int}, r {real}, t {text}, b {bytes}) "
     "{strict};\n"}};

inline std::unique_ptr<Database> open(const Place& place) {
  return Database::open(place.at(), schema);
}

inline std::string content(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

inline std::int64_t count(Database& database, Sql sql) {
  return database.read([&](Reader& reader) { return reader.one(sql)->integer(0); });
}

/// Puts a key and its record.
inline void put(Writer& writer, const std::string& id, BytesView secret, BytesView body) {
  writer.run("insert into case_key(id, secret) values (?, ?)", id, secret);
  writer.run("insert into record(id, body) values (?, ?)", id, body);
}

/// One way for bytes between two processes.
class Pipe {
 public:
  Pipe() {
    if (::pipe(ends_) != 0) std::abort();
  }
  ~Pipe() {
    close_reading();
    close_writing();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  void put(std::int32_t number) const {
    if (::write(ends_[1], &number, sizeof number) != sizeof number) std::abort();
  }
  /// Nothing at the end.
  std::optional<std::int32_t> get() const {
    std::int32_t number = 0;
    if (::read(ends_[0], &number, sizeof number) != sizeof number) return std::nullopt;
    return number;
  }
  void close_reading() { close(0); }
  void close_writing() { close(1); }

 private:
  void close(int end) {
    if (ends_[end] >= 0) ::close(ends_[end]);
    ends_[end] = -1;
  }
  int ends_[2];
};

/// Runs `work` in a second process: begun before this one has threads. Its exit code is what `work`
/// returns, 99 when it throws.
class Process {
 public:
  template <class F>
  explicit Process(F work) : id_{::fork()} {
    if (id_ != 0) return;
    int code = 99;
    try {
      code = work();
    } catch (const std::exception& caught) {
      std::fprintf(stderr, "%s\n", caught.what());
    }
    ::_exit(code);
  }
  ~Process() {
    if (id_ > 0) wait();
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void kill() const { ::kill(id_, SIGKILL); }
  int wait() {
    int status = 0;
    ::waitpid(std::exchange(id_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t id_;
};

}  // namespace ts::db::trial
