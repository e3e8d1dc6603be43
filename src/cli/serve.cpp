#include <sys/prctl.h>
#include <sys/resource.h>

#include <charconv>
#include <csignal>
#include <iostream>
#include <thread>

#include "api/api.h"
#include "base/log.h"
#include "cli/cli.h"
#include "http/server.h"
#include "node/node.h"

namespace ts::cli {
namespace {

struct Address {
  std::string host;
  std::uint16_t port = 0;
};

Address address_of(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) throw Failure{Fault::invalid, "cli.bad_listen"};
  Address out{.host = text.substr(0, colon)};
  if (out.host.starts_with('[') && out.host.ends_with(']'))
    out.host = out.host.substr(1, out.host.size() - 2);
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, out.port);
  if (error != std::errc{} || stop != end) throw Failure{Fault::invalid, "cli.bad_listen"};
  return out;
}

/// Memory of a node that is open holds keys: it goes into no core file, and no other process of the
/// same user may look into it.
void keep_memory_private() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
#if !defined(__SANITIZE_ADDRESS__)  // the leak checker looks into its own process this way
  ::prctl(PR_SET_DUMPABLE, 0);
#endif
}

}  // namespace

int serve(const Settings& settings) {
  const auto address = address_of(settings.listen);
  keep_memory_private();
  ::signal(SIGPIPE, SIG_IGN);
  // Threads inherit the mask, so that only this one hears that it is to stop.
  sigset_t stop_signals;
  sigemptyset(&stop_signals);
  sigaddset(&stop_signals, SIGINT);
  sigaddset(&stop_signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stop_signals, nullptr);

  const SystemClock clock;
  node::Node node{node::Layout{settings.data}, opener(settings), clock};
  api::Api api{node};
  const unsigned workers = std::max(4U, 4 * std::thread::hardware_concurrency());
  http::Server server{address.host,
                      address.port,
                      http::Limits{},
                      workers,
                      [&api](const http::Request& request) { return api.answer(request); },
                      api::Api::refuse};
  server.start();
  log::event("serve.started", {{"port", server.port()},
                               {"organisations", node.organisations().size()},
                               {"ms", (clock.now() - node.unlocked_at()).count()}});
  std::cout << "http://" << settings.listen.substr(0, settings.listen.rfind(':')) << ':'
            << server.port() << '\n'
            << std::flush;
  int signal = 0;
  sigwait(&stop_signals, &signal);
  server.stop();
  log::event("serve.stopped");
  return done;
}

}  // namespace ts::cli
