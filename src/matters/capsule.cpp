#include "matters/capsule.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/data.h"
#include "crypto/base64.h"
#include "crypto/for_browsers.h"
#include "crypto/sha256.h"
#include "lang/messages.h"
#include "lang/text.h"
#include "report/page.h"

namespace ts::matters {
namespace {

namespace json = boost::json;
using catalogue::Field;
using catalogue::Type;
using packets::What;

// As many as browsers of old phones do within two seconds; the code has 80 bits of its own.
constexpr unsigned rounds = 300'000;
constexpr std::size_t letters_of_code = 16;
constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t most_answer = 64U << 10;

constexpr std::array<std::string_view, 22> texts{
    "capsule.title",     "capsule.code",     "capsule.open",     "capsule.wrong", "capsule.old",
    "capsule.over",      "capsule.asks",     "capsule.until",    "capsule.due",   "capsule.keep",
    "capsule.answer",    "capsule.accepted", "capsule.declined", "capsule.asked", "capsule.done",
    "capsule.note",      "capsule.save",     "capsule.saved",    "capsule.yes",   "capsule.no",
    "capsule.no_script", "capsule.wait"};

std::string code_from(const crypto::Secret& seed) {
  const auto bytes = crypto::derive(seed, "turnstone capsule code 1");
  std::string out;
  for (std::size_t i = 0; i < letters_of_code; ++i)
    out += alphabet[bytes.reveal()[i] % alphabet.size()];
  return out;
}

std::string in_groups(std::string_view code) {
  std::string out;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (i > 0 && i % 4 == 0) out += '-';
    out += code[i];
  }
  return out;
}

/// Labels and values as the page shows them; it names dates, countries and languages itself.
class Shown {
 public:
  Shown(const catalogue::Catalogue& catalogue, std::string_view language)
      : catalogue_{catalogue}, language_{language} {}

  json::array parts(const packets::Content& content) const {
    json::array out;
    for (const auto& part : content.parts) {
      const auto* kind = catalogue_.kind(part.kind);
      const auto fields = catalogue::decode(part.fields);
      if (!kind || !fields) continue;
      json::array lines;
      for (const auto& section : kind->sections)
        for (const auto& name : section.fields)
          if (const auto found = fields->find(name); found != fields->end())
            lines.push_back(line(*catalogue_.field(name), found->second));
      out.push_back(
          json::object{{"kind", label("kind." + part.kind, part.kind)}, {"lines", lines}});
    }
    return out;
  }

 private:
  std::string label(const std::string& key, const std::string& otherwise) const {
    return catalogue_.label(key, language_).value_or(otherwise);
  }
  static std::string_view as(Type type) {
    switch (type) {
      case Type::date:
        return "date";
      case Type::country:
      case Type::countries:
        return "region";
      case Type::language:
        return "language";
      case Type::checkbox:
        return "yes_no";
      default:
        return "text";
    }
  }
  json::object line(const Field& field, const catalogue::Value& value) const {
    json::array values;
    const auto add = [&](const std::string& text) {
      const bool coded = field.type == Type::picklist || field.type == Type::multi_picklist;
      values.emplace_back(coded ? label("value." + field.name + '.' + text, text) : text);
    };
    if (const auto* text = std::get_if<std::string>(&value)) add(*text);
    if (const auto* list = std::get_if<std::vector<std::string>>(&value))
      std::for_each(list->begin(), list->end(), add);
    if (const auto* flag = std::get_if<bool>(&value)) values.emplace_back(*flag);
    if (const auto* number = std::get_if<std::int64_t>(&value)) values.emplace_back(*number);
    if (const auto* number = std::get_if<double>(&value)) values.emplace_back(*number);
    return {{"label", label("field." + field.name, field.name)},
            {"as", as(field.type)},
            {"values", values}};
  }

  const catalogue::Catalogue& catalogue_;
  std::string language_;
};

json::object words(std::string_view language) {
  json::object out;
  for (const auto key : texts)
    out[key.substr(key.find('.') + 1)] = lang::built_in("capsule").text(language, key);
  return out;
}

std::string page(std::string_view language, const json::object& sealed) {
  const auto script = data::file("capsule/capsule.js");
  const auto style = data::file("capsule/capsule.css");
  const auto said = words(language);
  const auto text = [&](std::string_view key) {
    return report::escape(std::string_view{said.at(key).as_string()});
  };
  return "<!doctype html>\n<html lang=\"" + std::string{language} + "\" dir=\"" +
         (lang::right_to_left(language) ? "rtl" : "ltr") +
         "\"><head><meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" "
         "content=\"default-src 'none'; base-uri 'none'; form-action 'none'; script-src 'sha256-" +
         crypto::sha256_base64(script) + "'; style-src 'sha256-" + crypto::sha256_base64(style) +
         "'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" "
         "content=\"noindex\">\n<title>" +
         text("title") + "</title>\n<style>" + std::string{style} +
         "</style></head>\n<body><main id=\"main\"><noscript>" + text("no_script") +
         "</noscript></main>\n" + report::json_block("sealed", json::serialize(sealed)) +
         report::json_block("words", json::serialize(said)) + "<script>" + std::string{script} +
         "</script></body></html>\n";
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
      code_{code_from(seed)},
      reading_{crypto::Secret::random()},
      answering_{crypto::Secret::random()} {
  auto both = crypto::pbkdf2_sha256(code_, matter_.bytes(), rounds, 64);
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
      {"parts", Shown{catalogue, language}.parts(content)}};
  const auto sealed =
      crypto::gcm_seal(reading_, bytes_of(matter_.text()), bytes_of(json::serialize(inside)));
  return {.code = in_groups(code_),
          .html = page(language, {{"matter", matter_.text()},
                                  {"salt", crypto::base64(text_of(matter_.bytes()))},
                                  {"rounds", rounds},
                                  {"until", content.until},
                                  {"sealed", crypto::base64(text_of(sealed))}})};
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
