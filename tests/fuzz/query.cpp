// The parts of a request that the program reads itself: path, query, cookies.
#include "base/failure.h"
#include "http/message.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ts;
  const std::string text{reinterpret_cast<const char*>(data), size};
  if (const auto decoded = http::percent_decode(text))
    ensure(decoded->size() <= size && decoded->find('\0') == std::string::npos);
  http::parse_query(text);
  http::Request request;
  request.headers = {{"Cookie", text}};
  if (const auto value = http::cookie(request, "turnstone_session")) ensure(value->size() <= size);
  return 0;
}
