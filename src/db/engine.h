#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "db/connection.h"

namespace ts::db {

/// What the engines do differently beyond their statements: where a store lies, how it comes to be,
/// who else uses it. Everything above (the readers, the writer thread, units of work) is the same.
class Engine {
 public:
  Engine() = default;
  virtual ~Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// The one that writes, after what is not there was made; brings the schema forward.
  virtual std::unique_ptr<Connection> open(const std::vector<Migration>& steps) = 0;
  /// From any thread.
  virtual std::unique_ptr<Connection> reader() = 0;
  /// Whether nobody but this process writes.
  virtual bool alone() const = 0;
  /// Refuses what is newer than the steps or not whole; within a snapshot. The version.
  virtual int check(Connection& reader, const std::vector<Migration>& steps) = 0;
  /// Writes the open snapshot into two files.
  virtual void copy(Connection& snapshot, const Location& to,
                    const std::vector<Migration>& steps) = 0;
  /// Calls `changed` from a thread of its own when another process may have committed, until what
  /// is returned is destroyed.
  virtual std::shared_ptr<void> follow(std::function<void()> changed) = 0;
};

enum class Access { write, read };

/// Two files of SQLite.
std::unique_ptr<Engine> engine_of(const Location& location, Access access);
/// Two schemas of a PostgreSQL server.
std::unique_ptr<Engine> engine_of(const Schemas& schemas, Access access);

}  // namespace ts::db
