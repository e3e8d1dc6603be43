#include "openid/keys.h"

#include <cjose/jwk.h>

#include <array>
#include <boost/json.hpp>
#include <optional>

#include "openid/reading.h"

namespace ts::openid {
namespace {

namespace json = boost::json;

constexpr std::size_t shortest_rsa = 2048;
constexpr std::size_t longest_rsa = 8192;

bool is_strong(const cjose_jwk_t* key) {
  cjose_err error{};
  const auto bits = cjose_jwk_get_keysize(key, &error);
  switch (cjose_jwk_get_kty(key, &error)) {
    case CJOSE_JWK_KTY_RSA:
      return bits >= shortest_rsa && bits <= longest_rsa;
    case CJOSE_JWK_KTY_EC:
      return cjose_jwk_EC_get_curve(key, &error) == CJOSE_JWK_EC_P_256;
    case CJOSE_JWK_KTY_OCT:
      return false;
  }
  return false;
}

/// What makes a public key and nothing else, each number as it has to be.
std::optional<json::object> public_part(const json::object& key) {
  const auto kind = text_at(key, "kty");
  json::object out{{"kty", kind}};
  if (kind == "EC") out["crv"] = text_at(key, "crv");
  if (kind != "EC" && kind != "RSA") return std::nullopt;
  for (const auto* name : kind == "EC" ? std::array{"x", "y"} : std::array{"n", "e"}) {
    const auto number = text_at(key, name);
    if (!is_base64url(number)) return std::nullopt;
    out[name] = number;
  }
  return out;
}

std::optional<Key> key_of(const json::value& value) {
  const auto* object = value.if_object();
  if (!object) return std::nullopt;
  const auto use = text_at(*object, "use");
  if (!use.empty() && use != "sig") return std::nullopt;
  const auto part = public_part(*object);
  if (!part) return std::nullopt;
  const auto text = json::serialize(*part);
  cjose_err error{};
  std::shared_ptr<cjose_jwk_t> made{cjose_jwk_import(text.data(), text.size(), &error),
                                    [](cjose_jwk_t* key) { cjose_jwk_release(key); }};
  if (!made || !is_strong(made.get())) return std::nullopt;
  return Key{.id = text_at(*object, "kid"),
             .algorithm = text_at(*object, "alg"),
             .material = std::move(made)};
}

}  // namespace

std::vector<Key> read_keys(std::string_view text) {
  std::vector<Key> out;
  const auto object = object_in(text);
  const auto* list = object ? object->if_contains("keys") : nullptr;
  if (!list || !list->is_array()) return out;
  std::size_t looked_at = 0;
  for (const auto& each : list->get_array()) {
    if (++looked_at > most_keys) break;
    if (auto key = key_of(each)) out.push_back(std::move(*key));
  }
  return out;
}

}  // namespace ts::openid
