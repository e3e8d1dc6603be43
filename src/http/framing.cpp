#include "http/framing.h"

#include <algorithm>

namespace ts::http {
namespace {

auto count(const Request& request, std::string_view name) {
  return std::count_if(request.headers.begin(), request.headers.end(),
                       [&](const auto& header) { return same_name(header.first, name); });
}

bool is_visible(std::string_view part) {
  return std::all_of(part.begin(), part.end(),
                     [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
}

bool is_well_framed(const Request& request, bool old_protocol) {
  if (count(request, "content-length") + count(request, "transfer-encoding") > 1) return false;
  const auto length = request.header("content-length");
  if (length && length->find(',') != std::string_view::npos) return false;
  const auto encoding = request.header("transfer-encoding");
  return !encoding || (!old_protocol && same_name(*encoding, "chunked"));
}

}  // namespace

int refusal_of(const Request& request, bool old_protocol) {
  if (!is_well_framed(request, old_protocol)) return 400;
  const auto hosts = count(request, "host");
  if (hosts > 1 || (hosts == 0 && !old_protocol)) return 400;
  if (!request.path.starts_with('/')) return 400;
  if (!is_visible(request.path) || !is_visible(request.query)) return 400;
  const auto expected = request.header("expect");
  return !expected || same_name(*expected, "100-continue") ? 0 : 417;
}

}  // namespace ts::http
