#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "http/message.h"

namespace ts::http {

/// What one client may take of the server. The deadlines are absolute: sending slowly does not
/// push them back.
struct Limits {
  std::uint32_t header_bytes = 16 * 1024;  ///< request line and headers; beyond: 431
  std::uint64_t body_bytes = 1024 * 1024;  ///< beyond: 413
  /// Of the few requests that may bring more, when they say beforehand how much.
  struct Large {
    std::function<bool(const Request&)> may;  ///< by method and path; nothing: none may
    std::uint64_t body_bytes = 64 * 1024 * 1024;
    std::chrono::milliseconds read{std::chrono::minutes{10}};
    std::size_t at_once = 2;  ///< beyond: 503 with Retry-After
  };
  Large large = {};
  std::chrono::milliseconds read{std::chrono::seconds{15}};  ///< from first byte to last
  /// A whole answer; one that is long gets a second more for each `slowest` bytes.
  std::chrono::milliseconds write{std::chrono::seconds{30}};
  std::size_t slowest = 64 * 1024;
  std::chrono::milliseconds idle{std::chrono::seconds{60}};  ///< between two requests
  /// Beyond: the connection that has been idle longest makes room; 503 when none is idle.
  std::size_t connections = 4096;
  std::size_t queue = 256;  ///< requests waiting for a worker; beyond: 503 with Retry-After
  /// Which requests take long by design (working out a passphrase). They are answered one after the
  /// other on a thread of their own, so that a flood of them keeps nobody else waiting.
  std::function<bool(const Request&)> takes_long = {};
  std::size_t long_queue = 64;  ///< of those
};

/// Where the server listens.
struct Listen {
  /// What proves to clients who we are: two files in PEM, the certificate with its chain and its
  /// private key, which nobody but its owner and group may read.
  struct Certificate {
    std::filesystem::path chain, private_key;
  };
  std::string address;                          ///< in figures
  std::uint16_t port = 0;                       ///< 0: a free one
  std::optional<Certificate> certificate = {};  ///< nothing: without TLS, on loopback only
};

class Transport;

/// HTTP/1.1, over TLS 1.2 or 1.3 where there is a certificate. One thread reads and writes;
/// `answer` is called on one of `workers` threads, several at a time, and may block. What it throws
/// becomes a 500, and the log says no more than where.
class Server {
 public:
  /// Takes the answer, once, from any thread. The request lives until then.
  using Reply = std::function<void(Response)>;
  /// Replies before it returns or later. One that lets go of its `Reply` unused has answered 500.
  using Answer = std::function<void(const Request&, Reply)>;
  /// What a request is told that cannot be taken in or answered: 400, 413, 417, 431, 500 or 503. As
  /// much of it is given as was read. On the thread that reads and writes, so it must be quick.
  using Refusal = std::function<Response(const Request&, int status)>;

  /// Binds and listens; nothing is accepted before `start()`.
  /// Failure: invalid "serve.bad_address" (not an address in figures), "serve.loopback_only"
  /// (another than a loopback address without a certificate), "serve.certificate_unreadable",
  /// "serve.certificate_mismatch" (the key is not the certificate's), "serve.private_key_exposed";
  /// unavailable "serve.address_in_use", "serve.cannot_listen".
  Server(const Listen& listen, const Limits& limits, unsigned workers, Answer answer,
         Refusal refusal = {});
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
  /// Reads certificate and key again, for new connections; those that are open go on. The failures
  /// of the constructor, and then the old ones stay. From any thread; nothing without TLS.
  void renew_certificate();

 private:
  std::optional<Listen::Certificate> certificate_;
  std::unique_ptr<Transport> transport_;
  std::mutex stopping_;
};

/// For what is always known at once.
inline Server::Answer at_once(std::function<Response(const Request&)> answer) {
  return [answer = std::move(answer)](const Request& request, const Server::Reply& reply) {
    reply(answer(request));
  };
}

}  // namespace ts::http
