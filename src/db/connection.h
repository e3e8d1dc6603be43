#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/failure.h"
#include "db/db.h"

struct sqlite3;
struct sqlite3_stmt;

namespace ts::db {

enum class Opening {
  writer,    ///< may change both files
  reader,    ///< of this process, beside a writer
  stranger,  ///< reads what another process may be writing
};

/// One SQLite connection: nothing as main, then the keys, then the store. SQLite commits the files
/// one after the other in this order, so that a crash in between leaves a key without its record,
/// never the other way round. Used by one thread at a time.
class Connection {
 public:
  Connection(const Location& location, Opening opening);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// A question; its rows one by one.
  void visit(Sql sql, const std::vector<Param>& args, const std::function<void(Row)>& use);
  /// A change; how many rows it changed.
  std::int64_t change(Sql sql, const std::vector<Param>& args);
  /// One statement without parameters and answer.
  void execute(Sql sql);
  /// The first column of the first row of a question without parameters.
  std::int64_t number(Sql sql);

  bool in_transaction() const;
  /// SQLite may end a transaction by itself when the disk fails: what comes next must not be
  /// committed piece by piece.
  void require_transaction() const;
  /// What ended the last transaction that SQLite ended by itself.
  Failure lost() const { return Failure{Fault::unavailable, lost_}; }
  /// Whether the open transaction has changed both files.
  bool changed_both() const;

  /// Begins to read both files as they are now.
  void begin_snapshot();
  /// Moves the log of the keys into their file and empties it. False when a reader is in the way.
  bool empty_log_of_keys();
  /// Writes the schema ("store", "keys") as it is in the open snapshot to an empty file.
  void copy_to(const char* schema, const std::filesystem::path& file);

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;
  class Use;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  using Cache = std::unordered_map<std::string, std::vector<Statement>, TextHash, std::equal_to<>>;

  void attach(const char* schema, const std::filesystem::path& file, Opening opening);
  void settle(const char* schema, Opening opening);
  Statement take(Sql sql);
  void give_back(std::string_view sql, Statement statement);
  void check(int code, std::source_location where);
  [[noreturn]] void fail(sqlite3* handle, int code, std::source_location where);

  std::unique_ptr<sqlite3, Close> handle_;
  Cache cache_;
  std::size_t cached_ = 0;
  MessageKey lost_ = "store.failed";
};

/// Undoes what is open when it goes out of scope.
class Undo {
 public:
  explicit Undo(Connection& connection) : connection_{connection} {}
  ~Undo();
  Undo(const Undo&) = delete;
  Undo& operator=(const Undo&) = delete;

 private:
  Connection& connection_;
};

}  // namespace ts::db
