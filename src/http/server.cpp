#include "http/server.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <list>
#include <optional>
#include <thread>
#include <unordered_set>
#include <utility>

#include "base/bytes.h"
#include "base/failure.h"
#include "base/guarded.h"
#include "base/log.h"
#include "http/framing.h"
#include "http/tls.h"

namespace ts::http {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace ssl = boost::asio::ssl;
namespace wire = boost::beast::http;
using boost::system::error_code;
using net::ip::tcp;

// How long a client may take to read our last words before its connection is closed: closing on
// unread bytes would reset the connection, and the client would never see why.
constexpr std::chrono::seconds farewell{2};
// Rest before accepting again when the system has run out of descriptors.
constexpr std::chrono::milliseconds accept_pause{100};
constexpr std::size_t head_chunk = 8 * 1024;
constexpr std::size_t body_chunk = 64 * 1024;

constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::string_view too_many_connections =
    "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\n"
    "Content-Length: 0\r\n\r\n";

std::string text(beast::string_view from) { return {from.data(), from.size()}; }

/// The words of the transport itself (RFC 9457); everything else is said by `answer`.
Response problem(int status) {
  const std::string title = text(wire::obsolete_reason(static_cast<wire::status>(status)));
  return {.status = status,
          .headers = {{"Content-Type", "application/problem+json"}},
          .body = R"({"type":"about:blank","title":")" + title + R"(","status":)" +
                  std::to_string(status) + "}",
          .file = {}};
}

/// Taken before the body is read, so that no trailer passes for a header.
Request head_of(const wire::request<wire::string_body>& from) {
  Request request;
  request.method = text(from.method_string());
  const beast::string_view target = from.target();
  const auto question = target.find('?');
  request.path = text(target.substr(0, question));
  if (question != beast::string_view::npos) request.query = text(target.substr(question + 1));
  for (const auto& field : from) {
    request.headers.emplace_back(text(field.name_string()), text(field.value()));
  }
  return request;
}

/// The status that a failed read is answered with, 0 when there is nobody to answer.
int status_of(const error_code& error) {
  if (error == wire::error::end_of_stream) return 0;
  if (error == wire::error::body_limit) return 413;
  if (error == wire::error::header_limit || error == wire::error::buffer_overflow) return 431;
  return error.category() == wire::make_error_code(wire::error::bad_method).category() ? 400 : 0;
}

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

}  // namespace

class Connection;

/// Threads that answer, and how many requests wait for them.
struct Line {
  Line(unsigned threads, std::size_t longest) : most{longest}, workers{threads} {}
  const std::size_t most;
  std::atomic<std::size_t> waiting{0};
  net::thread_pool workers;
};

/// What all connections share. Only the lines, `tls` and `answer` are touched by other threads than
/// the one that runs `io`.
class Transport {
 public:
  Transport(const Limits& held_to, unsigned threads, Server::Answer answers,
            Server::Refusal refuses)
      : limits{held_to},
        answer{std::move(answers)},
        refusal{std::move(refuses)},
        line{std::max(threads, 1U), limits.queue},
        long_line{1, limits.long_queue} {}

  void listen(const tcp::endpoint& endpoint);
  void accept();
  void welcome(tcp::socket socket);
  void stop_accepting();
  /// Never throws, and gives only what can be sent.
  Response answer_to(const Request& request) const noexcept;
  Response refuse(const Request& request, int status) const noexcept;
  Response busy(const Request& request) const;

  const Limits limits;
  const Server::Answer answer;
  const Server::Refusal refusal;
  net::io_context io{1};
  tcp::acceptor acceptor{io};
  net::steady_timer pause{io};
  std::uint16_t port = 0;
  Guarded<std::shared_ptr<ssl::context>> tls;  ///< what new connections are held to; nothing: none
  std::unordered_set<std::shared_ptr<Connection>> open;
  std::list<Connection*> idle;  ///< those of `open` that wait for a request, the longest first
  bool stopping = false;
  std::size_t large = 0;  ///< requests with a large body that are read or answered now
  std::atomic<bool> started{false};
  Line line;
  Line long_line;
  std::thread thread;
};

