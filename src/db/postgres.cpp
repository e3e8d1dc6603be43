#include "db/postgres.h"

#include <libpq-fe.h>
#include <poll.h>

#include <array>
#include <bit>
#include <charconv>
#include <chrono>

#include "base/log.h"

namespace ts::db {
namespace {

constexpr std::size_t most_prepared = 500;
constexpr int binary = 1;

/// Types of the server's catalogue (pg_type.dat), which never change.
enum Type : Oid {
  unknown_type = 0,
  boolean = 16,
  bytea = 17,
  int8 = 20,
  int2 = 21,
  int4 = 23,
  text_type = 25,
  float8 = 701,
  literal_text = 705,
  name_type = 19
};

template <class Unsigned>
void append_big_endian(std::string& out, Unsigned value) {
  for (int shift = 8 * (static_cast<int>(sizeof value) - 1); shift >= 0; shift -= 8)
    out += static_cast<char>(static_cast<unsigned char>(value >> static_cast<unsigned>(shift)));
}

template <class Unsigned>
Unsigned big_endian(const char* bytes) {
  Unsigned out = 0;
  for (std::size_t i = 0; i < sizeof out; ++i)
    out = static_cast<Unsigned>(out << 8U) | static_cast<unsigned char>(bytes[i]);
  return out;
}

Oid type_of(const Param& param) {
  constexpr std::array<Oid, std::variant_size_v<Param>> types{unknown_type, int8, float8, text_type,
                                                              bytea};
  return types.at(param.index());
}

std::vector<Oid> types_of(const std::vector<Param>& args) {
  std::vector<Oid> out;
  for (const auto& arg : args) out.push_back(type_of(arg));
  return out;
}

/// The parameters of one statement as libpq takes them: binary, big endian.
struct Values {
  explicit Values(const std::vector<Param>& args) : formats(args.size(), binary) {
    owned.reserve(args.size());  // so that no string moves
    for (const auto& arg : args) std::visit(*this, arg);
  }
  void operator()(std::nullptr_t) { add(nullptr, 0); }
  void operator()(std::int64_t value) { own(static_cast<std::uint64_t>(value)); }
  void operator()(double value) { own(std::bit_cast<std::uint64_t>(value)); }
  void operator()(const std::string& value) { add(value.data(), value.size()); }
  void operator()(BytesView value) {
    add(value.empty() ? "" : reinterpret_cast<const char*>(value.data()), value.size());
  }
  void own(std::uint64_t value) {
    owned.emplace_back();
    append_big_endian(owned.back(), value);
    add(owned.back().data(), owned.back().size());
  }
  void add(const char* data, std::size_t size) {
    pointers.push_back(data);
    lengths.push_back(static_cast<int>(size));
  }

  std::vector<std::string> owned;
  std::vector<const char*> pointers;
  std::vector<int> lengths;
  std::vector<int> formats;
};

Row::Cell cell_of(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column)) return nullptr;
  const char* data = PQgetvalue(result, row, column);
  const auto size = static_cast<std::size_t>(PQgetlength(result, row, column));
  switch (PQftype(result, column)) {
    case int8:
      return static_cast<std::int64_t>(big_endian<std::uint64_t>(data));
    case int4:
      return std::int64_t{static_cast<std::int32_t>(big_endian<std::uint32_t>(data))};
    case int2:
      return std::int64_t{static_cast<std::int16_t>(big_endian<std::uint16_t>(data))};
    case boolean:
      return std::int64_t{*data};
    case float8:
      return std::bit_cast<double>(big_endian<std::uint64_t>(data));
    case text_type:
    case literal_text:
    case name_type:
      return std::string{data, size};
    case bytea: {
      const auto bytes = bytes_of({data, size});
      return Bytes{bytes.begin(), bytes.end()};
    }
    default:
      throw Bug{std::source_location::current()};  // a type that no column of ours has
  }
}

