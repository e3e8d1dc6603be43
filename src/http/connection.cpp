#include "http/connection.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <utility>

#include "base/bytes.h"
#include "http/framing.h"

namespace ts::http {
namespace {

// How long a client may take to read our last words before its connection is closed: closing on
// unread bytes would reset the connection, and the client would never see why.
constexpr std::chrono::seconds farewell{2};
constexpr std::size_t head_chunk = 8 * 1024;
constexpr std::size_t body_chunk = 64 * 1024;

constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

std::string text(beast::string_view from) { return {from.data(), from.size()}; }

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

}  // namespace

Connection::Connection(tcp::socket socket, Transport& transport)
    : transport_{transport},
      stream_{std::move(socket), *transport.tls.read()},
      buffer_{transport.limits.header_bytes + body_chunk} {
  error_code error;
  const auto remote = stream_.socket().remote_endpoint(error);
  if (!error) peer_ = remote.address().to_string();
  // Without it a small answer may wait for the acknowledgement of the one before.
  stream_.socket().set_option(tcp::no_delay{true}, error);
}

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
  net::post(line.workers, [self = shared_from_this(), &line]() mutable {
    Transport& transport = self->transport_;
    const Request& request = self->request_;
    --line.waiting;
    // The guard keeps `io` running while its only work is on the side of whoever answers. The
    // connection goes along and comes back: it ends on the thread that reads and writes.
    transport.answer_to(
        request, [self = std::move(self),
                  guard = net::make_work_guard(transport.io)](Response response) mutable {
          auto& io = self->transport_.io;
          net::post(io, [self = std::move(self), r = std::move(response)]() mutable {
            self->reply(std::move(r));
          });
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

}  // namespace ts::http
