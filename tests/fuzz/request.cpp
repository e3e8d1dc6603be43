// The bytes of a connection, sent to a running server: it answers or closes, answers only what it
// has understood, and is there for the next one.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "base/failure.h"
#include "http/server.h"

namespace {

using namespace ts::http;

Response echo(const Request& request) {
  ts::ensure(request.path.starts_with('/') && request.path.size() + request.body.size() < 100'000);
  return {.status = 200, .headers = {}, .body = request.body, .file = {}};
}

std::uint16_t running_server() {
  static Server server{{.address = "127.0.0.1"}, {.body_bytes = 4096}, 1, at_once(echo)};
  static const bool started = (server.start(), true);
  return started ? server.port() : 0;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto port = running_server();
  const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // Closed with a reset, or the system would run out of ports.
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  if (::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    // Ports that the server closed first are kept for a minute: at some time all of them.
    ts::ensure(errno == EADDRNOTAVAIL);
    ::close(client);
    return -1;  // not tried
  }
  if (size > 0) ::send(client, data, size, MSG_NOSIGNAL);
  ::shutdown(client, SHUT_WR);
  char chunk[4096];
  while (::recv(client, chunk, sizeof chunk, 0) > 0) {
  }
  ::close(client);
  return 0;
}
