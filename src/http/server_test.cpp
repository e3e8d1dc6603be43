#include "http/server.h"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <stdexcept>
#include <vector>

#include "base/failure.h"
#include "http/trial.h"

namespace ts::http {
namespace {

using namespace trial;

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

TEST(Server, an_answer_may_come_later_and_from_elsewhere) {
  std::promise<Server::Reply> asked;
  std::promise<std::string> path;
  Running running{Server::Answer{[&](const Request& request, Server::Reply reply) {
                    if (request.path == "/never") return;
                    path.set_value(request.path);
                    asked.set_value(std::move(reply));
                  }},
                  {},
                  1};
  Client client{running.port()}, other{running.port()};
  client.send(get("/later"));
  {
    const auto reply = asked.get_future().get();
    // The only worker is free for others.
    expect_problem(other.ask(get("/never")), 500);
    auto stopped = std::async(std::launch::async, [&] { running.server.stop(); });
    EXPECT_TRUE(other.closed());
    reply({.status = 201, .headers = {}, .body = path.get_future().get(), .file = {}});
    stopped.get();
  }
  const auto answered = client.receive();
  EXPECT_EQ(answered.status, 201);
  EXPECT_EQ(answered.body, "/later");
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
    expect_failure([&] { Server({.address = address}, {}, 1, at_once(echo)); }, Fault::invalid,
                   "serve.loopback_only");
  for (const auto* address : {"localhost", "", "127.0.0.1.1"})
    expect_failure([&] { Server({.address = address}, {}, 1, at_once(echo)); }, Fault::invalid,
                   "serve.bad_address");
  EXPECT_NE(Server({.address = "127.0.0.1"}, {}, 1, at_once(echo)).port(), 0);
}

TEST(Server, says_that_the_port_is_taken) {
  const Running running;
  expect_failure(
      [&] { Server({.address = "127.0.0.1", .port = running.port()}, {}, 1, at_once(echo)); },
      Fault::unavailable, "serve.address_in_use");
}

}  // namespace
}  // namespace ts::http
