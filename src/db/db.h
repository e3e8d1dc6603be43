#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/failure.h"
#include "base/id.h"
#include "base/time.h"

namespace ts::db {

/// The text of one statement, and who asks: a statement that the engine refuses is a `Bug` there.
class Sql {
 public:
  template <class Text>
    requires std::convertible_to<const Text&, std::string_view>
  Sql(const Text& text,  // NOLINT: implicit on purpose
      std::source_location where = std::source_location::current())
      : text_{text}, where_{where} {}
  std::string_view text() const { return text_; }
  std::source_location where() const { return where_; }

 private:
  std::string_view text_;
  std::source_location where_;
};

/// What a `?` stands for.
using Param = std::variant<std::nullptr_t, std::int64_t, double, std::string, BytesView>;

inline Param param(std::nullptr_t) { return nullptr; }
inline Param param(bool value) { return std::int64_t{value}; }
inline Param param(int value) { return std::int64_t{value}; }
inline Param param(std::int64_t value) { return value; }
inline Param param(double value) { return value; }
inline Param param(const char* value) { return std::string{value}; }
inline Param param(std::string_view value) { return std::string{value}; }
inline Param param(const std::string& value) { return value; }
inline Param param(const Bytes& value) { return BytesView{value}; }
inline Param param(BytesView value) { return value; }
inline Param param(Instant value) { return value.ms; }
template <class Tag>
Param param(const Id<Tag>& value) {
  return value.text();
}
template <class T>
Param param(const std::optional<T>& value) {
  return value ? param(*value) : Param{nullptr};
}

/// One row of an answer. Asking for another type than the column holds is a `Bug`.
template <class Text, class Blob>
class BasicRow {
 public:
  using Cell = std::variant<std::nullptr_t, std::int64_t, double, Text, Blob>;
  explicit BasicRow(std::vector<Cell> cells) : cells_{std::move(cells)} {}

  bool null(std::size_t column) const {
    ensure(column < cells_.size());
    return std::holds_alternative<std::nullptr_t>(cells_[column]);
  }
  std::int64_t integer(std::size_t column) const { return cell<std::int64_t>(column); }
  double real(std::size_t column) const { return cell<double>(column); }
  const Text& text(std::size_t column) const { return cell<Text>(column); }
  const Blob& bytes(std::size_t column) const { return cell<Blob>(column); }
  Instant instant(std::size_t column) const { return {integer(column)}; }
  template <class IdType>
  IdType id(std::size_t column) const {
    const auto parsed = IdType::parse(text(column));
    ensure(parsed.has_value());
    return *parsed;
  }
  template <class IdType>
  std::optional<IdType> optional_id(std::size_t column) const {
    if (null(column)) return std::nullopt;
    return id<IdType>(column);
  }
  /// As they would be put into another table; valid as long as the row.
  std::vector<Param> params() const {
    std::vector<Param> out;
    out.reserve(cells_.size());
    for (const auto& each : cells_)
      out.push_back(std::visit([](const auto& value) { return param(value); }, each));
    return out;
  }
  const std::vector<Cell>& cells() const& { return cells_; }
  std::vector<Cell> cells() && { return std::move(cells_); }

 private:
  template <class T>
  const T& cell(std::size_t column) const {
    ensure(column < cells_.size());
    const auto* found = std::get_if<T>(&cells_[column]);
    ensure(found);
    return *found;
  }
  std::vector<Cell> cells_;
};

using Row = BasicRow<std::string, Bytes>;
/// One that is looked at where the engine holds it, and is gone with the next.
using RowView = BasicRow<std::string_view, BytesView>;

class Connection;  // of either engine; known to db/*.cpp only

/// A snapshot to read from. SQL takes `?` for parameters and is written for SQLite and PostgreSQL
/// alike; tables of the store and of the keys are named without a schema.
class Reader {
 public:
  explicit Reader(Connection& connection) : connection_{connection} {}

