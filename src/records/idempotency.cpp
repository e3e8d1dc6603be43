#include "records/idempotency.h"

namespace ts::records {

Outcome once(audit::Work& work, const Once& once, const std::function<std::string()>& make) {
  if (once.key.empty()) return {.result = make()};
  const auto by = work.by();
  ensure(by.has_value());
  auto& tx = work.tx();
  if (const auto row = tx.one(
          "SELECT request, result FROM idempotency WHERE account = ? AND key = ?", *by, once.key)) {
    if (!crypto::equal(row->bytes(0), once.request))
      throw Failure{Fault::invalid, "idempotency.key_reused"};
    return {.result = row->text(1), .repeated = true};
  }
  auto result = make();
  tx.run("INSERT INTO idempotency (account, key, request, result, at) VALUES (?, ?, ?, ?, ?)", *by,
         once.key, BytesView{once.request}, result, work.now());
  return {.result = std::move(result)};
}

}  // namespace ts::records
