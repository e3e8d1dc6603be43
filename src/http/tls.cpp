#include "http/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <filesystem>
#include <string_view>

#include "base/failure.h"
#include "http/asio.h"

namespace ts::http {
namespace {

namespace fs = std::filesystem;

// Of TLS 1.2, only what has forward secrecy and authenticates what it encrypts (RFC 9325, 4.2).
constexpr const char* ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

[[noreturn]] void refuse(MessageKey why) { throw Failure{Fault::invalid, why}; }

/// The one protocol we speak (RFC 7301); a client that names others only is let go.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_length,
                    const unsigned char* in, unsigned in_length, void*) {
  static constexpr unsigned char ours[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_length, ours, sizeof ours - 1, in, in_length) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

void refuse_exposed(const fs::path& private_key) {
  std::error_code error;
  const auto status = fs::status(private_key, error);
  if (error) refuse("serve.certificate_unreadable");
  if ((status.permissions() & fs::perms::others_all) != fs::perms::none)
    refuse("serve.private_key_exposed");
}

}  // namespace

std::shared_ptr<ssl::context> tls_context(const Listen::Certificate& certificate) {
  refuse_exposed(certificate.private_key);
  auto out = std::make_shared<ssl::context>(ssl::context::tls_server);
  auto* native = out->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                  SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(native, 0);
  ensure(SSL_CTX_set_cipher_list(native, ciphers) == 1);
  SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
  // Or OpenSSL would ask a terminal for the passphrase of a key that has one.
  out->set_password_callback([](std::size_t, ssl::context::password_purpose) { return ""; });
  error_code error;
  out->use_certificate_chain_file(certificate.chain.string(), error);
  if (!error) out->use_private_key_file(certificate.private_key.string(), ssl::context::pem, error);
  // Reading a key says so when it does not belong to the certificate that is there already.
  if (error && ERR_GET_LIB(static_cast<unsigned long>(error.value())) == ERR_LIB_X509)
    refuse("serve.certificate_mismatch");
  if (error) refuse("serve.certificate_unreadable");
  return out;
}

}  // namespace ts::http
