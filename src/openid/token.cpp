#include "openid/token.h"

#include <cjose/jws.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>

#include "openid/reading.h"

namespace ts::openid {
namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds askew = std::chrono::minutes{1};
constexpr std::chrono::milliseconds oldest = std::chrono::minutes{10};
constexpr std::size_t longest_token = 16'384;
constexpr std::size_t longest_subject = 255;  // OpenID Connect Core, section 2

struct Release {
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};
using Signed = std::unique_ptr<cjose_jws_t, Release>;

std::string header(const Signed& token, const char* name) {
  cjose_err error{};
  const char* value = cjose_header_get(cjose_jws_get_protected(token.get()), name, &error);
  return value ? value : "";
}

/// Whether the header has a member of this name, of whatever type.
bool has(const Signed& token, const char* name) {
  cjose_err error{};
  char* value = cjose_header_get_raw(cjose_jws_get_protected(token.get()), name, &error);
  const bool out = value != nullptr;
  std::free(value);  // NOLINT: the library's own allocation
  return out;
}

bool is_allowed(std::string_view algorithm) {
  constexpr std::array<std::string_view, 3> allowed{"RS256", "PS256", "ES256"};
  return std::ranges::find(allowed, algorithm) != allowed.end();
}

bool fits(const Key& key, std::string_view algorithm) {
  cjose_err error{};
  const bool curve = cjose_jwk_get_kty(key.material.get(), &error) == CJOSE_JWK_KTY_EC;
  return curve == (algorithm == "ES256") && (key.algorithm.empty() || key.algorithm == algorithm);
}

/// The one key that must have signed. A token that names none can only be of a provider with one.
const Key* key_for(const std::vector<Key>& keys, std::string_view id, std::string_view algorithm) {
  const Key* out = nullptr;
  for (const auto& key : keys) {
    if (!fits(key, algorithm) || (!id.empty() && key.id != id)) continue;
    if (out) return nullptr;
    out = &key;
  }
  return out;
}

/// Three parts, each of them what it has to be (RFC 7515, section 7.1).
bool is_compact(std::string_view text) {
  const auto first = text.find('.');
  const auto second = first == text.npos ? first : text.find('.', first + 1);
  return second != text.npos && is_base64url(text.substr(0, first)) &&
         is_base64url(text.substr(first + 1, second - first - 1)) &&
         is_base64url(text.substr(second + 1));
}

/// What the token says, once its signature holds.
std::variant<json::object, Doubt> opened(std::string_view text, const std::vector<Key>& keys) {
  cjose_err error{};
  if (text.size() > longest_token || !is_compact(text)) return Doubt::malformed;
  const Signed token{cjose_jws_import(text.data(), text.size(), &error)};
  if (!token) return Doubt::malformed;
  const auto algorithm = header(token, "alg");
  if (!is_allowed(algorithm)) return Doubt::algorithm;
  if (has(token, "crit")) return Doubt::malformed;  // an extension that we do not know
  const auto* key = key_for(keys, header(token, "kid"), algorithm);
  if (!key) return Doubt::unknown_key;
  if (!cjose_jws_verify(token.get(), key->material.get(), &error)) return Doubt::signature;
  std::uint8_t* content = nullptr;
  std::size_t size = 0;
  if (!cjose_jws_get_plaintext(token.get(), &content, &size, &error)) return Doubt::malformed;
  auto claims = object_in({reinterpret_cast<const char*>(content), size});
  if (!claims) return Doubt::malformed;
  return std::move(*claims);
}

/// A time in seconds, whole or with a fraction (NumericDate); nothing when it is not there, or far
/// from any time that will be.
std::optional<Instant> time_at(const json::object& claims, std::string_view name) {
  constexpr double most = 1e11;
  const auto* value = claims.if_contains({name.data(), name.size()});
  if (!value || !value->is_number()) return std::nullopt;
  const auto seconds = value->to_number<double>();
  if (!(seconds >= 0 && seconds < most)) return std::nullopt;
  return Instant{static_cast<std::int64_t>(seconds * 1000)};
}

bool is_for(const json::object& claims, const std::string& client) {
  const auto* audience = claims.if_contains("aud");
  if (!audience) return false;
  const auto* list = audience->if_array();
  const bool alone = list ? list->size() == 1 : true;
  const bool named = list ? std::ranges::find(*list, json::value(client)) != list->end()
                          : *audience == json::value(client);
  // Who it was made out to, where several may read it.
  const auto party = text_at(claims, "azp");
  return named && (claims.contains("azp") ? party == client : alone);
}

bool is_subject(std::string_view text) {
  return !text.empty() && text.size() <= longest_subject &&
         std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

bool saw_second_factor(const json::object& claims, const std::string& word) {
  if (word.empty()) return false;
  if (text_at(claims, "acr") == word) return true;
  const auto* methods = claims.if_contains("amr");
  const auto* list = methods ? methods->if_array() : nullptr;
  return list && std::ranges::find(*list, json::value(word)) != list->end();
}

std::optional<Doubt> doubt_of_time(const json::object& claims, const Expected& expected,
                                   Instant now) {
  const auto until = time_at(claims, "exp");
  const auto since = time_at(claims, "iat");
  if (!until || *until + askew <= now) return Doubt::expired;
  if (!since || *since + oldest <= now) return Doubt::expired;
  if (now + askew < *since) return Doubt::not_yet;
  if (claims.contains("nbf")) {
    const auto from = time_at(claims, "nbf");
    if (!from || now + askew < *from) return Doubt::not_yet;
  }
  if (claims.contains("auth_time")) {
    const auto proved = time_at(claims, "auth_time");
    if (!proved || *proved + askew < expected.begun) return Doubt::old_sign_in;
  }
  return std::nullopt;
}

}  // namespace

MessageKey text(Doubt doubt) {
  switch (doubt) {
    case Doubt::malformed:
      return "malformed";
    case Doubt::algorithm:
      return "algorithm";
    case Doubt::unknown_key:
      return "unknown_key";
    case Doubt::signature:
      return "signature";
    case Doubt::issuer:
      return "issuer";
    case Doubt::audience:
      return "audience";
    case Doubt::expired:
      return "expired";
    case Doubt::not_yet:
      return "not_yet";
    case Doubt::nonce:
      return "nonce";
    case Doubt::subject:
      return "subject";
    case Doubt::old_sign_in:
      return "old_sign_in";
  }
  return "malformed";
}

std::variant<Token, Doubt> check(std::string_view token, const std::vector<Key>& keys,
                                 const Expected& expected, Instant now) {
  const auto content = opened(token, keys);
  if (const auto* doubt = std::get_if<Doubt>(&content)) return *doubt;
  const auto& claims = std::get<json::object>(content);
  if (text_at(claims, "iss") != expected.issuer) return Doubt::issuer;
  if (!is_for(claims, expected.client)) return Doubt::audience;
  if (const auto doubt = doubt_of_time(claims, expected, now)) return *doubt;
  if (expected.nonce.empty() || text_at(claims, "nonce") != expected.nonce) return Doubt::nonce;
  auto subject = text_at(claims, "sub");
  if (!is_subject(subject)) return Doubt::subject;
  return Token{.subject = std::move(subject),
               .second_factor = saw_second_factor(claims, expected.second_factor)};
}

}  // namespace ts::openid
