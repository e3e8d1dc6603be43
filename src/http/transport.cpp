#include "http/transport.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/status.hpp>
#include <utility>

#include "base/failure.h"
#include "base/log.h"
#include "http/connection.h"

namespace ts::http {
namespace {

// Rest before accepting again when the system has run out of descriptors.
constexpr std::chrono::milliseconds accept_pause{100};

constexpr std::string_view too_many_connections =
    "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\n"
    "Content-Length: 0\r\n\r\n";

/// The words of the transport itself (RFC 9457); everything else is said by `answer`.
Response problem(int status) {
  const std::string title{wire::obsolete_reason(static_cast<wire::status>(status))};
  return {.status = status,
          .headers = {{"Content-Type", "application/problem+json"}},
          .body = R"({"type":"about:blank","title":")" + title + R"(","status":)" +
                  std::to_string(status) + "}",
          .file = {}};
}

/// The one answer to a request: what is given first, or 500 when all have let go of it.
class OnlyReply {
 public:
  OnlyReply(const Transport& transport, const Request& request, Server::Reply reply)
      : transport_{transport}, request_{request}, reply_{std::move(reply)} {}
  ~OnlyReply() {
    if (reply_) reply_(transport_.refuse(request_, 500));
  }
  OnlyReply(const OnlyReply&) = delete;
  OnlyReply& operator=(const OnlyReply&) = delete;

  void give(Response response) {
    ensure(reply_ != nullptr);
    if (!is_sendable(response)) {
      log::event("http.answer_not_sendable");
      response = transport_.refuse(request_, 500);
    }
    std::exchange(reply_, nullptr)(std::move(response));
  }

 private:
  const Transport& transport_;
  const Request& request_;
  Server::Reply reply_;
};

}  // namespace

void Transport::listen(const tcp::endpoint& endpoint) {
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  // Or a server started again would have to wait until old connections are forgotten.
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(net::socket_base::max_listen_connections, error);
  if (error == net::error::address_in_use) {
    throw Failure{Fault::unavailable, "serve.address_in_use"};
  }
  if (!error) port = acceptor.local_endpoint(error).port();
  if (error) throw Failure{Fault::unavailable, "serve.cannot_listen"};
}

void Transport::accept() {
  acceptor.async_accept([this](error_code error, tcp::socket socket) {
    if (stopping) return;
    if (!error) {
      welcome(std::move(socket));
      return accept();
    }
    pause.expires_after(accept_pause);
    pause.async_wait([this](error_code) {
      if (!stopping) accept();
    });
  });
}

void Transport::welcome(tcp::socket socket) {
  if (open.size() >= limits.connections && !idle.empty()) idle.front()->close();
  if (open.size() >= limits.connections) {
    error_code ignored;  // the client may be gone already; there is nothing more to do for it
    socket.non_blocking(true, ignored);
    socket.write_some(net::buffer(too_many_connections.data(), too_many_connections.size()),
                      ignored);
    return;
  }
  auto connection = std::make_shared<Connection>(std::move(socket), *this);
  open.insert(connection);
  connection->begin();
}

void Transport::stop_accepting() {
  stopping = true;
  error_code ignored;  // closing a listening socket that is open does not fail
  acceptor.close(ignored);
  pause.cancel();
  while (!idle.empty()) idle.front()->close();
}

void Transport::answer_to(const Request& request, Server::Reply reply) const noexcept {
  const auto only = std::make_shared<OnlyReply>(*this, request, std::move(reply));
  try {
    answer(request, [only](Response response) { only->give(std::move(response)); });
  } catch (const Bug& bug) {
    log::event("http.bug", {{"place", bug}});
  } catch (const Failure& failure) {
    log::event("http.answer_failed", {{"message", failure.key()}});
  } catch (...) {
    // Its text may hold anything, also what a person has written.
    log::event("http.answer_failed");
  }
}

Response Transport::refuse(const Request& request, int status) const noexcept {
  try {
    if (refusal) {
      Response response = refusal(request, status);
      ensure(is_sendable(response));
      return response;
    }
  } catch (...) {
    log::event("http.refusal_failed");
  }
  return problem(status);
}

Response Transport::busy(const Request& request) const {
  auto out = refuse(request, 503);
  out.headers.emplace_back("Retry-After", "1");
  return out;
}

}  // namespace ts::http
