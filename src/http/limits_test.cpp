#include <gtest/gtest.h>
#include <poll.h>

#include <atomic>
#include <memory>
#include <vector>

#include "http/server.h"
#include "http/trial.h"

namespace ts::http {
namespace {

using namespace trial;

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

}  // namespace
}  // namespace ts::http
