#include "http/server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

#include "base/failure.h"

namespace ts::http {
namespace {

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

Response echo(const Request& request) {
  return {.status = 200,
          .headers = {{"Content-Type", "text/plain"}},
          .body = request.method + ' ' + request.path + '?' + request.query + ' ' + request.body,
          .file = {}};
}

class Running {
 public:
  explicit Running(Server::Answer answer = echo, const Limits& limits = {}, unsigned workers = 2)
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

std::string get(const std::string& target, const std::string& more = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
}

std::string post(const std::string& body, const std::string& more = "") {
  return "POST /p HTTP/1.1\r\nHost: localhost\r\n" + more +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

void expect_problem(const Answered& answered, int status) {
  EXPECT_EQ(answered.status, status);
  EXPECT_NE(answered.head.find("Content-Type: application/problem+json\r\n"), std::string::npos);
  EXPECT_NE(answered.body.find(R"("status":)" + std::to_string(status) + '}'), std::string::npos);
}

TEST(Server, answers_get_and_post) {
  const Running running;
  EXPECT_EQ(running.ask(get("/a%20b?x=1&y=?")).body, "GET /a%20b?x=1&y=? ");
  EXPECT_EQ(running.ask(post(std::string("one\0two", 7))).body,
            std::string("POST /p? one\0two", 16));
}

TEST(Server, hands_over_headers_and_peer) {
  const Running running{[](const Request& request) {
    return Response{.status = 201,
                    .headers = {{"X-Twice", "1"}, {"X-Twice", "2"}},
                    .body = request.peer + ' ' + std::string{request.header("x-thing").value()},
                    .file = {}};
  }};
  const Answered answered = running.ask(get("/", "X-Thing:  some thing \r\n"));
  EXPECT_EQ(answered.status, 201);
  EXPECT_EQ(answered.body, "127.0.0.1 some thing");
  EXPECT_NE(answered.head.find("X-Twice: 1\r\nX-Twice: 2\r\n"), std::string::npos);
}

TEST(Server, sends_bytes_that_outlive_the_answer) {
  static const std::vector<std::uint8_t> page(300'000, 'p');
  const Running running{[](const Request&) {
    Response response;
    response.file = page;
    return response;
  }};
  EXPECT_EQ(running.ask(get("/")).body, std::string(page.begin(), page.end()));
}

TEST(Server, keeps_the_connection_until_asked_to_close) {
  const Running running;
  Client client{running.port()};
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(client.ask(get('/' + std::to_string(i))).body, "GET /" + std::to_string(i) + "? ");
  }
  EXPECT_EQ(client.ask(get("/last", "Connection: close\r\n")).status, 200);
  EXPECT_TRUE(client.closed());
}

TEST(Server, speaks_the_old_protocol) {
  const Running running;
  Client client{running.port()};
  const Answered answered = client.ask("GET /old HTTP/1.0\r\n\r\n");
  EXPECT_EQ(answered.body, "GET /old? ");
  EXPECT_TRUE(client.closed());
}

TEST(Server, answers_pipelined_requests_in_order) {
  const Running running;
  Client client{running.port()};
  client.send(get("/1") + post("2") + get("/3"));
  EXPECT_EQ(client.receive().body, "GET /1? ");
  EXPECT_EQ(client.receive().body, "POST /p? 2");
  EXPECT_EQ(client.receive().body, "GET /3? ");
}

TEST(Server, survives_garbage_behind_a_request) {
  const Running running;
  Client client{running.port()};
  client.send(get("/1") + std::string("\0\xff\x01 rubbish \r\n\r\n\r\n", 17));
  EXPECT_EQ(client.receive().status, 200);
  expect_problem(client.receive(), 400);
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(running.ask(get("/")).status, 200);
}

TEST(Server, answers_head_without_a_body) {
  const Running running;
  Client client{running.port()};
  client.send("HEAD /h HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const Answered answered = client.receive(false);
  EXPECT_EQ(answered.status, 200);
  EXPECT_NE(answered.head.find("Content-Length: 9\r\n"), std::string::npos);
  EXPECT_EQ(client.ask(get("/next")).body, "GET /next? ");
}

TEST(Server, sends_no_body_where_none_belongs) {
  const Running running{[](const Request& request) {
    return Response{.status = request.path == "/204" ? 204 : 304,
                    .headers = {{"ETag", "\"1\""}},
                    .body = "not sent",
                    .file = {}};
  }};
  Client client{running.port()};
  for (const int status : {204, 304, 204}) {
    const Answered answered = client.ask(get('/' + std::to_string(status)));
    EXPECT_EQ(answered.status, status);
    EXPECT_EQ(answered.head.find("Content-Length"), std::string::npos);
  }
}

TEST(Server, reads_chunks_and_drops_trailers) {
  const Running running{[](const Request& request) {
    Response response = echo(request);
    if (request.header("cookie")) response.status = 500;
    return response;
  }};
  const Answered answered = running.ask(
      "POST /p HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;ext=1\r\none\r\n4\r\n two\r\n0\r\nCookie: session=x\r\n\r\n");
  EXPECT_EQ(answered.status, 200);
  EXPECT_EQ(answered.body, "POST /p? one two");
}

TEST(Server, tells_a_waiting_client_to_go_on) {
  const Running running;
  Client client{running.port()};
  client.send(
      "POST /p HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(client.receive().status, 100);
  EXPECT_EQ(client.ask("body").body, "POST /p? body");
  expect_problem(running.ask(post("x", "Expect: miracles\r\n")), 417);
}

TEST(Server, refuses_a_body_beyond_the_limit) {
  const Running running{echo, {.body_bytes = 1000}};
  EXPECT_EQ(running.ask(post(std::string(1000, 'b'))).status, 200);
  expect_problem(running.ask(post(std::string(1001, 'b'))), 413);
  expect_problem(running.ask(post(std::string(3'000'000, 'b'))), 413);
  expect_problem(running.ask("POST /p HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                             "Content-Length: 1001\r\n\r\n"),
                 413);
  expect_problem(running.ask("POST /p HTTP/1.1\r\nHost: localhost\r\n"
                             "Transfer-Encoding: chunked\r\n\r\n200\r\n" +
                             std::string(512, 'b') + "\r\n200\r\n" + std::string(512, 'b')),
                 413);
}

TEST(Server, takes_a_large_body_where_it_may_be_and_few_at_once) {
  Gate gate;
  Limits limits{.body_bytes = 1000};
  limits.large = {.may = [](const Request& request) { return request.path == "/p"; },
                  .body_bytes = 5000,
                  .at_once = 1};
  const Running running{[&](const Request& request) {
                          return request.body.starts_with("wait") ? gate.answer(request)
                                                                  : echo(request);
                        },
                        limits};
  expect_problem(running.ask(post(std::string(5001, 'b'))), 413);
  expect_problem(running.ask("POST /q HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1001\r\n\r\n"),
                 413);
  expect_problem(running.ask("POST /p HTTP/1.1\r\nHost: localhost\r\n"
                             "Transfer-Encoding: chunked\r\n\r\n500\r\n" +
                             std::string(0x500, 'b')),
                 413);
  Client first{running.port()};
  first.send(post("wait" + std::string(2000, 'b')));
  gate.wait_until_asked(1);
  const auto second = running.ask(post(std::string(2000, 'b')));
  expect_problem(second, 503);
  EXPECT_EQ(running.ask(post(std::string(1000, 'b'))).status, 200);
  gate.open();
  EXPECT_EQ(first.receive().status, 200);
  // Cut off in the middle, it holds nobody's place.
  {
    Client gone{running.port()};
    gone.send("POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000\r\n\r\nbegun");
  }
  for (int status = 503; status != 200;) status = running.ask(post(std::string(2000, 'b'))).status;
}

TEST(Server, refuses_a_header_beyond_the_limit) {
  const Running running{echo, {.header_bytes = 8192}};
  EXPECT_EQ(running.ask(get("/", "X: " + std::string(8000, 'h') + "\r\n")).status, 200);
  expect_problem(running.ask(get("/", "X: " + std::string(8192, 'h') + "\r\n")), 431);
  expect_problem(running.ask(get('/' + std::string(100'000, 'h'))), 431);
  std::string many;
  for (int i = 0; i < 2000; ++i) many += "X: 1\r\n";
  expect_problem(running.ask(get("/", many)), 431);
}

TEST(Server, refuses_endless_chunk_extensions) {
  const Running running;
  expect_problem(running.ask("POST /p HTTP/1.1\r\nHost: localhost\r\n"
                             "Transfer-Encoding: chunked\r\n\r\n1;" +
                             std::string(1'000'000, 'e')),
                 431);
}

TEST(Server, refuses_what_is_malformed) {
  const Running running;
  const std::string host = "Host: localhost\r\n";
  for (const std::string& request : {
           std::string{"hello\r\n\r\n"},
           "GET / HTTP/2.0\r\n" + host + "\r\n",
           "GET /\r\n\r\n" + host,
           std::string{"GET / HTTP/1.1\r\n\r\n"},
           "GET / HTTP/1.1\r\n" + host + host + "\r\n",
           get("/", "No colon\r\n"),
           get("/", "Space : before\r\n"),
           get("/", std::string("X: a\0b\r\n", 8)),
           get("/", "X: \x01\r\n"),
           get("http://elsewhere/"),
           get("*"),
           get(""),
           get("/a b"),
           get("/a#b"),
           get("/\x7f"),
           get("/\xc3\xa9"),
           get(std::string("/a\0b", 4)),
           get("/\r/"),
       }) {
    Client client{running.port()};
    expect_problem(client.ask(request), 400);
    EXPECT_TRUE(client.closed());
    if (HasFailure()) FAIL() << "request: " << request;
  }
}

TEST(Server, refuses_framing_that_can_be_read_two_ways) {
  const Running running;
  for (const std::string framing : {
           "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
           "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
           "Content-Length: 3\r\nContent-Length: 4\r\n",
           "Content-Length: 3\r\nContent-Length: 3\r\n",
           "Content-Length: 3, 3\r\n",
           "Content-Length: -3\r\n",
           "Content-Length: +3\r\n",
           "Content-Length: 0x3\r\n",
           "Content-Length:\r\n",
           "Content-Length: 99999999999999999999999\r\n",
           "Transfer-Encoding: gzip, chunked\r\n",
           "Transfer-Encoding: chunked, gzip\r\n",
           "Transfer-Encoding: xchunked\r\n",
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
           "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
       }) {
    expect_problem(
        running.ask("POST /p HTTP/1.1\r\nHost: localhost\r\n" + framing + "\r\n3\r\nabc\r\n0\r\n"),
        400);
    if (HasFailure()) FAIL() << framing;
  }
  expect_problem(running.ask("POST /p HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                 400);
}

TEST(Server, refuses_a_request_that_is_cut_short) {
  const Running running;
  Client client{running.port()};
  client.send("POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc");
  client.half_close();
  expect_problem(client.receive(), 400);
}

void expect_drip_is_cut(const std::string& first, const std::string& drip) {
  std::atomic<int> answered{0};
  const Running running{[&](const Request& request) {
                          ++answered;
                          return echo(request);
                        },
                        {.read = 200ms}};
  Client client{running.port()};
  client.send(first);
  const auto start = std::chrono::steady_clock::now();
  // A byte every 10 ms: an idle time-out would never end it.
  while (!client.readable_within(10ms) && std::chrono::steady_clock::now() - start < patience) {
    client.send(drip);
  }
  EXPECT_EQ(client.receive().status, 0);
  EXPECT_LT(std::chrono::steady_clock::now() - start, patience);
  EXPECT_EQ(answered, 0);
}

TEST(Server, cuts_a_header_that_drips_in) {
  expect_drip_is_cut("GET / HTTP/1.1\r\nHost: localhost\r\nX: ", "x");
}

TEST(Server, cuts_a_body_that_drips_in) {
  expect_drip_is_cut("POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n", "x");
}

TEST(Server, closes_a_silent_connection) {
  const Running running{echo, {.read = 100ms, .idle = 100ms}};
  Client silent{running.port()};
  EXPECT_TRUE(silent.closed());
  Client once{running.port()};
  EXPECT_EQ(once.ask(get("/")).status, 200);
  EXPECT_TRUE(once.closed());
}

TEST(Server, gives_up_on_a_client_that_does_not_read) {
  static const std::vector<std::uint8_t> page(64'000'000, 'p');
  const Running running{[](const Request&) {
                          Response response;
                          response.file = page;
                          return response;
                        },
                        {.write = 100ms, .slowest = 1 << 30, .connections = 1}};
  Client client{running.port()};
  client.send(get("/"));
  ASSERT_TRUE(client.readable_within(patience));
  // Its place is free again once the deadline has passed.
  int status = 0;
  const auto start = std::chrono::steady_clock::now();
  while (status != 200 && std::chrono::steady_clock::now() - start < patience) {
    Client next{running.port()};
    next.send("HEAD / HTTP/1.0\r\n\r\n");
    status = next.receive(false).status;
  }
  EXPECT_EQ(status, 200);
}

TEST(Server, turns_what_is_thrown_into_a_problem_that_tells_nothing) {
  const Running running{[](const Request& request) -> Response {
    if (request.path == "/bug") ensure(false);
    if (request.path == "/failure") throw Failure{Fault::unavailable, "serve.cannot_listen"};
    if (request.path == "/number") throw 7;
    if (request.path == "/header") return {.headers = {{"X", "a\r\nY: b"}}, .body = {}, .file = {}};
    throw std::runtime_error{"something personal"};
  }};
  Client client{running.port()};
  testing::internal::CaptureStderr();
  for (const auto* path : {"/bug", "/failure", "/number", "/header", "/runtime"}) {
    const Answered answered = client.ask(get(path));
    expect_problem(answered, 500);
    EXPECT_EQ(answered.body.find("personal"), std::string::npos);
  }
  const std::string logged = testing::internal::GetCapturedStderr();
  EXPECT_NE(logged.find("http/server_test.cpp:"), std::string::npos);
  EXPECT_NE(logged.find("serve.cannot_listen"), std::string::npos);
  EXPECT_EQ(logged.find("personal"), std::string::npos);
}

TEST(Server, answers_many_at_once) {
  const Running running{echo, {}, 4};
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 100; ++i) clients.push_back(std::make_unique<Client>(running.port()));
  for (int round = 0; round < 3; ++round) {
    for (auto& client : clients) ASSERT_TRUE(client->send(post(std::to_string(round))));
    for (auto& client : clients) {
      EXPECT_EQ(client->receive().body, "POST /p? " + std::to_string(round));
    }
  }
}

TEST(Server, asks_to_come_back_when_the_queue_is_full) {
  Gate gate;
  const Running running{
      [&](const Request& request) { return gate.answer(request); }, {.queue = 1}, 1};
  Client working{running.port()};
  working.send(get("/working"));
  gate.wait_until_asked(1);
  // One of these two waits, the other is told so; which one is chance.
  Client one{running.port()};
  Client two{running.port()};
  one.send(get("/queued"));
  two.send(get("/queued"));
  pollfd both[2] = {{.fd = one.socket(), .events = POLLIN, .revents = 0},
                    {.fd = two.socket(), .events = POLLIN, .revents = 0}};
  ASSERT_EQ(::poll(both, 2, 20'000), 1);
  Client& refused = both[0].revents != 0 ? one : two;
  Client& queued = both[0].revents != 0 ? two : one;
  const Answered answered = refused.receive();
  expect_problem(answered, 503);
  EXPECT_NE(answered.head.find("Retry-After: 1\r\n"), std::string::npos);
  gate.open();
  EXPECT_EQ(working.receive().status, 200);
  EXPECT_EQ(queued.receive().body, "GET /queued? ");
  EXPECT_EQ(refused.ask(get("/again")).status, 200);
}

TEST(Server, serves_beside_what_takes_long) {
  Gate gate;
  const Running running{
      [&](const Request& request) {
        return request.path == "/long" ? gate.answer(request) : echo(request);
      },
      {.takes_long = [](const Request& request) { return request.path == "/long"; },
       .long_queue = 1},
      1};
  Client working{running.port()};
  working.send(get("/long"));
  gate.wait_until_asked(1);
  Client waiting{running.port()};
  waiting.send(get("/long"));
  EXPECT_EQ(running.ask(get("/")).status, 200);
  // Which of these two is told to come back is chance.
  Client further{running.port()};
  further.send(get("/long"));
  pollfd both[2] = {{.fd = waiting.socket(), .events = POLLIN, .revents = 0},
                    {.fd = further.socket(), .events = POLLIN, .revents = 0}};
  ASSERT_EQ(::poll(both, 2, 20'000), 1);
  Client& refused = both[0].revents != 0 ? waiting : further;
  Client& queued = both[0].revents != 0 ? further : waiting;
  expect_problem(refused.receive(), 503);
  gate.open();
  EXPECT_EQ(working.receive().status, 200);
  EXPECT_EQ(queued.receive().status, 200);
}

TEST(Server, turns_away_too_many_connections_at_work) {
  Gate gate;
  const Running running{
      [&](const Request& request) { return gate.answer(request); }, {.connections = 2}, 2};
  Client one{running.port()};
  Client two{running.port()};
  one.send(get("/1"));
  two.send(get("/2"));
  gate.wait_until_asked(2);
  Client three{running.port()};
  EXPECT_EQ(three.receive().status, 503);
  EXPECT_TRUE(three.closed());
  gate.open();
  EXPECT_EQ(one.receive().status, 200);
  EXPECT_EQ(two.receive().status, 200);
}

TEST(Server, closes_who_has_been_idle_longest_when_there_is_no_room) {
  const Running running{echo, {.connections = 2}};
  Client one{running.port()};
  Client two{running.port()};
  EXPECT_EQ(one.ask(get("/")).status, 200);
  EXPECT_EQ(two.ask(get("/")).status, 200);
  EXPECT_EQ(one.ask(get("/")).status, 200);
  Client three{running.port()};
  EXPECT_EQ(three.ask(get("/")).status, 200);
  EXPECT_TRUE(two.closed());
  EXPECT_EQ(one.ask(get("/")).status, 200);
}

TEST(Server, serves_beside_very_many_silent_connections) {
  const Running running{echo, {.connections = 50}};
  std::vector<std::unique_ptr<Client>> silent;
  for (int i = 0; i < 500; ++i) silent.push_back(std::make_unique<Client>(running.port()));
  EXPECT_EQ(running.ask(get("/")).status, 200);
}

TEST(Server, stop_finishes_a_request_under_way) {
  Gate gate;
  Running running{[&](const Request& request) { return gate.answer(request); }};
  Client idle{running.port()};
  Client busy{running.port()};
  busy.send(get("/busy"));
  gate.wait_until_asked(1);
  auto stopped = std::async(std::launch::async, [&] { running.server.stop(); });
  EXPECT_TRUE(idle.closed());
  EXPECT_FALSE(Client{running.port()}.connected());
  gate.open();
  const Answered answered = busy.receive();
  EXPECT_EQ(answered.body, "GET /busy? ");
  EXPECT_NE(answered.head.find("Connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(busy.closed());
  stopped.get();
  running.server.stop();
}

TEST(Server, survives_clients_that_leave_at_any_moment) {
  const Running running;
  const std::string request = post("body");
  for (std::size_t cut = 0; cut <= request.size(); ++cut) {
    Client{running.port()}.send(request.substr(0, cut));
  }
  EXPECT_EQ(running.ask(get("/")).status, 200);
}

template <class Start>
void expect_failure(Start start, Fault fault, MessageKey key) {
  try {
    start();
    FAIL() << "nothing thrown";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.fault(), fault);
    EXPECT_EQ(failure.key().text(), key.text());
  }
}

TEST(Server, listens_on_loopback_only_without_a_certificate) {
  for (const auto* address : {"0.0.0.0", "::", "192.0.2.1"})
    expect_failure([&] { Server({.address = address}, {}, 1, echo); }, Fault::invalid,
                   "serve.loopback_only");
  for (const auto* address : {"localhost", "", "127.0.0.1.1"})
    expect_failure([&] { Server({.address = address}, {}, 1, echo); }, Fault::invalid,
                   "serve.bad_address");
  EXPECT_NE(Server({.address = "127.0.0.1"}, {}, 1, echo).port(), 0);
}

TEST(Server, says_that_the_port_is_taken) {
  const Running running;
  expect_failure([&] { Server({.address = "127.0.0.1", .port = running.port()}, {}, 1, echo); },
                 Fault::unavailable, "serve.address_in_use");
}

}  // namespace
}  // namespace ts::http