  template <class... A>
  std::vector<Row> all(Sql sql, const A&... args) {
    std::vector<Row> out;
    visit(sql, {param(args)...}, [&](Row row) { out.push_back(std::move(row)); });
    return out;
  }
  /// The first row, or nothing.
  template <class... A>
  std::optional<Row> one(Sql sql, const A&... args) {
    auto rows = all(sql, args...);
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
  }
  /// Row by row, each looked at and not kept.
  template <class F, class... A>
  void look(Sql sql, F&& at, const A&... args) {
    view(sql, {param(args)...}, std::forward<F>(at));
  }
  /// Row by row, for answers too large to hold.
  template <class F, class... A>
  void each(Sql sql, F&& use, const A&... args) {
    stream(sql, {param(args)...}, std::forward<F>(use));
  }

 protected:
  void stream(Sql sql, const std::vector<Param>& args, const std::function<void(Row)>& use);
  void visit(Sql sql, const std::vector<Param>& args, const std::function<void(Row)>& use);
  void view(Sql sql, const std::vector<Param>& args, const std::function<void(const RowView&)>& at);
  Connection& connection_;
};

/// A snapshot that also holds what was written soon (`Database::write_soon`) before it was asked
/// for.
class Latest : public Reader {
 public:
  using Reader::Reader;
};

/// What `work(tx, ...)` reads from: the `Latest` when it asks for that, else any.
template <class F, class... More>
using Snapshot = std::conditional_t<std::is_invocable_v<F&, Reader&, More...>, Reader, Latest>;

/// May also change rows. A function that takes a Writer says so by its signature. A change that
/// failed ends its unit of work: to go on after catching it is a Bug.
class Writer : public Latest {
 public:
  using Latest::Latest;
  /// How many rows changed. A duplicate key is `Failure{conflict, "store.duplicate"}`, a full or
  /// broken disk `Failure{unavailable, "store.full"}` or `"store.failed"`.
  template <class... A>
  std::int64_t run(Sql sql, const A&... args) {
    return change(sql, {param(args)...});
  }
  bool failed() const { return failed_; }

 private:
  std::int64_t change(Sql sql, const std::vector<Param>& args);
  bool failed_ = false;
};

/// Where one organisation's data lie. The keys are apart from what they open, so that their backups
/// can be short-lived: an old backup of the keys would undo forgetting.
struct Location {
  std::filesystem::path store;  ///< "…/store.db"
  std::filesystem::path keys;   ///< "…/keys.db"
};

/// The same in PostgreSQL: the schemas NAME and NAME_keys of one database, made when they are not
/// there.
struct Schemas {
  std::string url;   ///< as libpq takes it; "database.bad_address", "database.password_in_address"
  std::string name;  ///< of a-z, 0-9 and _, at most 50 characters, beginning with a letter
};

using Place = std::variant<Location, Schemas>;

/// One step of the schema: data/schema/NNNN_name.sql, in ascending order, never edited once
/// released. `{store}` and `{keys}` stand for the two schemas, `{int} {real} {text} {bytes}
/// {strict} {unlogged}` for what the engine calls them, `{clustered}` for a table that lies in the
/// order of its key where the engine has such. Every name that is created, changed or
/// dropped is written with its schema. No statement names both: two files cannot be changed at one
/// stroke, so those with `{keys}` are run first, and a step that was interrupted goes on with the
/// store's.
struct Migration {
  int version = 0;
  std::string_view name;
  std::string_view sql;
};
/// The migrations built into the program, of what lies in data/`folder`.
std::vector<Migration> built_in_migrations(std::string_view folder = "schema");

/// The database of one organisation: many readers, one writer.
///
/// A durable commit costs a flush of the disk (some 240 a second), so one thread takes every unit
/// of work that has queued, runs each within a savepoint, commits once, and then answers all. A
/// unit that throws is undone alone. When the commit fails, every unit of it fails
/// ("store.full", "store.failed", "store.unreachable") and nothing of them is there; but when the
/// connection to a server is lost in the very moment of the commit, they may be there after all.
class Database {
 public:
  /// Opens or creates what is at `place` and brings the schema forward.
  /// `Failure{unavailable}`: "store.newer_version" (made by a newer program), "store.damaged",
  /// "store.incomplete" (only store or keys are there, or they are not of one time),
  /// "store.failed".
  /// Files (0600, in a directory that exists) are one process's alone ("store.in_use"); a store
  /// that already holds data is copied to "before-<version>" beside it first. Schemas are shared by
  /// any number of processes, which write one after the other; "store.unreachable".
  static std::unique_ptr<Database> open(const Place& place,
                                        const std::vector<Migration>& migrations);
  /// Opens to read and to back up, also while another process has it open. Nothing is
  /// created or migrated; `write` is `Failure{unavailable, "store.read_only"}`. Further failures:
  /// "store.missing", "store.older_version".
  static std::unique_ptr<Database> open_read_only(
      const Place& place, const std::vector<Migration>& migrations = built_in_migrations());
  ~Database();

