// Dates, moments and ids: what can be read is written as it was, or in the one way we write it, and
// reads the same again.
#include "base/time.h"

#include "base/failure.h"
#include "base/id.h"

namespace {

template <class Read>
void same_again(std::string_view text, Read read) {
  const auto once = read(text);
  if (!once) return;
  const auto again = read(ts::to_text(*once));
  ts::ensure(again && *again == *once);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ts;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  same_again(text, parse_date);
  same_again(text, parse_instant);
  same_again(text, parse_partial_date);
  if (const auto id = CaseId::parse(text)) ensure(CaseId::parse(id->text()) == id);
  return 0;
}
