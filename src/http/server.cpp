#include "http/server.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>

#include "base/failure.h"
#include "http/asio.h"
#include "http/tls.h"
#include "http/transport.h"

namespace ts::http {

Server::Server(const Listen& listen, const Limits& limits, unsigned workers, Answer answer,
               Refusal refusal)
    : certificate_{listen.certificate},
      transport_{
          std::make_unique<Transport>(limits, workers, std::move(answer), std::move(refusal))} {
  error_code error;
  const auto address = net::ip::make_address(listen.address, error);
  if (error) throw Failure{Fault::invalid, "serve.bad_address"};
  if (!certificate_ && !address.is_loopback()) throw Failure{Fault::invalid, "serve.loopback_only"};
  renew_certificate();
  transport_->listen({address, listen.port});
}

Server::~Server() { stop(); }

std::uint16_t Server::port() const { return transport_->port; }

void Server::renew_certificate() {
  if (!certificate_) return;
  auto fresh = tls_context(*certificate_);
  *transport_->tls.lock() = std::move(fresh);
}

void Server::start() {
  ensure(!transport_->started.exchange(true));
  transport_->accept();
  transport_->thread = std::thread{[transport = transport_.get()] { transport->io.run(); }};
}

void Server::stop() {
  const std::lock_guard lock{stopping_};
  if (!transport_->thread.joinable()) return;
  net::post(transport_->io, [transport = transport_.get()] { transport->stop_accepting(); });
  transport_->thread.join();
  transport_->line.workers.join();
  transport_->long_line.workers.join();
}

}  // namespace ts::http
