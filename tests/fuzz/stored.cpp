// What is sealed beside the fields of a record: manifests, case files, accounts, teams. Whoever can
// only write to the disk cannot make these, but a program of another age could.
#include "access/account_text.h"
#include "base/failure.h"
#include "records/sealed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ts;
  const BytesView bytes{data, size};
  const auto same = [&](const Bytes& again) {
    return again.size() == size && std::equal(again.begin(), again.end(), bytes.begin());
  };
  if (const auto manifest = records::sealed::decode_manifest(bytes))
    ensure(same(records::sealed::encode(*manifest)));
  if (const auto file = records::sealed::decode_file(bytes))
    ensure(same(records::sealed::encode(*file)));
  if (const auto kept = access::kept_account({}, 1, bytes)) {
    const auto text = access::text_of_kept(*kept);
    ensure(access::kept_account({}, 1, bytes_of(text)).has_value());
  }
  access::kept_team({}, 1, bytes);
  access::kept_organisation({}, 1, bytes);
  return 0;
}
