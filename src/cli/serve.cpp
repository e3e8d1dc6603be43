#include <sys/prctl.h>
#include <sys/resource.h>

#include <charconv>
#include <csignal>
#include <iostream>
#include <optional>
#include <thread>

#include "api/api.h"
#include "api/courier.h"
#include "api/meter.h"
#include "base/log.h"
#include "cli/cli.h"
#include "http/server.h"
#include "node/node.h"

namespace ts::cli {
namespace {

/// "127.0.0.1:8080", "[::1]:8080".
http::Listen address_of(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) throw Failure{Fault::invalid, "cli.bad_listen"};
  http::Listen out{.address = text.substr(0, colon)};
  if (out.address.starts_with('[') && out.address.ends_with(']'))
    out.address = out.address.substr(1, out.address.size() - 2);
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, out.port);
  if (error != std::errc{} || stop != end) throw Failure{Fault::invalid, "cli.bad_listen"};
  return out;
}

http::Listen listen_of(const Settings& settings) {
  auto out = address_of(settings.listen);
  if (settings.certificate.empty() != settings.private_key.empty())
    throw Failure{Fault::invalid, "cli.certificate_and_key"};
  if (!settings.certificate.empty())
    out.certificate = {.chain = settings.certificate, .private_key = settings.private_key};
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

/// A descriptor for each connection, the stores and the log, as far as the system lets us.
void open_many_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// Until SIGINT or SIGTERM. SIGHUP is for rule packs that were changed and for a certificate that
/// was renewed; what cannot be read leaves the old one in use.
void wait_until_stopped(node::Node& node, http::Server& server, const sigset_t& signals) {
  for (int signal = 0; sigwait(&signals, &signal) == 0 && signal == SIGHUP;) try {
      node.take_rules();
      log::event("serve.rules_taken");
      server.renew_certificate();
      log::event("serve.certificate_renewed");
    } catch (const Failure& failure) {
      log::event("serve.certificate_kept", {{"why", failure.key()}});
    }
}

}  // namespace

int serve(const Settings& settings) {
  const auto listen = listen_of(settings);
  keep_memory_private();
  open_many_files();
  ::signal(SIGPIPE, SIG_IGN);
  // Threads inherit the mask, so that only this one hears what the program is told.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  const SystemClock clock;
  const auto provider = provider_of(settings, clock);
  node::Node node{layout_of(settings), opener(settings), clock};
  api::Api api{node, provider.get()};
  api::Meter meter{clock};
  // Many: whoever writes waits with all others for the same flush of the disk.
  const unsigned workers = std::max(64U, 4 * std::thread::hardware_concurrency());
  http::Server server{listen, api::Api::limits(), workers,
                      [&](const http::Request& request, http::Server::Reply reply) {
                        api.answer(request, meter.counted(std::move(reply)));
                      },
                      api::Api::refuse};
  // Without a certificate, and so on loopback only.
  std::optional<http::Server> watched;
  if (!settings.metrics.empty())
    watched.emplace(
        address_of(settings.metrics), http::Limits{}, 1,
        http::at_once([&](const http::Request& request) { return meter.answer(request, node); }));
  if (watched) watched->start();
  server.start();
  log::event("serve.started", {{"port", server.port()},
                               {"organisations", node.organisations().size()},
                               {"ms", (clock.now() - node.unlocked_at()).count()}});
  std::cout << (listen.certificate ? "https://" : "http://")
            << settings.listen.substr(0, settings.listen.rfind(':')) << ':' << server.port() << '\n'
            << std::flush;
  const api::Courier courier{node};
  const api::Herald herald{
      node, settings.hooks_anywhere ? http::Reach::anywhere : http::Reach::public_only};
  wait_until_stopped(node, server, signals);
  server.stop();
  if (watched) watched->stop();
  log::event("serve.stopped");
  return done;
}

}  // namespace ts::cli
