// The body of a record as it comes out of its seal: only what `encode` makes is read.
#include "base/failure.h"
#include "catalogue/value.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ts;
  const BytesView bytes{data, size};
  const auto fields = catalogue::decode(bytes);
  if (!fields) return 0;
  const auto again = catalogue::encode(*fields);
  ensure(again.size() == size && std::equal(again.begin(), again.end(), bytes.begin()));
  return 0;
}
