#pragma once

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <list>
#include <memory>
#include <thread>
#include <unordered_set>
#include <utility>

#include "base/guarded.h"
#include "http/asio.h"
#include "http/server.h"

namespace ts::http {

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
  /// Never throws; `reply` gets only what can be sent, and gets it once.
  void answer_to(const Request& request, Server::Reply reply) const noexcept;
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

}  // namespace ts::http
