#include "http/client.h"

#include <openssl/ssl.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "base/failure.h"
#include "http/asio.h"

namespace ts::http {
namespace {

struct Place {
  bool secure = false;
  std::string host, port, path;
};

/// An address as `post` takes it; nothing for any other.
std::optional<Place> place_of(std::string_view url) {
  Place out;
  out.secure = url.starts_with("https://");
  if (!out.secure && !url.starts_with("http://")) return std::nullopt;
  url.remove_prefix(out.secure ? 8 : 7);
  const auto slash = std::min(url.find('/'), url.size());
  const auto authority = url.substr(0, slash);
  const auto colon = std::min(authority.rfind(':'), authority.size());
  out.host = authority.substr(0, colon);
  out.port = colon < authority.size() ? authority.substr(colon + 1) : (out.secure ? "443" : "80");
  out.path = slash < url.size() ? url.substr(slash) : "/";
  if (out.host.empty() || out.port.empty()) return std::nullopt;
  if (!out.secure && out.host != "127.0.0.1") return std::nullopt;
  return out;
}

/// One request and its answer; each step starts the next.
class Exchange {
 public:
  Exchange(const Place& place, wire::verb verb, std::uint64_t most, std::chrono::milliseconds time,
           Reach reach)
      : place_{place},
        reach_{reach},
        context_{ssl::context::tls_client},
        resolver_{io_},
        tcp_{io_} {
    context_.set_default_verify_paths();
    context_.set_verify_mode(ssl::verify_peer);
    request_.method(verb);
    request_.target(place.path);
    request_.version(11);
    request_.set(wire::field::host, place.host + ':' + place.port);
    request_.set(wire::field::connection, "close");
    parser_.body_limit(most);
    tcp_.expires_after(time);
  }

  void carry(std::string_view type, std::string body, const Headers& more) {
    request_.set(wire::field::content_type, beast::string_view{type.data(), type.size()});
    for (const auto& [name, value] : more) {
      ensure(value.find_first_of("\r\n") == value.npos);
      request_.set(name, value);
    }
    request_.body() = std::move(body);
    request_.prepare_payload();
  }

  std::optional<Answer> run(std::chrono::milliseconds time) {
    resolver_.async_resolve(place_.host, place_.port,
                            [this](error_code error, const tcp::resolver::results_type& found) {
                              if (!error) connect(found);
                            });
    io_.run_for(time);
    if (!done_) return std::nullopt;
    auto& answer = parser_.get();
    return Answer{.status = static_cast<int>(answer.result_int()),
                  .body = std::move(answer.body())};
  }

 private:
  void connect(const tcp::resolver::results_type& found) {
    // What a name stands for is looked at here, and connected to as it was looked at.
    std::vector<tcp::endpoint> there;
    for (const auto& each : found)
      if (reach_ == Reach::anywhere || is_public_address(each.endpoint().address().to_string()))
        there.push_back(each.endpoint());
    if (there.empty()) return;
    tcp_.async_connect(there, [this](error_code error, const tcp::endpoint&) {
      if (error) return;
      if (!place_.secure) return send(tcp_);
      tls_.emplace(tcp_, context_);
      SSL_set_tlsext_host_name(tls_->native_handle(), place_.host.c_str());
      tls_->set_verify_callback(ssl::host_name_verification{place_.host});
      tls_->async_handshake(ssl::stream_base::client, [this](error_code failed) {
        if (!failed) send(*tls_);
      });
    });
  }

  template <class Stream>
  void send(Stream& stream) {
    wire::async_write(stream, request_, [this, &stream](error_code error, std::size_t) {
      if (error) return;
      wire::async_read(stream, buffer_, parser_,
                       [this](error_code failed, std::size_t) { done_ = !failed; });
    });
  }

  const Place& place_;
  const Reach reach_;
  net::io_context io_;
  ssl::context context_;
  tcp::resolver resolver_;
  beast::tcp_stream tcp_;
  std::optional<ssl::stream<beast::tcp_stream&>> tls_;
  wire::request<wire::string_body> request_;
  wire::response_parser<wire::string_body> parser_;
  beast::flat_buffer buffer_;
  bool done_ = false;
};

}  // namespace

std::optional<Answer> post(std::string_view url, std::string_view type, std::string body,
                           std::chrono::milliseconds time, std::uint64_t most, const Headers& more,
                           Reach reach) {
  const auto place = place_of(url);
  if (!place) return std::nullopt;
  Exchange exchange{*place, wire::verb::post, most, time, reach};
  exchange.carry(type, std::move(body), more);
  return exchange.run(time);
}

std::optional<Answer> get(std::string_view url, std::chrono::milliseconds time,
                          std::uint64_t most) {
  const auto place = place_of(url);
  if (!place) return std::nullopt;
  Exchange exchange{*place, wire::verb::get, most, time, Reach::anywhere};
  return exchange.run(time);
}

}  // namespace ts::http
