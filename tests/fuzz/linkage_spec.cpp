// A spec of a linkage as somebody writes it: it reads back as it was written, or it is refused with
// the place.
#include <cstddef>
#include <cstdint>

#include "base/failure.h"
#include "linkages/spec_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ts;
  try {
    const auto spec = linkages::read_spec({reinterpret_cast<const char*>(data), size});
    ensure(linkages::read_spec(linkages::spec_json(spec)) == spec);
  } catch (const Failure& failure) {
    ensure(failure.fault() == Fault::invalid && !failure.problems().empty());
  }
  return 0;
}
