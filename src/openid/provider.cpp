#include "openid/provider.h"

#include <boost/json.hpp>
#include <initializer_list>

#include "base/log.h"
#include "crypto/base64.h"
#include "crypto/sha256.h"
#include "http/client.h"
#include "openid/reading.h"

namespace ts::openid {
namespace {

constexpr std::chrono::milliseconds fresh = std::chrono::hours{1};
constexpr std::chrono::milliseconds soonest_again = std::chrono::seconds{30};
constexpr std::uint64_t most_bytes = 256U << 10;
constexpr int most_at_once = 3;  // fewer than there are workers

/// application/x-www-form-urlencoded, where nothing but letters, digits and "-._~" stands for
/// itself.
std::string encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain || std::string_view{"-._~"}.find(c) != std::string_view::npos) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return out;
}

using Pair = std::pair<std::string_view, std::string_view>;

std::string form(std::initializer_list<Pair> pairs) {
  std::string out;
  for (const auto& [name, value] : pairs) {
    if (!out.empty()) out += '&';
    out.append(name).append("=").append(encoded(value));
  }
  return out;
}

/// RFC 7636, section 4.2.
std::string challenge_of(const std::string& verifier) {
  auto out = crypto::sha256_base64(verifier);
  while (out.ends_with('=')) out.pop_back();
  for (auto& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return out;
}

[[noreturn]] void unreachable(MessageKey what) {
  log::event("sign_on.unreachable", {{"what", what}});
  throw Failure{Fault::unavailable, "sign_on.unreachable"};
}

[[noreturn]] void refused(MessageKey why) {
  log::event("sign_on.refused", {{"why", why}});
  throw Failure{Fault::unauthenticated, "sign_on.refused"};
}

/// The body of a good answer.
std::string got(const std::string& address, MessageKey what) {
  auto answer = http::get(address, Provider::patience, most_bytes);
  if (!answer || answer->status != 200) unreachable(what);
  return std::move(answer->body);
}

/// A place among the few that talk to the provider, so that a slow one cannot keep every worker.
class Place {
 public:
  explicit Place(std::counting_semaphore<>& all) : all_{all} {
    if (!all_.try_acquire()) throw Failure{Fault::too_many, "session.wait"};
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() { all_.release(); }

 private:
  std::counting_semaphore<>& all_;
};

}  // namespace

Provider::Provider(Setup setup, const Clock& clock)
    : setup_{std::move(setup)}, clock_{clock}, talking_{most_at_once} {
  const bool whole = !setup_.client.empty() && !setup_.secret.reveal().empty() &&
                     !setup_.name.empty() && !setup_.back.ends_with('/');
  if (!whole || !is_address(setup_.issuer) || !is_address(setup_.back) ||
      setup_.issuer.find('?') != std::string::npos)
    throw Failure{Fault::invalid, "cli.bad_sign_on"};
}

Metadata Provider::metadata() {
  const auto now = clock_.now();
  if (const auto known = known_.lock(); known->metadata && now < known->metadata_at + fresh)
    return *known->metadata;
  const auto read =
      read_metadata(got(metadata_address(setup_.issuer), "description"), setup_.issuer);
  if (!read) unreachable("description");
  const auto known = known_.lock();
  known->metadata = std::make_shared<const Metadata>(*read);
  known->metadata_at = now;
  return *read;
}

std::vector<Key> Provider::keys(const Metadata& metadata, bool anew) {
  const auto now = clock_.now();
  {
    const auto known = known_.lock();
    const bool holds = known->keys && now < known->keys_at + fresh;
    if (holds && (!anew || now < known->anew_at + soonest_again)) return *known->keys;
    if (anew) known->anew_at = now;
  }
  auto read = read_keys(got(metadata.keys, "keys"));
  const auto known = known_.lock();
  known->keys = std::make_shared<const std::vector<Key>>(read);
  known->keys_at = now;
  return read;
}

std::string Provider::address_for(const Errand& errand) {
  const Place place{talking_};
  const auto there = metadata().sign_in;
  auto out = there + (there.find('?') == std::string::npos ? '?' : '&') +
             form({{"response_type", "code"},
                   {"client_id", setup_.client},
                   {"redirect_uri", setup_.back + "/sign-on"},
                   {"scope", "openid"},
                   {"state", errand.state},
                   {"nonce", errand.nonce},
                   {"code_challenge", challenge_of(errand.verifier)},
                   {"code_challenge_method", "S256"},
                   {"prompt", "login"}});
  if (!setup_.second_factor.empty()) out += "&acr_values=" + encoded(setup_.second_factor);
  return out;
}

std::string Provider::id_token(const Metadata& metadata, const std::string& code,
                               const Errand& errand) {
  auto body = form({{"grant_type", "authorization_code"},
                    {"code", code},
                    {"redirect_uri", setup_.back + "/sign-on"},
                    {"code_verifier", errand.verifier}});
  http::Headers headers{{"Accept", "application/json"}};
  if (metadata.secret_in_header)
    headers.emplace_back(
        "Authorization",
        "Basic " + crypto::base64(encoded(setup_.client) + ':' + encoded(setup_.secret.reveal())));
  else
    body += '&' + form({{"client_id", setup_.client}, {"client_secret", setup_.secret.reveal()}});
  const auto answer = http::post(metadata.tokens, "application/x-www-form-urlencoded",
                                 std::move(body), patience, most_bytes, headers);
  if (!answer || answer->status >= 500) unreachable("token");
  if (answer->status != 200) refused("code");
  const auto object = object_in(answer->body);
  if (!object) unreachable("token");
  return text_at(*object, "id_token");
}

Token Provider::checked(const Metadata& metadata, const std::string& token, const Errand& errand) {
  const Expected expected{.issuer = setup_.issuer,
                          .client = setup_.client,
                          .nonce = errand.nonce,
                          .begun = errand.begun,
                          .second_factor = setup_.second_factor};
  const auto now = clock_.now();
  auto result = check(token, keys(metadata, false), expected, now);
  // Providers change their keys; one that is not known yet may be new.
  if (const auto* doubt = std::get_if<Doubt>(&result); doubt && *doubt == Doubt::unknown_key)
    result = check(token, keys(metadata, true), expected, now);
  if (const auto* doubt = std::get_if<Doubt>(&result)) refused(text(*doubt));
  return std::get<Token>(std::move(result));
}

Token Provider::trade(const std::string& code, const Errand& errand) {
  const Place place{talking_};
  const auto there = metadata();
  return checked(there, id_token(there, code, errand), errand);
}

}  // namespace ts::openid
