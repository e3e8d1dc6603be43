#include "lang/messages.h"

#include <unicode/fieldpos.h>
#include <unicode/fmtable.h>
#include <unicode/locid.h>
#include <unicode/msgfmt.h>
#include <unicode/unistr.h>

#include <boost/json.hpp>

#include "base/data.h"
#include "base/failure.h"
#include "base/guarded.h"
#include "lang/icu_text.h"

namespace ts::lang {
namespace {

icu::UnicodeString wide(std::string_view utf8) {
  return icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())});
}

/// ICU would take Arabic digits for Arabic; browsers and forms here take Latin ones.
icu::Locale latin_digits_of(std::string_view language) {
  UErrorCode status = U_ZERO_ERROR;
  auto out = icu::Locale::forLanguageTag(std::string{language} + "-u-nu-latn", status);
  ensure(U_SUCCESS(status));
  return out;
}

std::optional<icu::MessageFormat> format_of(std::string_view pattern, const icu::Locale& locale) {
  UErrorCode status = U_ZERO_ERROR;
  std::optional<icu::MessageFormat> out;
  out.emplace(wide(pattern), locale, status);
  if (U_FAILURE(status)) out.reset();
  return out;
}

/// Most texts have nothing to fill in and need no formatting.
bool plain(std::string_view pattern) { return pattern.find_first_of("{}'") == std::string::npos; }

std::optional<boost::json::object> object_of(std::string_view json) {
  boost::json::error_code error;
  auto value = boost::json::parse({json.data(), json.size()}, error);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.as_object());
}

std::string formatted(const icu::MessageFormat& format, const MessageArgs& args) {
  std::vector<icu::UnicodeString> names;
  std::vector<icu::Formattable> values;
  for (const auto& [name, value] : args) {
    names.push_back(wide(name));
    if (const auto* number = std::get_if<std::int64_t>(&value))
      values.emplace_back(*number);
    else
      values.emplace_back(wide(std::get<std::string>(value)));
  }
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString text;
  format.format(names.data(), values.data(), static_cast<std::int32_t>(names.size()), text, status);
  ensure(U_SUCCESS(status));
  return utf8_of(text);
}

}  // namespace

class Messages::Texts {
 public:
  Texts(std::string_view language, const boost::json::object& object)
      : locale_{latin_digits_of(language)} {
    for (const auto& [key, pattern] : object)
      patterns_.emplace(std::string{key}, std::string{pattern.as_string()});
  }

  std::optional<std::string> text(std::string_view key, const MessageArgs& args) const {
    const auto found = patterns_.find(key);
    if (found == patterns_.end()) return std::nullopt;
    if (plain(found->second)) return found->second;
    // Made anew each time, because formatting changes a MessageFormat inside.
    const auto format = format_of(found->second, locale_);
    ensure(format.has_value());
    return formatted(*format, args);
  }

  std::vector<std::string> keys() const {
    std::vector<std::string> out;
    for (const auto& [key, pattern] : patterns_) out.push_back(key);
    return out;
  }

 private:
  icu::Locale locale_;
  std::map<std::string, std::string, std::less<>> patterns_;
};

Messages::Messages(const std::map<std::string, std::string, std::less<>>& json_by_language) {
  for (const auto& [language, json] : json_by_language) {
    ensure(mistakes(language, json).empty());
    by_language_.emplace(language, std::make_unique<Texts>(language, object_of(json).value()));
  }
}

Messages::Messages(Messages&&) noexcept = default;
Messages& Messages::operator=(Messages&&) noexcept = default;
Messages::~Messages() = default;

std::string Messages::text(std::string_view language, std::string_view key,
                           const MessageArgs& args) const {
  const auto base = language.substr(0, language.find('-'));
  for (const auto tag : {language, base, spoken_languages.front()}) {
    const auto texts = by_language_.find(tag);
    if (texts == by_language_.end()) continue;
    if (auto text = texts->second->text(key, args)) return *std::move(text);
  }
  return std::string{key};
}

std::vector<std::string> Messages::keys(std::string_view language) const {
  const auto texts = by_language_.find(language);
  return texts == by_language_.end() ? std::vector<std::string>{} : texts->second->keys();
}

std::vector<std::string> Messages::mistakes(std::string_view language, std::string_view json) {
  const auto object = object_of(json);
  if (!object) return {""};
  const auto locale = latin_digits_of(language);
  std::vector<std::string> out;
  for (const auto& [key, pattern] : *object)
    if (!pattern.is_string() || !format_of(std::string{pattern.as_string()}, locale))
      out.emplace_back(key);
  return out;
}

const Messages& built_in(std::string_view family) {
  static Guarded<std::map<std::string, Messages, std::less<>>> families;
  const auto all = families.lock();
  auto found = all->find(family);
  if (found == all->end()) {
    std::map<std::string, std::string, std::less<>> texts;
    for (const auto language : spoken_languages)
      texts.emplace(language, data::file("messages/" + std::string{family} + '.' +
                                         std::string{language} + ".json"));
    found = all->emplace(family, Messages{texts}).first;
  }
  return found->second;
}

bool right_to_left(std::string_view language) {
  UErrorCode status = U_ZERO_ERROR;
  const auto locale = icu::Locale::forLanguageTag(std::string{language}, status);
  return U_SUCCESS(status) && locale.isRightToLeft() != 0;
}

}  // namespace ts::lang
