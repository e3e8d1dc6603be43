// What a phone, or somebody with its address, sends: a request in parts, a filled form, a form.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/failure.h"
#include "openrosa/form.h"
#include "openrosa/multipart.h"
#include "openrosa/submission.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ts;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto line = text.find('\n');
  if (const auto parts = openrosa::parts_of(text.substr(0, line),
                                            line == text.npos ? text : text.substr(line + 1)))
    for (const auto& part : *parts) ensure(part.content.size() <= size);
  try {
    const auto submission = openrosa::submission_of(text);
    ensure(!submission.instance.empty() && !submission.form.empty());
  } catch (const Failure&) {
    // Refused, and said so.
  }
  try {
    ensure(!openrosa::form_of(text).id.empty());
  } catch (const Failure&) {
    // The same.
  }
  return 0;
}
