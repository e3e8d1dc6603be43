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

void Connection::view(Sql sql, const std::vector<Param>& args,
                      const std::function<void(const RowView&)>& at) {
  visit(sql, args, [&](const Row& row) {
    std::vector<RowView::Cell> cells;
    for (const auto& cell : row.cells())
      cells.push_back(std::visit([](const auto& value) { return RowView::Cell{value}; }, cell));
    at(RowView{std::move(cells)});
  });
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
