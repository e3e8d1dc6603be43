#include "matters/locked_page.h"

#include "base/data.h"
#include "crypto/sha256.h"
#include "lang/text.h"
#include "report/page.h"

namespace ts::matters::locked {
namespace {

namespace json = boost::json;
using catalogue::Field;
using catalogue::Type;

constexpr std::size_t letters_of_code = 16;
constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/// Labels and values as the page shows them; it names dates, countries and languages itself.
class Labels {
 public:
  Labels(const catalogue::Catalogue& catalogue, std::string_view language)
      : catalogue_{catalogue}, language_{language} {}

  json::array parts(std::span<const packets::Part> all) const {
    json::array out;
    for (const auto& part : all) {
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

}  // namespace

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

std::string plain_code(std::string_view typed) {
  std::string out;
  for (const char c : typed) {
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (small == 'o')
      out += '0';
    else if (small == 'i' || small == 'l')
      out += '1';
    else if ((small >= '0' && small <= '9') || (small >= 'a' && small <= 'z'))
      out += small;
  }
  return out;
}

json::array shown(const catalogue::Catalogue& catalogue, std::string_view language,
                  std::span<const packets::Part> parts) {
  return Labels{catalogue, language}.parts(parts);
}

std::string page(std::string_view language, const json::object& sealed, const json::object& words) {
  const auto script = data::file("capsule/capsule.js");
  const auto style = data::file("capsule/capsule.css");
  const auto text = [&](std::string_view key) {
    return report::escape(std::string_view{words.at(key).as_string()});
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
         report::json_block("words", json::serialize(words)) + "<script>" + std::string{script} +
         "</script></body></html>\n";
}

}  // namespace ts::matters::locked
