// node.json, which says how the node key is sealed: it is read, or refused as damaged, newer or
// missing.
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "base/failure.h"
#include "vault/node_key.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ts;
  static const int file = ::memfd_create("node.json", 0);
  static const std::string path = "/proc/self/fd/" + std::to_string(file);
  ensure(::ftruncate(file, 0) == 0);
  ensure(::pwrite(file, data, size, 0) == static_cast<ssize_t>(size));
  try {
    vault::opened_by_passphrase(path);
  } catch (const Failure&) {
    return 0;
  }
  return 0;
}
