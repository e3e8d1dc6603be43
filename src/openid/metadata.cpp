#include "openid/metadata.h"

#include <algorithm>
#include <boost/json.hpp>

#include "openid/reading.h"

namespace ts::openid {
namespace {

namespace json = boost::json;

/// How clients may prove themselves; a provider that says nothing takes the header.
std::optional<bool> secret_in_header(const json::object& described) {
  const auto* methods = described.if_contains("token_endpoint_auth_methods_supported");
  if (!methods) return true;
  const auto* list = methods->if_array();
  const auto offers = [&](const char* method) {
    return list && std::ranges::find(*list, json::value(method)) != list->end();
  };
  if (offers("client_secret_basic")) return true;
  if (offers("client_secret_post")) return false;
  return std::nullopt;
}

}  // namespace

bool is_address(std::string_view text) {
  constexpr std::size_t longest = 1000;
  constexpr std::string_view secure = "https://";
  const bool plain = std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
  if (!plain || text.size() > longest || text.find_first_of("#@\\\"<>") != text.npos) return false;
  return (text.starts_with(secure) && text.size() > secure.size() && text[secure.size()] != '/') ||
         text.starts_with("http://127.0.0.1:") || text.starts_with("http://localhost:");
}

std::string metadata_address(std::string_view issuer) {
  while (issuer.ends_with('/')) issuer.remove_suffix(1);
  return std::string{issuer} + "/.well-known/openid-configuration";
}

std::optional<Metadata> read_metadata(std::string_view text, std::string_view issuer) {
  const auto described = object_in(text);
  if (!described || text_at(*described, "issuer") != issuer) return std::nullopt;
  Metadata out{.sign_in = text_at(*described, "authorization_endpoint"),
               .tokens = text_at(*described, "token_endpoint"),
               .keys = text_at(*described, "jwks_uri")};
  for (const auto* address : {&out.sign_in, &out.tokens, &out.keys})
    if (!is_address(*address)) return std::nullopt;
  const auto in_header = secret_in_header(*described);
  if (!in_header) return std::nullopt;
  out.secret_in_header = *in_header;
  return out;
}

}  // namespace ts::openid
