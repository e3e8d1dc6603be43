#pragma once

#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "http/asio.h"

namespace ts::http {

/// A socket with deadlines, in the clear or under TLS: what reads and writes need not know which.
class Stream {
 public:
  Stream(tcp::socket socket, std::shared_ptr<ssl::context> context)
      : context_{std::move(context)}, tcp_{std::move(socket)} {
    if (context_) tls_.emplace(tcp_, *context_);
  }

  using executor_type = beast::tcp_stream::executor_type;
  executor_type get_executor() { return tcp_.get_executor(); }
  tcp::socket& socket() { return tcp_.socket(); }
  bool secure() const { return tls_.has_value(); }
  void expires_after(std::chrono::milliseconds time) { tcp_.expires_after(time); }
  void close() { tcp_.close(); }

  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    if (tls_) return tls_->async_read_some(buffers, std::forward<Handler>(handler));
    tcp_.async_read_some(buffers, std::forward<Handler>(handler));
  }
  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    if (tls_) return tls_->async_write_some(buffers, std::forward<Handler>(handler));
    tcp_.async_write_some(buffers, std::forward<Handler>(handler));
  }
  /// Only under TLS.
  template <class Handler>
  void async_handshake(Handler&& handler) {
    tls_->async_handshake(ssl::stream_base::server, std::forward<Handler>(handler));
  }
  /// Says that nothing more will come, and calls back when that is on its way.
  template <class Handler>
  void async_say_end(Handler&& handler) {
    if (tls_) return tls_->async_shutdown(std::forward<Handler>(handler));
    error_code error;
    tcp_.socket().shutdown(tcp::socket::shutdown_send, error);
    handler(error);
  }

 private:
  std::shared_ptr<ssl::context> context_;
  beast::tcp_stream tcp_;
  std::optional<ssl::stream<beast::tcp_stream&>> tls_;
};

}  // namespace ts::http