/// One client: reads a request, hands it to a worker, writes the answer, again. Every step ends in
/// starting the next one or in `close()`.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, Transport& transport)
      : transport_{transport},
        stream_{std::move(socket), *transport.tls.read()},
        buffer_{transport.limits.header_bytes + body_chunk} {
    error_code error;
    const auto remote = stream_.socket().remote_endpoint(error);
    if (!error) peer_ = remote.address().to_string();
    // Without it a small answer may wait for the acknowledgement of the one before.
    stream_.socket().set_option(tcp::no_delay{true}, error);
  }

  void begin();
  void close();

 private:
  void await_request(std::chrono::milliseconds patience);
  void rest();
  void wake();
  void begin_request();
  void parse_head();
  void read_some(void (Connection::*next)());
  void on_header();
  int make_room();
  void give_back_room();
  void read_body();
  void dispatch();
  void refuse(int status);
  void reply(Response response);
  void write();
  void say_farewell();
  void drain();

  Transport& transport_;
  Stream stream_;
  beast::flat_buffer buffer_;
  std::optional<wire::request_parser<wire::string_body>> parser_;
  Request request_;
  Response response_;
  wire::response<wire::span_body<const char>> message_;
  std::string peer_;
  std::size_t head_bytes_ = 0;
  std::optional<std::list<Connection*>::iterator> idle_;
  bool keep_ = false;
  bool large_ = false;  ///< counted in `transport_.large`
};

void Connection::begin() {
  if (!stream_.secure()) return await_request(transport_.limits.read);
  // Until it has shaken hands it has asked for nothing, and makes room for others.
  rest();
  stream_.expires_after(transport_.limits.read);
  stream_.async_handshake([self = shared_from_this()](error_code error) {
    if (error) return self->close();
    self->wake();
    self->await_request(self->transport_.limits.read);
  });
}

void Connection::rest() { idle_ = transport_.idle.insert(transport_.idle.end(), this); }

void Connection::wake() {
  if (idle_) transport_.idle.erase(*idle_);
  idle_.reset();
}

void Connection::await_request(std::chrono::milliseconds patience) {
  parser_.emplace();
  parser_->header_limit(transport_.limits.header_bytes);
  // Whether this one may be large is known with its head only.
  parser_->body_limit(std::max(transport_.limits.body_bytes, transport_.limits.large.body_bytes));
  head_bytes_ = 0;
  if (buffer_.size() > 0) return begin_request();
  rest();
  stream_.expires_after(patience);
  read_some(&Connection::begin_request);
}

void Connection::begin_request() {
  wake();
  // Set once for header and body together: each byte that drips in buys no more time.
  stream_.expires_after(transport_.limits.read);
  parse_head();
}

void Connection::parse_head() {
  error_code error;
  const std::size_t used = parser_->put(buffer_.data(), error);
  buffer_.consume(used);
  if (error && error != wire::error::need_more) return refuse(status_of(error));
  // Counted here, because the parser's own limit starts again with every field it has taken.
  head_bytes_ += used;
  const bool whole = parser_->is_header_done();
  if (head_bytes_ + (whole ? 0 : buffer_.size()) > transport_.limits.header_bytes) {
    return refuse(431);
  }
  if (whole) return on_header();
  read_some(&Connection::parse_head);
}

void Connection::read_some(void (Connection::*next)()) {
  stream_.async_read_some(buffer_.prepare(head_chunk),
                          [self = shared_from_this(), next](error_code error, std::size_t bytes) {
                            if (error) return self->close();
                            self->buffer_.commit(bytes);
                            (self.get()->*next)();
                          });
}

void Connection::on_header() {
  const auto& message = parser_->get();
  request_ = head_of(message);
  request_.peer = peer_;
  request_.secure = stream_.secure();
  if (const int status = refusal_of(request_, message.version() < 11); status != 0) {
    return refuse(status);
  }
  if (const int status = make_room(); status != 0) return refuse(status);
  if (parser_->is_done()) return dispatch();
  if (message.version() < 11 || message.count(wire::field::expect) == 0) return read_body();
  net::async_write(stream_, net::buffer(go_on.data(), go_on.size()),
                   [self = shared_from_this()](error_code error, std::size_t) {
                     if (error) return self->close();
                     self->read_body();
                   });
}

/// Holds the body to the limit of its request; gives the status to refuse it with, 0 for none.
int Connection::make_room() {
  const auto& [may, bytes, time, at_once] = transport_.limits.large;
  const auto length = parser_->content_length();
  if (!length || *length <= transport_.limits.body_bytes) {
    parser_->body_limit(transport_.limits.body_bytes);
    return 0;
  }
  if (!may || !may(request_)) return 413;
  if (transport_.large >= at_once) return 503;
  ++transport_.large;
  large_ = true;
  stream_.expires_after(time);
  return 0;
}

void Connection::give_back_room() {
  if (std::exchange(large_, false)) --transport_.large;
}

void Connection::read_body() {
  wire::async_read(stream_, buffer_, *parser_,
                   [self = shared_from_this()](error_code error, std::size_t) {
                     if (error) return self->refuse(status_of(error));
                     self->request_.body = std::move(self->parser_->get().body());
                     self->dispatch();
                   });
}

