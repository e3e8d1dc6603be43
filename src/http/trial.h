#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>

#include "http/server.h"

/// For tests: a server that runs, and a client that is held to nothing.
namespace ts::http::trial {

using namespace std::chrono_literals;

constexpr auto patience = 20s;  // before a test gives up on an answer

struct Answered {
  int status = 0;  ///< 0: closed without a whole answer
  std::string head;
  std::string body;
};

/// A client on a bare socket, so that it may say what no proper client would.
class Client {
 public:
  explicit Client(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ =
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool connected() const { return connected_; }
  int socket() const { return socket_; }
  bool send(std::string_view text) {
    while (!text.empty()) {
      const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void half_close() { ::shutdown(socket_, SHUT_WR); }
  bool readable_within(std::chrono::milliseconds time) const {
    pollfd wanted{.fd = socket_, .events = POLLIN, .revents = 0};
    return ::poll(&wanted, 1, static_cast<int>(time.count())) > 0;
  }
  Answered receive(bool has_body = true) {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!read_more()) return {};
    }
    Answered answered;
    answered.head = buffer_.substr(0, end + 4);
    buffer_.erase(0, end + 4);
    std::size_t length = 0;
    const std::string_view name = "Content-Length: ";
    if (const auto at = answered.head.find(name); has_body && at != std::string::npos) {
      length = std::stoul(answered.head.substr(at + name.size()));
    }
    while (buffer_.size() < length) {
      if (!read_more()) return {};
    }
    answered.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    answered.status = std::stoi(answered.head.substr(9, 3));
    return answered;
  }
  Answered ask(std::string_view text) {
    send(text);
    return receive();
  }
  /// True when the other end closes, and says nothing more before.
  bool closed() { return buffer_.empty() && !read_more() && !timed_out_; }

 private:
  bool read_more() {
    if (!readable_within(patience)) {
      timed_out_ = true;
      return false;
    }
    char chunk[4096];
    const auto got = ::recv(socket_, chunk, sizeof chunk, 0);
    if (got <= 0) return false;
    buffer_.append(chunk, static_cast<std::size_t>(got));
    return true;
  }

  int socket_;
  bool connected_ = false;
  bool timed_out_ = false;
  std::string buffer_;
};

inline Response echo(const Request& request) {
  return {.status = 200,
          .headers = {{"Content-Type", "text/plain"}},
          .body = request.method + ' ' + request.path + '?' + request.query + ' ' + request.body,
          .file = {}};
}

class Running {
 public:
  using Answer = std::function<Response(const Request&)>;
  explicit Running(Answer answer = echo, const Limits& limits = {}, unsigned workers = 2)
      : Running{at_once(std::move(answer)), limits, workers} {}
  /// With one that replies when it likes.
  Running(Server::Answer answer, const Limits& limits, unsigned workers)
      : server{{.address = "127.0.0.1"}, limits, workers, std::move(answer)} {
    server.start();
  }
  Answered ask(std::string_view text) const { return Client{server.port()}.ask(text); }
  std::uint16_t port() const { return server.port(); }

  Server server;
};

/// Answers only when told to, and tells when it has been asked.
class Gate {
 public:
  Response answer(const Request& request) {
    asked_.fetch_add(1);
    asked_.notify_all();
    opened_.wait(false);
    return echo(request);
  }
  void wait_until_asked(int times) {
    for (int seen = asked_; seen < times; seen = asked_) asked_.wait(seen);
  }
  void open() {
    opened_ = true;
    opened_.notify_all();
  }

 private:
  std::atomic<int> asked_{0};
  std::atomic<bool> opened_{false};
};

inline std::string get(const std::string& target, const std::string& more = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
}

inline std::string post(const std::string& body, const std::string& more = "") {
  return "POST /p HTTP/1.1\r\nHost: localhost\r\n" + more +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

inline void expect_problem(const Answered& answered, int status) {
  EXPECT_EQ(answered.status, status);
  EXPECT_NE(answered.head.find("Content-Type: application/problem+json\r\n"), std::string::npos);
  EXPECT_NE(answered.body.find(R"("status":)" + std::to_string(status) + '}'), std::string::npos);
}

}  // namespace ts::http::trial
