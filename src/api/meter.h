#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <string>

#include "base/time.h"
#include "http/server.h"
#include "node/node.h"

namespace ts::api {

/// Counts what the program does, for whoever watches the machine: how many, how long, how large;
/// never which, whose or what. From any thread.
class Meter {
 public:
  explicit Meter(const Clock& clock) : clock_{clock}, started_{clock.now()} {}

  /// The same reply, counted, and timed from now on.
  http::Server::Reply counted(http::Server::Reply reply);

  /// In the text format of Prometheus (version 0.0.4).
  std::string text(node::Node& node) const;
  /// GET /metrics, and nothing else; not to a browser, for a page elsewhere could ask through one.
  http::Response answer(const http::Request& request, node::Node& node) const;

 private:
  void answered(int status, std::chrono::nanoseconds took);

  const Clock& clock_;
  const Instant started_;
  std::atomic<std::uint64_t> begun_ = 0, nanoseconds_ = 0;
  std::array<std::atomic<std::uint64_t>, 6> by_class_{};  ///< 200 to 299 is 2
};

}  // namespace ts::api
