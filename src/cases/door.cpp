#include "cases/door.h"

namespace ts::cases {

std::optional<access::Standing> Door::standing(CaseId id) {
  if (auto known = frames_.standing(id)) return known;
  // The columns leave a case out of which something does not open. Those whose case it is are told
  // so, as long as that can be told: by the case file.
  try {
    return standing_of(database_.read([&](db::Reader& tx) { return records_.file(tx, id); }));
  } catch (const Failure& failure) {
    if (failure.key() != MessageKey{"store.damaged"} &&
        failure.key() != MessageKey{"vault.damaged_key"})
      throw;
    return std::nullopt;
  }
}

}  // namespace ts::cases
