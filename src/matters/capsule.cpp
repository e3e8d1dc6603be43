#include "matters/capsule.h"

#include <algorithm>
#include <boost/json.hpp>

#include "crypto/base64.h"
#include "crypto/for_browsers.h"
#include "lang/messages.h"
#include "lang/text.h"
#include "matters/locked_page.h"

namespace ts::matters {
namespace {

namespace json = boost::json;
using packets::What;

constexpr std::size_t most_answer = 64U << 10;

constexpr std::array<std::string_view, 22> texts{
    "capsule.title",     "capsule.code",     "capsule.open",     "capsule.wrong", "capsule.old",
    "capsule.over",      "capsule.asks",     "capsule.until",    "capsule.due",   "capsule.keep",
    "capsule.answer",    "capsule.accepted", "capsule.declined", "capsule.asked", "capsule.done",
    "capsule.note",      "capsule.save",     "capsule.saved",    "capsule.yes",   "capsule.no",
    "capsule.no_script", "capsule.wait"};

json::object words(std::string_view language) {
  json::object out;
  for (const auto key : texts)
    out[key.substr(key.find('.') + 1)] = lang::built_in("capsule").text(language, key);
  return out;
}

/// {"turnstone_answer": 1, "matter": …, "sealed": …}; nothing when it is not.
std::optional<json::object> answer_file(std::string_view file) {
  if (file.size() > most_answer) return std::nullopt;
  boost::system::error_code error;
  const auto read = json::parse(file, error);
  const auto* object = error ? nullptr : read.if_object();
  if (!object || !object->contains("turnstone_answer")) return std::nullopt;
  for (const auto* name : {"matter", "sealed"})
    if (const auto* text = object->if_contains(name); !text || !text->is_string())
      return std::nullopt;
  return *object;
}

}  // namespace

CapsuleKeys::CapsuleKeys(const crypto::Secret& seed, packets::MatterId matter)
    : matter_{matter},
      code_{locked::code_from(seed)},
      reading_{crypto::Secret::random()},
      answering_{crypto::Secret::random()} {
  auto both = crypto::pbkdf2_sha256(code_, matter_.bytes(), locked::rounds, 64);
  reading_ = *crypto::Secret::from(BytesView{both}.first(32));
  answering_ = *crypto::Secret::from(BytesView{both}.subspan(32));
  crypto::wipe(both);
}

Capsule CapsuleKeys::make(const catalogue::Catalogue& catalogue, const packets::Content& content,
                          What request, std::string_view from, std::string_view language) const {
  const auto purpose = catalogue.label("value.tsn_ConsentPurpose." + content.purpose, language);
  const json::object inside{
      {"from", from},
      {"request", lang::built_in("capsule").text(
                      language, "capsule.request." + std::string{packets::text(request)})},
      {"purpose", purpose.value_or(content.purpose)},
      {"until", content.until},
      {"due", content.due},
      {"note", content.note},
      {"asks", request != What::inform},
      {"parts", locked::shown(catalogue, language, content.parts)}};
  const auto sealed =
      crypto::gcm_seal(reading_, bytes_of(matter_.text()), bytes_of(json::serialize(inside)));
  return {.code = locked::in_groups(code_),
          .html = locked::page(language,
                               {{"matter", matter_.text()},
                                {"salt", crypto::base64(text_of(matter_.bytes()))},
                                {"rounds", locked::rounds},
                                {"until", content.until},
                                {"sealed", crypto::base64(text_of(sealed))}},
                               words(language))};
}

std::optional<packets::MatterId> CapsuleKeys::matter_of(std::string_view file) {
  const auto read = answer_file(file);
  if (!read) return std::nullopt;
  return packets::MatterId::parse(read->at("matter").as_string());
}

CapsuleAnswer CapsuleKeys::answer(std::string_view file) const {
  const auto read = answer_file(file);
  if (!read) throw Failure{Fault::invalid, "capsule.no_answer"};
  const auto sealed = crypto::from_base64(read->at("sealed").as_string());
  const auto opened =
      sealed ? crypto::gcm_open(answering_, bytes_of(matter_.text()), bytes_of(*sealed))
             : std::nullopt;
  if (!opened) throw Failure{Fault::invalid, "packet.damaged"};
  boost::system::error_code error;
  const auto said = json::parse(text_of(*opened), error);
  const auto* object = error ? nullptr : said.if_object();
  const auto text = [&](std::string_view name) -> std::optional<std::string> {
    const auto* found = object ? object->if_contains(name) : nullptr;
    return found && found->is_string() ? lang::clean(std::string_view{found->get_string()})
                                       : std::nullopt;
  };
  const auto what = packets::what_of(text("what").value_or(""));
  const auto note = text("note");
  if (!what || !note) throw Failure{Fault::invalid, "capsule.no_answer"};
  IdBytes id{};
  const auto digest = crypto::hash(bytes_of(*sealed));
  std::copy_n(digest.begin(), id.size(), id.begin());
  return {.what = *what, .note = *note, .id = packets::StepId{id}};
}

}  // namespace ts::matters
