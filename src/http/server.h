#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "http/message.h"

namespace ts::http {

/// What one client may take of the server. The deadlines are absolute: sending slowly does not
/// push them back.
struct Limits {
  std::uint32_t header_bytes = 16 * 1024;  ///< request line and headers; beyond: 431
  std::uint64_t body_bytes = 1024 * 1024;  ///< beyond: 413
  std::chrono::milliseconds read{std::chrono::seconds{15}};   ///< from first byte to last
  std::chrono::milliseconds write{std::chrono::seconds{30}};  ///< a whole answer
  std::chrono::milliseconds idle{std::chrono::seconds{60}};   ///< between two requests
  std::size_t connections = 512;                              ///< beyond: 503, and closed at once
  std::size_t queue = 256;  ///< requests waiting for a worker; beyond: 503 with Retry-After
};

class Transport;

/// HTTP/1.1 without TLS on a loopback address. One thread reads and writes; `answer` is called on
/// one of `workers` threads, several at a time, and may block. What it throws becomes a 500, and
/// the log says no more than where.
class Server {
 public:
  using Answer = std::function<Response(const Request&)>;
  /// What a request is told that cannot be taken in or answered: 400, 413, 417, 431, 500 or 503. As
  /// much of it is given as was read. On the thread that reads and writes, so it must be quick.
  using Refusal = std::function<Response(const Request&, int status)>;

  /// Binds and listens; nothing is accepted before `start()`. Port 0 takes a free one.
  /// Failure: invalid "serve.loopback_only" unless `address` is a loopback address in figures;
  /// unavailable "serve.address_in_use", "serve.cannot_listen".
  Server(const std::string& address, std::uint16_t port, const Limits& limits, unsigned workers,
         Answer answer, Refusal refusal = {});
  /// Stops as `stop()` does.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  /// Begins to accept and returns. Once only. Threads inherit the caller's signal mask.
  void start();
  /// Accepts no more, closes idle connections, lets requests under way be answered, returns when
  /// all is done. May be called again, and from any thread, but not from within `answer`.
  void stop();

 private:
  std::unique_ptr<Transport> transport_;
  std::mutex stopping_;
};

}  // namespace ts::http
