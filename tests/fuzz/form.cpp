// What a browser, or somebody who is none, sends as the body of a request for a new record: it is
// refused with a Failure, or it is text that can be sealed and comes back as it was.
#include "api/json.h"
#include "catalogue/catalogue.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ts;
  try {
    const auto body = api::parse_object({reinterpret_cast<const char*>(data), size});
    api::Form form{body};
    const auto kind = form.text("kind");
    auto fields = form.fields("fields");
    form.finish();
    const auto& catalogue = catalogue::Catalogue::built_in();
    if (!catalogue.kind(kind) || !catalogue.check(kind, fields).empty()) return 0;
    const auto back = catalogue::decode(catalogue::encode(fields));
    ensure(back && *back == fields);
  } catch (const Failure&) {
    return 0;
  }
  return 0;
}
