#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "http/server.h"

/// For server.cpp only: what TLS is held to.
namespace ts::http {

/// TLS 1.2 and 1.3 with forward secrecy and authenticated encryption (RFC 9325); no compression, no
/// renegotiation, no session tickets, whose key would outlive the connections that it opens.
/// The failures of `Server`.
std::shared_ptr<boost::asio::ssl::context> tls_context(const Listen::Certificate& certificate);

}  // namespace ts::http
