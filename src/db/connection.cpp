#include "db/connection.h"

#include <optional>

#include "base/log.h"

namespace ts::db {

std::int64_t Connection::number(Sql sql) {
  std::optional<std::int64_t> out;
  visit(sql, {}, [&](const Row& row) {
    if (!out) out = row.integer(0);
  });
  ensure(out.has_value(), sql.where());
  return *out;
}

void Connection::require_transaction() const {
  if (!in_transaction()) throw lost();
}

Undo::~Undo() {
  if (!connection_.in_transaction()) return;
  try {
    connection_.execute("rollback");
  } catch (const std::exception&) {
    // Already logged; the transaction is gone either way, and the next one begins anew.
    log::event("store.undo_failed");
  }
}

}  // namespace ts::db
