#include "matters/own_copy.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "crypto/base64.h"
#include "crypto/for_browsers.h"
#include "lang/messages.h"
#include "lang/text.h"
#include "matters/locked_page.h"

namespace ts::matters {
namespace {

namespace json = boost::json;

constexpr std::string_view copy_format = "turnstone own copy 1";
constexpr int copy_version = 1;
// In base64, as a request carries it back, still below a million characters.
constexpr std::size_t most_copy = 720'000;
constexpr std::uint64_t last_day = 32'503'680'000'000;  // of the year 2999, that dates can be shown
constexpr std::string_view block_start = "id=\"sealed\">";
constexpr std::string_view block_end = "</script>";

/// What the page says: the word in it, and where the text is.
constexpr std::array<std::pair<std::string_view, std::string_view>, 13> said{
    {{"title", "capsule.copy.title"},
     {"asks", "capsule.copy.from"},
     {"made", "capsule.copy.made"},
     {"keep", "capsule.copy.keep"},
     {"code", "capsule.copy.code"},
     {"open", "capsule.open"},
     {"wrong", "capsule.wrong"},
     {"old", "capsule.old"},
     {"yes", "capsule.yes"},
     {"no", "capsule.no"},
     {"no_script", "capsule.no_script"},
     {"wait", "capsule.wait"},
     {"print", "capsule.copy.print"}}};

/// What is signed, all but the signature.
Bytes statement_of(const OwnCopy& copy) {
  packets::Content content;
  content.purpose = "own_copy";
  content.classes = copy.classes;
  content.parts = copy.parts;
  ByteWriter out;
  out.part(copy_format).part(copy.id.bytes()).part(packets::encode(copy.from));
  out.u64(static_cast<std::uint64_t>(copy.made.ms)).part(copy.language);
  out.part(packets::encode(content));
  return out.bytes();
}

std::optional<OwnCopy> copy_in(BytesView statement, CopyId id) {
  ByteReader in{statement};
  const auto format = in.part(), own = in.part(), card = in.part();
  const auto made = in.u64();
  const auto language = in.part(), inside = in.part();  // after one that is missing all are
  if (!inside || !in.done() || text_of(*format) != copy_format) return std::nullopt;
  if (!std::ranges::equal(*own, id.bytes())) return std::nullopt;
  auto from = packets::decode_card(*card);
  auto content = packets::decode_content(*inside);
  if (!from || !content || !lang::is_spoken(text_of(*language))) return std::nullopt;
  if (lang::clean(from->name) != from->name || *made > last_day) return std::nullopt;
  return OwnCopy{.id = id,
                 .from = std::move(*from),
                 .made = {static_cast<std::int64_t>(*made)},
                 .language = std::string{text_of(*language)},
                 .classes = std::move(content->classes),
                 .parts = std::move(content->parts)};
}

/// The first half of what a page derives: nobody answers to a copy.
crypto::Secret reading_key(std::string_view code, CopyId id) {
  auto bytes = crypto::pbkdf2_sha256(code, id.bytes(), locked::rounds, 32);
  auto out = *crypto::Secret::from(bytes);
  crypto::wipe(bytes);
  return out;
}

/// The block of a page that is locked as a copy is.
json::object block_in(std::string_view file) {
  const auto start = file.find(block_start);
  if (start == std::string_view::npos) throw Failure{Fault::invalid, "copy.not_one"};
  const auto rest = file.substr(start + block_start.size());
  const auto end = rest.find(block_end);
  if (end == std::string_view::npos) throw Failure{Fault::invalid, "copy.cut"};
  boost::system::error_code error;
  auto read = json::parse(rest.substr(0, end), error);
  const auto* object = error ? nullptr : read.if_object();
  if (!object || !object->contains("own_copy")) throw Failure{Fault::invalid, "copy.not_one"};
  if (object->at("own_copy") != copy_version) throw Failure{Fault::invalid, "copy.newer"};
  return *object;
}

template <class T>
T some(std::optional<T> read, MessageKey otherwise) {
  if (!read) throw Failure{Fault::invalid, otherwise};
  return std::move(*read);
}

std::optional<std::string> member(const json::object& object, std::string_view name) {
  const auto* found = object.if_contains(name);
  if (!found || !found->is_string()) return std::nullopt;
  return std::string{std::string_view{found->get_string()}};
}

std::optional<Bytes> bytes_member(const json::object& object, std::string_view name) {
  const auto text = member(object, name);
  const auto bytes = text ? crypto::from_base64(*text) : std::nullopt;
  if (!bytes) return std::nullopt;
  return Bytes{bytes->begin(), bytes->end()};
}

}  // namespace

json::object words_of_copy(std::string_view language) {
  json::object out;
  for (const auto& [word, key] : said) out[word] = lang::built_in("capsule").text(language, key);
  return out;
}

HandedOver make_own_copy(const catalogue::Catalogue& catalogue, const OwnCopy& copy,
                         const packets::Identity& maker) {
  const auto code = locked::code_from(crypto::Secret::random());
  const auto statement = statement_of(copy);
  const json::object inside{
      {"from", copy.from.name},
      {"made", to_text(date_of(copy.made))},
      {"parts", locked::shown(catalogue, copy.language, copy.parts)},
      {"statement", crypto::base64(text_of(statement))},
      {"signature", crypto::base64(text_of(maker.signing().sign(statement)))}};
  const auto sealed = crypto::gcm_seal(reading_key(code, copy.id), bytes_of(copy.id.text()),
                                       bytes_of(json::serialize(inside)));
  HandedOver out{.code = locked::in_groups(code),
                 .html = locked::page(copy.language,
                                      {{"own_copy", copy_version},
                                       {"matter", copy.id.text()},
                                       {"salt", crypto::base64(text_of(copy.id.bytes()))},
                                       {"rounds", locked::rounds},
                                       {"until", ""},
                                       {"sealed", crypto::base64(text_of(sealed))}},
                                      words_of_copy(copy.language))};
  if (out.html.size() > most_copy) throw Failure{Fault::too_large, "copy.too_large"};
  return out;
}

OwnCopy open_own_copy(std::string_view file, std::string_view code) {
  const auto block = block_in(file);
  const auto id = some(CopyId::parse(member(block, "matter").value_or("")), "copy.not_one");
  const auto sealed = some(bytes_member(block, "sealed"), "copy.not_one");
  // How often the code is stirred is ours to say, not the file's.
  const auto opened =
      some(crypto::gcm_open(reading_key(locked::plain_code(code), id), bytes_of(id.text()), sealed),
           "copy.wrong_code");
  boost::system::error_code error;
  const auto inside = json::parse(text_of(opened), error);
  const auto* object = error ? nullptr : inside.if_object();
  if (!object) throw Failure{Fault::invalid, "copy.forged"};
  const auto statement = some(bytes_member(*object, "statement"), "copy.forged");
  const auto signature = some(bytes_member(*object, "signature"), "copy.forged");
  auto copy = some(copy_in(statement, id), "copy.forged");
  if (!crypto::verify(copy.from.signs, statement, signature))
    throw Failure{Fault::invalid, "copy.forged"};
  return copy;
}

}  // namespace ts::matters
