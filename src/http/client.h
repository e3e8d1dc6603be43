#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ts::http {

struct Answer {
  int status = 0;
  std::string body;
};

/// Sends `body` to "https://host[:port]/path", or to "http://…" on this computer, and gives the
/// answer. Nothing when nobody answers within `time`, the certificate is not valid for the host, or
/// the answer is larger than `most`. Blocks; follows nothing, keeps nothing.
std::optional<Answer> post(std::string_view url, std::string_view type, std::string body,
                           std::chrono::milliseconds time, std::uint64_t most = 16U << 20);

}  // namespace ts::http
