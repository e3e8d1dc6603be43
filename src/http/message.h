#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ts::http {

/// Names and values in the order of the wire.
using Headers = std::vector<std::pair<std::string, std::string>>;

/// What a client asks. All of it comes from outside; nothing of it may be logged.
struct Request {
  std::string method;  ///< a token as sent, "GET"
  std::string path;    ///< as sent, still percent-encoded, without the query; starts with '/'
  std::string query;   ///< as sent, without the '?'
  Headers headers;
  std::string body;
  bool secure = false;  ///< came over TLS
  std::string peer;     ///< address of the other end as text; only to slow down who asks too often

  /// The first header of that name, in any case of letters.
  std::optional<std::string_view> header(std::string_view name) const;
};

/// What is answered. Content-Length, Transfer-Encoding and Connection belong to the server: naming
/// them here, or a header that would not survive the wire (a line break), is a bug and gives 500.
struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  /// Bytes that outlive the answer (the built-in page); sent instead of `body` when not empty.
  std::span<const std::uint8_t> file;
};

/// "%C3%A9" to its bytes. '+' stays. Nothing when a '%' lacks its two digits, or for a NUL byte,
/// which no name of ours holds and which would cut the text elsewhere.
std::optional<std::string> percent_decode(std::string_view text);

/// "a=1&b=x+y" (WHATWG URL, application/x-www-form-urlencoded), in order, empty parts left out.
/// Nothing when any part is malformed as in `percent_decode`.
std::optional<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view text);

/// The value of the first cookie of that name (RFC 6265, 4.2), quotes kept. Refers into `request`.
std::optional<std::string_view> cookie(const Request& request, std::string_view name);

/// Equal but for the case of ASCII letters.
bool same_name(std::string_view left, std::string_view right);

/// Whether the server can send it: status 200 to 599, headers that stay within their lines.
bool is_sendable(const Response& response);

}  // namespace ts::http