Row row_of(const PGresult* result, int row) {
  const int count = PQnfields(result);
  std::vector<Row::Cell> cells;
  cells.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) cells.push_back(cell_of(result, row, i));
  return Row{std::move(cells)};
}

/// The first word of a statement, in lower case: what it does.
std::string verb_of(std::string_view sql) {
  std::string out;
  for (const char c : sql.substr(std::min(sql.find_first_not_of(" \n(\t"), sql.size()))) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    if (lower < 'a' || lower > 'z') break;
    out += lower;
  }
  return out;
}

bool asks(std::string_view sql) {
  const auto verb = verb_of(sql);
  return verb == "select" || verb == "values" || verb == "with";
}

bool changes(std::string_view sql) {
  const auto verb = verb_of(sql);
  return verb == "insert" || verb == "update" || verb == "delete";
}

std::string_view state_of(const PGresult* result) {
  const char* state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  return state ? state : "";
}

int place_of(const PGresult* result) {
  const char* position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
  int out = -1;
  if (position) std::from_chars(position, position + std::string_view{position}.size(), out);
  return out;
}

/// What an error of the server means, when it is neither a duplicate nor a mistake of ours.
/// PostgreSQL, "Appendix A. PostgreSQL Error Codes".
std::optional<MessageKey> trouble_of(std::string_view state, bool writing) {
  if (state.empty() || state.starts_with("08") || state.starts_with("57P"))
    return MessageKey{"store.unreachable"};
  if (state == "53100") return MessageKey{"store.full"};
  if (state.starts_with("XX001") || state.starts_with("XX002")) return MessageKey{"store.damaged"};
  // A server that was one to write to, and now follows another.
  if (state == "25006" && writing) return MessageKey{"store.unreachable"};
  for (const char* each : {"53", "58", "40", "55", "57", "F0", "25P03", "42501"})
    if (state.starts_with(each)) return MessageKey{"store.failed"};
  return std::nullopt;
}

/// A password in an address would be seen in the list of processes and in histories.
void check_address(const std::string& url) {
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options{
      PQconninfoParse(url.c_str(), nullptr), PQconninfoFree};
  if (!options) throw Failure{Fault::invalid, "database.bad_address"};
  for (const auto* option = options.get(); option->keyword; ++option)
    if (std::string_view{option->keyword} == "password" && option->val)
      throw Failure{Fault::invalid, "database.password_in_address"};
}

}  // namespace

std::pair<std::string, std::size_t> numbered(std::string_view text) {
  std::string out;
  std::size_t count = 0;
  char quote = 0;
  for (const char c : text) {
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    }
    if (c == '?' && quote == 0)
      out += '$' + std::to_string(++count);
    else
      out += c;
  }
  return {std::move(out), count};
}

void PostgresConnection::Finish::operator()(pg_conn* connection) const { PQfinish(connection); }
void PostgresConnection::Clear::operator()(pg_result* result) const { PQclear(result); }

PostgresConnection::PostgresConnection(Schemas schemas, Purpose purpose, std::string teller)
    : schemas_{std::move(schemas)}, purpose_{purpose}, teller_{std::move(teller)} {
  check_address(schemas_.url);
  connect();
}

PostgresConnection::~PostgresConnection() = default;

void PostgresConnection::connect() {
  prepared_.clear();
  // What is named before "dbname" can be said otherwise in the address.
  const std::array<const char*, 8> keywords{
      "connect_timeout", "target_session_attrs", "keepalives_idle",           "tcp_user_timeout",
      "dbname",          "client_encoding",      "fallback_application_name", nullptr};
  const std::array<const char*, 8> values{
      "5", "read-write", "30", "20000", schemas_.url.c_str(), "UTF8", "turnstone", nullptr};
  connection_.reset(PQconnectdbParams(keywords.data(), values.data(), 1));
  if (PQstatus(connection_.get()) != CONNECTION_OK) fail_to_connect();
  PQsetNoticeProcessor(connection_.get(), [](void*, const char*) {}, nullptr);
  execute("set search_path to " + schemas_.name + ", " + schemas_.name + "_keys");
  if (purpose_ == Purpose::read) return;
  // The server gives up on a process that hangs or died within a unit, so that others can go on;
  // and a commit comes back only when it is durable.
  execute("set idle_in_transaction_session_timeout = '30s'");
  execute("set lock_timeout = '40s'");
  execute(
      "select set_config('synchronous_commit', 'on', false)"
      " where current_setting('synchronous_commit') in ('off', 'local')");
}

