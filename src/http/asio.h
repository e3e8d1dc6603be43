#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/system/error_code.hpp>

/// The short names by which this module speaks of Asio and Beast; for none of its public headers.
namespace ts::http {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace ssl = boost::asio::ssl;
namespace wire = boost::beast::http;
using boost::system::error_code;
using net::ip::tcp;

}  // namespace ts::http
