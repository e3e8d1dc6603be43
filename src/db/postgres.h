#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "db/connection.h"

struct pg_conn;
struct pg_result;

namespace ts::db {

/// One connection to a PostgreSQL server, with the two schemas of an organisation as its search
/// path. It is made when it is first needed, and made anew when it was lost between transactions.
class PostgresConnection : public Connection {
 public:
  enum class Purpose { read, write };
  /// `teller`: by whom its commits are told, a word without quotes.
  PostgresConnection(Schemas schemas, Purpose purpose, std::string teller = {});
  ~PostgresConnection() override;

  /// The whole answer is in memory before `use` sees its first row.
  void visit(Sql sql, const std::vector<Param>& args, const std::function<void(Row)>& use) override;
  /// A thousand rows at a time.
  void stream(Sql sql, const std::vector<Param>& args,
              const std::function<void(Row)>& use) override;
  std::int64_t change(Sql sql, const std::vector<Param>& args) override;
  void execute(Sql sql) override;

  bool in_transaction() const override;
  Failure lost() const override { return Failure{Fault::unavailable, lost_}; }
  bool changed_both() const override { return false; }  // one server, one commit

  /// Repeatable read, read only.
  void begin_snapshot() override;
  /// Under the lock of the store: units of other processes come before or after, never between.
  void begin_units() override;
  /// Then tells those who `listen`.
  void commit() override;

  /// PostgreSQL keeps what was deleted until nobody can see it any more: scrubbing notes the
  /// moment,
  void begin_scrubbing() override;
  /// and writes the table of keys anew as soon as every snapshot of before is gone.
  bool end_scrubbing() override;

  const Schemas& schemas() const { return schemas_; }
  /// From now on the server tells this connection of commits to the store.
  void listen();
  /// Waits until it was told of one by another teller, or for `at_most` milliseconds, or until
  /// `stop` is readable.
  void wait(int at_most, int stop);

 private:
  struct Finish {
    void operator()(pg_conn* connection) const;
  };
  struct Clear {
    void operator()(pg_result* result) const;
  };
  using Result = std::unique_ptr<pg_result, Clear>;

  void connect();
  /// Begins a transaction; once more on a new connection if the old one turns out to be lost.
  void begin(const std::string& sql);
  const std::string& prepare(Sql sql, const std::vector<Param>& args);
  Result run(Sql sql, const std::vector<Param>& args);
  Result send(const std::string& sql, const std::vector<Param>& args, std::source_location where);
  Result checked(pg_result* result, std::source_location where);
  [[noreturn]] void fail(const pg_result* result, std::source_location where);
  [[noreturn]] void fail_to_connect();

  Schemas schemas_;
  Purpose purpose_;
  std::string teller_;
  std::unique_ptr<pg_conn, Finish> connection_;
  std::unordered_map<std::string, std::string> prepared_;  ///< by text and types: the name
  std::int64_t next_name_ = 0;                             ///< of statements and cursors
  std::int64_t scrub_after_ = 0;  ///< the transaction behind which nothing deleted is left
  MessageKey lost_ = "store.unreachable";
};

/// The SQL of `text` with `$1`, `$2`, … for each `?` outside of quotes; how many there are.
std::pair<std::string, std::size_t> numbered(std::string_view text);

}  // namespace ts::db
