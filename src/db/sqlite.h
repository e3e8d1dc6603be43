#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "db/connection.h"

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
/// never the other way round.
class SqliteConnection : public Connection {
 public:
  SqliteConnection(const Location& location, Opening opening);
  ~SqliteConnection() override;

  void visit(Sql sql, const std::vector<Param>& args, const std::function<void(Row)>& use) override;
  void view(Sql sql, const std::vector<Param>& args,
            const std::function<void(const RowView&)>& at) override;
  std::int64_t change(Sql sql, const std::vector<Param>& args) override;
  void execute(Sql sql) override;

  bool in_transaction() const override;
  Failure lost() const override { return Failure{Fault::unavailable, lost_}; }
  bool changed_both() const override;

  void begin_snapshot() override;
  void begin_units() override;
  void begin_scrubbing() override;
  bool end_scrubbing() override;

  std::size_t log_pages() const override { return std::max(log_pages_[0], log_pages_[1]); }
  void move_log(Patience patience) override;

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
  std::array<std::size_t, 2> log_pages_{};  ///< of the keys and the store, after the last commit
  MessageKey lost_ = "store.failed";
};

}  // namespace ts::db
