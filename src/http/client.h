#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace ts::http {

struct Answer {
  int status = 0;
  std::string body;
};

/// Where a request may go.
enum class Reach {
  anywhere,
  public_only  ///< to no address of this machine or of a private network, whatever its name says
};

/// Whether an IP address is one that the whole Internet shares (IANA special-purpose registries,
/// RFC 6890); one within another (IPv4 in IPv6) counts as that. False when it is no address.
bool is_public_address(std::string_view text);

/// Sends `body` to "https://host[:port]/path", or to "http://…" on this computer, and gives the
/// answer. Nothing when nobody answers within `time`, the certificate is not valid for the host,
/// the answer is larger than `most`, or `reach` does not go there. Blocks; follows nothing, keeps
/// nothing. A header of `more`
/// that holds a line break is a bug.
std::optional<Answer> post(std::string_view url, std::string_view type, std::string body,
                           std::chrono::milliseconds time, std::uint64_t most = 16U << 20,
                           const Headers& more = {}, Reach reach = Reach::anywhere);

/// Asks for "https://host[:port]/path" in the same way.
std::optional<Answer> get(std::string_view url, std::chrono::milliseconds time,
                          std::uint64_t most = 16U << 20);

}  // namespace ts::http
