#include <algorithm>
#include <array>

#include "api/api.h"
#include "base/data.h"
#include "crypto/crypto.h"

namespace ts::api {
namespace {

using http::Request;
using http::Response;

std::optional<std::string_view> find(std::string_view name) {
  const auto all = data::files();
  const auto found =
      std::lower_bound(all.begin(), all.end(), name,
                       [](const data::File& file, std::string_view n) { return file.name < n; });
  if (found == all.end() || found->name != name) return std::nullopt;
  return found->content;
}

std::string_view media_type_of(std::string_view path) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> types{{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".png", "image/png"},
      {".woff2", "font/woff2"},
  }};
  for (const auto& [ending, type] : types)
    if (path.ends_with(ending)) return type;
  return "application/octet-stream";
}

bool accepts(const Request& request, std::string_view coding) {
  const auto header = request.header("Accept-Encoding").value_or("");
  for (std::size_t at = header.find(coding); at != std::string_view::npos;
       at = header.find(coding, at + 1)) {
    const auto end = at + coding.size();
    const bool whole = (at == 0 || header[at - 1] == ' ' || header[at - 1] == ',') &&
                       (end == header.size() || header[end] == ',' || header[end] == ' ');
    if (whole) return true;
  }
  return false;
}

Response send(const Request& request, const std::string& name, bool unchanging) {
  Response out;
  auto content = find(name);
  ensure(content.has_value());
  out.headers.emplace_back("Content-Type", media_type_of(name));
  out.headers.emplace_back("Cache-Control",
                           unchanging ? "public, max-age=31536000, immutable" : "no-cache");
  out.headers.emplace_back("Vary", "Accept-Encoding");
  for (const auto& [coding, ending] : {std::pair{"br", ".br"}, std::pair{"gzip", ".gz"}}) {
    const auto packed = accepts(request, coding) ? find(name + ending) : std::nullopt;
    if (!packed) continue;
    content = packed;
    out.headers.emplace_back("Content-Encoding", coding);
    break;
  }
  const auto tag = '"' + hex(BytesView{crypto::hash(bytes_of(*content))}.first(12)) + '"';
  out.headers.emplace_back("ETag", tag);
  if (request.header("If-None-Match") == tag) {
    out.status = 304;
    return out;
  }
  out.file = bytes_of(*content);
  return out;
}

}  // namespace

Response page(const Request& request) {
  const auto path = http::percent_decode(request.path);
  const auto name = "page" + path.value_or("/");
  const bool packed_twin = name.ends_with(".br") || name.ends_with(".gz");
  if (path && path->size() > 1 && !packed_twin && find(name))
    return send(request, name, name.starts_with("page/assets/"));
  if (find("page/index.html") && !name.starts_with("page/assets/"))
    return send(request, "page/index.html", false);
  Response out;
  out.status = 404;
  out.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
  out.body = "Not here.\n";
  return out;
}

}  // namespace ts::api
