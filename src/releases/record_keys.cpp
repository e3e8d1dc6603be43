#include "releases/record_keys.h"

namespace ts::releases {

release::RecordKey record_key(const crypto::Secret& secret, std::string_view person) {
  const auto digest = crypto::keyed_hash(
      secret,
      {reinterpret_cast<const std::uint8_t*>(person.data()), person.size()});  // NOLINT: bytes
  release::RecordKey out = 0;
  for (std::size_t i = 0; i < sizeof out; ++i) out = out << 8U | digest[i];
  return out;
}

}  // namespace ts::releases
