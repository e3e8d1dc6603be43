#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "http/stream.h"
#include "http/transport.h"

namespace ts::http {

/// One client: reads a request, hands it to a worker, writes the answer, again. Every step ends in
/// starting the next one or in `close()`.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, Transport& transport);

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

}  // namespace ts::http
