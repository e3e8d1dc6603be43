#pragma once

#include <functional>
#include <vector>

#include "base/failure.h"
#include "db/db.h"

namespace ts::db {

/// One connection to the store and the keys of an organisation, of either engine (sqlite.h,
/// postgres.h). Used by one thread at a time.
class Connection {
 public:
  Connection() = default;
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// A question; its rows one by one.
  virtual void visit(Sql sql, const std::vector<Param>& args,
                     const std::function<void(Row)>& use) = 0;
  /// The same for answers too large to hold.
  virtual void stream(Sql sql, const std::vector<Param>& args,
                      const std::function<void(Row)>& use) {
    visit(sql, args, use);
  }
  /// The same, each only looked at.
  virtual void view(Sql sql, const std::vector<Param>& args,
                    const std::function<void(const RowView&)>& at);
  /// A change; how many rows it changed.
  virtual std::int64_t change(Sql sql, const std::vector<Param>& args) = 0;
  /// One statement without parameters and answer.
  virtual void execute(Sql sql) = 0;
  /// The first column of the first row of a question without parameters.
  std::int64_t number(Sql sql);

  virtual bool in_transaction() const = 0;
  /// The engine may end a transaction by itself when the disk or the server fails: what comes next
  /// must not be committed piece by piece.
  void require_transaction() const;
  /// What ended the last transaction that the engine ended by itself.
  virtual Failure lost() const = 0;

  /// Begins to read store and keys as they are now.
  virtual void begin_snapshot() = 0;
  /// Begins a transaction for units of work; nobody else writes here until it ends.
  virtual void begin_units() = 0;
  /// Whether the commit of the open transaction may be seen in the keys before it is in the store.
  virtual bool changed_both() const = 0;
  /// Ends the transaction, durably.
  virtual void commit() { execute("commit"); }

  /// How many pages of changes lie in the longer log beside the files; a server looks after its
  /// own.
  virtual std::size_t log_pages() const { return 0; }
  enum class Patience { none, brief };
  /// Moves the log into the files as far as no reader is in the way; or waits a moment for the
  /// readers, so that the log begins anew.
  virtual void move_log(Patience) {}

  /// Begins to rid the keys of every trace of what was deleted, outside of a transaction;
  virtual void begin_scrubbing() = 0;
  /// goes on with it; false when a reader is in the way.
  virtual bool end_scrubbing() = 0;
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