void PostgresConnection::fail_to_connect() {
  lost_ = "store.unreachable";
  connection_.reset();
  log::event("store.no_connection");
  throw lost();
}

void PostgresConnection::begin(const std::string& sql) {
  if (connection_ && PQstatus(connection_.get()) == CONNECTION_OK) try {
      return execute(sql);
    } catch (const Failure&) {
      // The server was started anew since: nothing was begun, so nothing is lost.
      if (PQstatus(connection_.get()) == CONNECTION_OK) throw;
    }
  connect();
  execute(sql);
}

void PostgresConnection::begin_snapshot() {
  // The snapshot is taken by the first question.
  begin("begin isolation level repeatable read read only; select 1");
}

void PostgresConnection::begin_units() {
  begin("begin; select pg_advisory_xact_lock(hashtextextended('" + schemas_.name + "', 0))");
}

void PostgresConnection::commit() {
  // An aborted transaction can be "committed", too: the server then says that it rolled back.
  const auto result = checked(PQexec(connection_.get(), "commit"), std::source_location::current());
  if (std::string_view{PQcmdStatus(result.get())} != "COMMIT") throw lost();
  try {
    // Only a hint: by itself, because a commit that notifies would wait for those of all others.
    execute("begin; set local synchronous_commit = off; notify " + schemas_.name + ", '" + teller_ +
            "'; commit");
  } catch (const Failure&) {
    log::event("store.not_told");  // they look by themselves, too
  }
}

void PostgresConnection::begin_scrubbing() {
  if (PQstatus(connection_.get()) != CONNECTION_OK) connect();
  scrub_after_ = number("select txid_current() % 4294967296");
}

bool PostgresConnection::end_scrubbing() {
  std::int64_t older = 0;
  visit(
      "select count(*) from pg_stat_activity where datname = current_database()"
      " and pid <> pg_backend_pid() and age(backend_xmin) >= age(cast(? as text)::xid)",
      {param(std::to_string(scrub_after_))}, [&](const Row& row) { older = row.integer(0); });
  if (older > 0) return false;
  execute("set lock_timeout = '100ms'");
  const Result result{
      PQexec(connection_.get(), ("vacuum full " + schemas_.name + "_keys.case_key").c_str())};
  execute("set lock_timeout = '40s'");
  if (state_of(result.get()) == "55P03") return false;
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
    fail(result.get(), std::source_location::current());
  return true;
}

void PostgresConnection::listen() { begin("listen " + schemas_.name); }

void PostgresConnection::wait(int at_most, int stop) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + std::chrono::milliseconds{at_most};
  for (bool told = false; !told;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0) return;
    std::array<pollfd, 2> both{{{PQsocket(connection_.get()), POLLIN, 0}, {stop, POLLIN, 0}}};
    if (::poll(both.data(), both.size(), static_cast<int>(left.count())) <= 0) return;
    if (both[1].revents != 0) return;
    if (PQconsumeInput(connection_.get()) == 0) fail(nullptr, std::source_location::current());
    while (PGnotify* heard = PQnotifies(connection_.get())) {
      told = told || teller_ != heard->extra;
      PQfreemem(heard);
    }
  }
}

