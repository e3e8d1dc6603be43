#include "api/downloads.h"

#include <array>
#include <utility>

#include "api/views.h"
#include "crypto/base64.h"

namespace ts::api {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> types{{
    {".html", "text/html; charset=utf-8"},
    {".csv", "text/csv; charset=utf-8"},
    {".json", "application/json"},
    {".txt", "text/plain; charset=utf-8"},
    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
}};

std::string_view type_of(std::string_view name) {
  for (const auto& [ending, type] : types)
    if (name.ends_with(ending)) return type;
  return "application/octet-stream";
}

}  // namespace

boost::json::object download_view(std::string_view name, std::string_view content) {
  return {{"name", name}, {"type", type_of(name)}, {"content", content}};
}

http::Response download(std::string_view name, std::string content) {
  return json_response(download_view(name, content));
}

http::Response binary_download(std::string_view name, std::string_view bytes) {
  return json_response(boost::json::object{{"name", name},
                                           {"type", type_of(name)},
                                           {"encoding", "base64"},
                                           {"content", crypto::base64(bytes)}});
}

}  // namespace ts::api
