#include "openid/errand.h"

#include <boost/json.hpp>

#include "openid/reading.h"

namespace ts::openid {
namespace {

namespace json = boost::json;

constexpr std::string_view for_errand = "errand";
constexpr std::string_view for_proved = "proved";

std::string random_text() { return hex(crypto::Secret::random().reveal()); }

Instant instant_at(const json::object& object, std::string_view name) {
  return {object.at({name.data(), name.size()}).as_int64()};
}

}  // namespace

Errand Errands::begin() const {
  return {.state = random_text(),
          .nonce = random_text(),
          .verifier = random_text(),
          .begun = clock_.now()};
}

std::string Errands::sealed(std::string_view text, std::string_view kind) const {
  return hex(crypto::seal(key_, bytes_of(kind), bytes_of(text)));
}

std::optional<std::string> Errands::opened(std::string_view cookie, std::string_view kind) const {
  const auto bytes = from_hex(cookie);
  const auto text = bytes ? crypto::open(key_, bytes_of(kind), *bytes) : std::nullopt;
  if (!text) return std::nullopt;
  return std::string{text->begin(), text->end()};
}

bool Errands::too_old(Instant begun) const { return begun + longest <= clock_.now(); }

std::string Errands::carried(const Errand& errand) const {
  json::object out{{"state", errand.state},
                   {"nonce", errand.nonce},
                   {"verifier", errand.verifier},
                   {"begun", errand.begun.ms},
                   {"invitation", errand.invitation}};
  if (errand.bind) out["bind"] = errand.bind->text();
  return sealed(json::serialize(out), for_errand);
}

std::string Errands::carried(const Proved& proved) const {
  return sealed(
      json::serialize(json::object{
          {"subject", proved.subject}, {"at", proved.at.ms}, {"invitation", proved.invitation}}),
      for_proved);
}

std::optional<Errand> Errands::take(std::string_view cookie, std::string_view state) {
  const auto text = opened(cookie, for_errand);
  const auto object = text ? object_in(*text) : std::nullopt;
  if (!object) return std::nullopt;
  Errand out{.state = text_at(*object, "state"),
             .nonce = text_at(*object, "nonce"),
             .verifier = text_at(*object, "verifier"),
             .begun = instant_at(*object, "begun"),
             .invitation = text_at(*object, "invitation"),
             .bind = AccountId::parse(text_at(*object, "bind"))};
  if (too_old(out.begun) || !crypto::equal(bytes_of(out.state), bytes_of(state)))
    return std::nullopt;
  const auto done = done_.lock();
  std::erase_if(*done, [&](const auto& each) { return too_old(each.second); });
  constexpr std::size_t most = 100'000;  // should somebody flood us, better none than all memory
  if (done->size() >= most || !done->emplace(out.state, out.begun).second) return std::nullopt;
  return out;
}

std::optional<Proved> Errands::proved(std::string_view cookie) const {
  const auto text = opened(cookie, for_proved);
  const auto object = text ? object_in(*text) : std::nullopt;
  if (!object) return std::nullopt;
  Proved out{.subject = text_at(*object, "subject"),
             .at = instant_at(*object, "at"),
             .invitation = text_at(*object, "invitation")};
  if (too_old(out.at)) return std::nullopt;
  return out;
}

}  // namespace ts::openid