const std::string& PostgresConnection::prepare(Sql sql, const std::vector<Param>& args) {
  std::string key{sql.text()};
  for (const auto& arg : args) key += static_cast<char>('0' + arg.index());
  const auto found = prepared_.find(key);
  if (found != prepared_.end()) return found->second;
  if (prepared_.size() >= most_prepared) {
    execute("deallocate all");
    prepared_.clear();
  }
  const auto types = types_of(args);
  const auto [text, count] = numbered(sql.text());
  ensure(count == args.size(), sql.where());
  auto name = 's' + std::to_string(++next_name_);
  checked(PQprepare(connection_.get(), name.c_str(), text.c_str(), static_cast<int>(types.size()),
                    types.data()),
          sql.where());
  return prepared_.emplace(std::move(key), std::move(name)).first->second;
}

PostgresConnection::Result PostgresConnection::send(const std::string& sql,
                                                    const std::vector<Param>& args,
                                                    std::source_location where) {
  const Values values{args};
  const auto types = types_of(args);
  return checked(
      PQexecParams(connection_.get(), sql.c_str(), static_cast<int>(args.size()), types.data(),
                   values.pointers.data(), values.lengths.data(), values.formats.data(), binary),
      where);
}

PostgresConnection::Result PostgresConnection::run(Sql sql, const std::vector<Param>& args) {
  if (!connection_) throw lost();
  const auto& name = prepare(sql, args);
  const Values values{args};
  return checked(
      PQexecPrepared(connection_.get(), name.c_str(), static_cast<int>(args.size()),
                     values.pointers.data(), values.lengths.data(), values.formats.data(), binary),
      sql.where());
}

void PostgresConnection::visit(Sql sql, const std::vector<Param>& args,
                               const std::function<void(Row)>& use) {
  ensure(asks(sql.text()), sql.where());
  const auto result = run(sql, args);
  for (int row = 0; row < PQntuples(result.get()); ++row) use(row_of(result.get(), row));
}

void PostgresConnection::stream(Sql sql, const std::vector<Param>& args,
                                const std::function<void(Row)>& use) {
  ensure(asks(sql.text()), sql.where());
  if (!connection_) throw lost();
  const auto name = 'c' + std::to_string(++next_name_);
  const auto [text, count] = numbered(sql.text());
  ensure(count == args.size(), sql.where());
  send("declare " + name + " no scroll cursor for " + text, args, sql.where());
  for (;;) {
    const auto rows = send("fetch 1000 from " + name, {}, sql.where());
    if (PQntuples(rows.get()) == 0) break;
    for (int row = 0; row < PQntuples(rows.get()); ++row) use(row_of(rows.get(), row));
  }
  send("close " + name, {}, sql.where());
}

std::int64_t PostgresConnection::change(Sql sql, const std::vector<Param>& args) {
  ensure(changes(sql.text()), sql.where());
  const auto result = run(sql, args);
  const std::string_view count = PQcmdTuples(result.get());
  std::int64_t out = 0;
  std::from_chars(count.data(), count.data() + count.size(), out);
  return out;
}

void PostgresConnection::execute(Sql sql) {
  if (!connection_) throw lost();
  checked(PQexec(connection_.get(), std::string{sql.text()}.c_str()), sql.where());
}

bool PostgresConnection::in_transaction() const {
  const auto status =
      connection_ ? PQtransactionStatus(connection_.get()) : PGTransactionStatusType{PQTRANS_IDLE};
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

PostgresConnection::Result PostgresConnection::checked(pg_result* given,
                                                       std::source_location where) {
  Result result{given};
  const auto status = PQresultStatus(given);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(given, where);
  return result;
}

void PostgresConnection::fail(const pg_result* result, std::source_location where) {
  const auto state = state_of(result);
  if (state == "23505") throw Failure{Fault::conflict, "store.duplicate"};
  if (const auto trouble = trouble_of(state, purpose_ == Purpose::write)) {
    log::event("store.trouble", {{"state", log::SqlState{state}}});
    lost_ = *trouble;
    if (*trouble == MessageKey{"store.unreachable"}) connection_.reset();
    throw lost();
  }
  // The place in the statement, not the server's words: they may quote a value.
  log::event("store.sql_refused",
             {{"state", log::SqlState{state}}, {"at_character", place_of(result)}});
  throw Bug{where};
}

}  // namespace ts::db