void Connection::dispatch() {
  keep_ = parser_->get().keep_alive();
  const auto& takes_long = transport_.limits.takes_long;
  Line& line = takes_long && takes_long(request_) ? transport_.long_line : transport_.line;
  if (line.waiting >= line.most) return reply(transport_.busy(request_));
  ++line.waiting;
  // The guard keeps `io` running while its only work is on the worker's side.
  net::post(line.workers, [self = shared_from_this(), &line,
                           guard = net::make_work_guard(transport_.io)]() mutable {
    Transport& transport = self->transport_;
    --line.waiting;
    Response response = transport.answer_to(self->request_);
    net::post(transport.io, [self = std::move(self), r = std::move(response)]() mutable {
      self->reply(std::move(r));
    });
  });
}

void Connection::refuse(int status) {
  if (status == 0) return close();
  keep_ = false;
  reply(status == 503 ? transport_.busy(request_) : transport_.refuse(request_, status));
}

void Connection::reply(Response response) {
  response_ = std::move(response);
  keep_ = keep_ && !transport_.stopping;
  const std::string_view content =
      response_.file.empty() ? std::string_view{response_.body} : text_of(response_.file);
  const bool bodiless = response_.status == 204 || response_.status == 304;
  message_ = {};
  message_.version(parser_->get().version() == 10 ? 10 : 11);
  message_.result(static_cast<unsigned>(response_.status));
  for (const auto& [name, value] : response_.headers) message_.insert(name, value);
  if (!bodiless) message_.content_length(content.size());
  message_.keep_alive(keep_);
  if (!bodiless && parser_->get().method() != wire::verb::head) {
    message_.body() = {content.data(), content.size()};
  }
  write();
}

void Connection::write() {
  stream_.expires_after(transport_.limits.write +
                        std::chrono::seconds{message_.body().size() / transport_.limits.slowest});
  wire::async_write(stream_, message_, [self = shared_from_this()](error_code error, std::size_t) {
    if (error) return self->close();
    self->message_.body() = {};
    self->response_ = {};
    self->request_ = {};
    self->give_back_room();
    if (self->transport_.stopping) return self->close();
    if (!self->keep_) return self->say_farewell();
    self->await_request(self->transport_.limits.idle);
  });
}

void Connection::say_farewell() {
  rest();
  stream_.expires_after(farewell);
  stream_.async_say_end([self = shared_from_this()](error_code error) {
    if (error) return self->close();
    self->drain();
  });
}

void Connection::drain() {
  buffer_.clear();
  read_some(&Connection::drain);
}

void Connection::close() {
  wake();
  give_back_room();
  stream_.close();
  transport_.open.erase(shared_from_this());
}

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

Response Transport::answer_to(const Request& request) const noexcept {
  try {
    Response response = answer(request);
    ensure(is_sendable(response));
    return response;
  } catch (const Bug& bug) {
    log::event("http.bug", {{"place", bug}});
  } catch (const Failure& failure) {
    log::event("http.answer_failed", {{"message", failure.key()}});
  } catch (...) {
    // Its text may hold anything, also what a person has written.
    log::event("http.answer_failed");
  }
  return refuse(request, 500);
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

Server::Server(const Listen& listen, const Limits& limits, unsigned workers, Answer answer,
               Refusal refusal)
    : certificate_{listen.certificate},
      transport_{
          std::make_unique<Transport>(limits, workers, std::move(answer), std::move(refusal))} {
  error_code error;
  const auto address = net::ip::make_address(listen.address, error);
  if (error) throw Failure{Fault::invalid, "serve.bad_address"};
  if (!certificate_ && !address.is_loopback()) throw Failure{Fault::invalid, "serve.loopback_only"};
  renew_certificate();
  transport_->listen({address, listen.port});
}

Server::~Server() { stop(); }

std::uint16_t Server::port() const { return transport_->port; }

void Server::renew_certificate() {
  if (!certificate_) return;
  auto fresh = tls_context(*certificate_);
  *transport_->tls.lock() = std::move(fresh);
}

void Server::start() {
  ensure(!transport_->started.exchange(true));
  transport_->accept();
  transport_->thread = std::thread{[transport = transport_.get()] { transport->io.run(); }};
}

void Server::stop() {
  const std::lock_guard lock{stopping_};
  if (!transport_->thread.joinable()) return;
  net::post(transport_->io, [transport = transport_.get()] { transport->stop_accepting(); });
  transport_->thread.join();
  transport_->line.workers.join();
  transport_->long_line.workers.join();
}

}  // namespace ts::http