  /// Keeps everybody from opening files to write for as long as what is returned lives;
  /// `Failure{unavailable, "store.in_use"}`.
  static std::shared_ptr<void> hold(const Location& location);

  /// Runs `work(Reader&)` on a snapshot and returns what it returns. It holds what `write` had
  /// written; work that takes a `Latest&` finds there what `write_soon` had written, too. From any
  /// thread.
  template <class F>
  auto read(F&& work) {
    using Tx = Snapshot<F>;
    std::optional<std::invoke_result_t<F&, Tx&>> out;
    read_snapshot([&](Latest& tx) { out.emplace(work(static_cast<Tx&>(tx))); },
                  std::is_same_v<Tx, Latest>);
    return std::move(*out);
  }

  /// Queues `work(Writer&)` and returns what it returned once that is durable; rethrows what it
  /// threw, undone. From any thread but the writer's own.
  template <class F>
  auto write(F&& work) {
    using Result = std::invoke_result_t<F&, Writer&>;
    if constexpr (std::is_void_v<Result>) {
      write_unit([&](Writer& writer) { work(writer); });
    } else {
      std::optional<Result> out;
      write_unit([&](Writer& writer) { out.emplace(work(writer)); });
      return std::move(*out);
    }
  }

  /// Queues `work(Writer&)`, which nobody needs the outcome of but that it is there: durable when
  /// this returns or, where an `Outstanding` stands on this thread, before that one says so. Only
  /// who reads the `Latest` is sure to find it: the snapshots of all others stay of use.
  void write_soon(std::function<void(Writer&)> work);

  /// Runs once in every commit, after its units: the audit head is signed here. When it throws,
  /// every unit of the commit fails with that. Set before use.
  void before_commit(std::function<void(Writer&)> hook);
  /// For whoever keeps in memory what is written: `look` runs in every commit, last before it, and
  /// sees what it will leave; `take` once that is durable, before its callers are answered. When
  /// the commit fails `take` does not come. Both on the writer's thread. What `look` throws fails
  /// the commit; when `take` throws, its callers get that, though what they wrote is there. Set
  /// before use.
  void at_commit(std::function<void(Reader&)> look, std::function<void()> take);

  /// Calls `hook` on a thread of its own soon (a second at most) after another process has
  /// committed, and sometimes when none has, until what is returned is destroyed. Files have one
  /// process only: nothing is returned.
  [[nodiscard]] std::shared_ptr<void> follow_others(std::function<void()> hook);

  /// Copies store and keys to two files, whatever the engine, while others go on reading and
  /// writing; the two copies are of one snapshot. `Failure{conflict, "store.backup_exists"}` when a
  /// file is there already.
  void backup(const Location& to);

  /// To be called after a write that deleted a key: returns when no byte of it is left in the file
  /// of the keys or its log (on a server: in the table; its log and its copies are its own). Waits
  /// for readers that began before; when one goes on for more than ten seconds,
  /// `Failure{unavailable, "store.keys_held"}`, and it is done as soon as they are gone. Never from
  /// within `read`.
  void scrub_keys();

  int schema_version() const;

 private:
  struct Inside;
  explicit Database(std::unique_ptr<Inside> inside);
  void read_snapshot(const std::function<void(Latest&)>& work, bool latest);
  void write_unit(std::function<void(Writer&)> work);
  std::unique_ptr<Inside> inside_;
};

}  // namespace ts::db
