#include "lang/countries.h"

#include <unicode/coll.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <map>
#include <memory>
#include <set>

#include "base/data.h"
#include "base/failure.h"
#include "lang/icu_text.h"

namespace ts::lang {
namespace {

using Codes = std::set<std::string, std::less<>>;

const Codes& country_codes() {
  static const Codes all = [] {
    Codes out;
    // Reserved in ISO 3166-1 for other uses, but not countries in it.
    constexpr std::array<std::string_view, 6> reserved{"AC", "CP", "DG", "EA", "IC", "TA"};
    for (const auto* const* code = icu::Locale::getISOCountries(); *code != nullptr; ++code)
      if (std::ranges::find(reserved, *code) == reserved.end()) out.emplace(*code);
    return out;
  }();
  return all;
}

/// Languages of people whom the program serves and CLDR has no name for: names by language by code.
using MoreLanguages = std::map<std::string, std::map<std::string, std::string>, std::less<>>;

const MoreLanguages& more_languages() {
  static const MoreLanguages all = [] {
    MoreLanguages out;
    const auto parsed = boost::json::parse(data::file("languages/more.json"));
    for (const auto& [code, names] : parsed.as_object())
      for (const auto& [language, name] : names.as_object())
        out[std::string{code}][std::string{language}] = std::string{name.as_string()};
    return out;
  }();
  return all;
}

struct LanguageCodes {
  Codes shortest;
  Codes all;
};

const LanguageCodes& language_codes() {
  static const LanguageCodes codes = [] {
    LanguageCodes out;
    for (const auto* const* code = icu::Locale::getISOLanguages(); *code != nullptr; ++code) {
      out.shortest.emplace(*code);
      out.all.emplace(*code);
      const std::string three{icu::Locale{*code}.getISO3Language()};
      if (!three.empty()) out.all.insert(three);
    }
    // ICU lists some languages by both codes.
    for (const auto& code : Codes{out.shortest}) {
      const std::string three{icu::Locale{code.c_str()}.getISO3Language()};
      if (code.size() == 2) out.shortest.erase(three);
    }
    for (const auto& [code, names] : more_languages()) {
      out.shortest.insert(code);
      out.all.insert(code);
    }
    return out;
  }();
  return codes;
}

/// English unless CLDR has the language: else ICU would take that of the machine.
icu::Locale locale_of(std::string_view language) {
  static const Codes known = [] {
    Codes out;
    std::int32_t count = 0;
    const auto* all = icu::Locale::getAvailableLocales(count);
    for (std::int32_t i = 0; i < count; ++i)
      out.emplace(all[i].getLanguage());  // NOLINT: ICU gives an array of them
    return out;
  }();
  UErrorCode status = U_ZERO_ERROR;
  auto out = icu::Locale::forLanguageTag(std::string{language}, status);
  if (U_FAILURE(status) || !known.contains(std::string_view{out.getLanguage()}))
    return icu::Locale::getEnglish();
  return out;
}

std::string country_name(const std::string& code, const icu::Locale& locale) {
  icu::UnicodeString out;
  return utf8_of(icu::Locale{"", code.c_str()}.getDisplayCountry(locale, out));
}

std::string language_name(const std::string& code, const icu::Locale& locale) {
  if (const auto ours = more_languages().find(code); ours != more_languages().end()) {
    const auto name = ours->second.find(locale.getLanguage());
    return name != ours->second.end() ? name->second : ours->second.at("en");
  }
  icu::UnicodeString out;
  return utf8_of(icu::Locale{code.c_str()}.getDisplayLanguage(locale, out));
}

void sort_by_name(std::vector<Coded>& all, const icu::Locale& locale) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Collator> collator{icu::Collator::createInstance(locale, status)};
  ensure(U_SUCCESS(status) && collator);
  std::ranges::sort(all, [&](const Coded& a, const Coded& b) {
    UErrorCode failed = U_ZERO_ERROR;
    const auto order = collator->compareUTF8(a.name, b.name, failed);
    return order == UCOL_EQUAL ? a.code < b.code : order == UCOL_LESS;
  });
}

}  // namespace

std::vector<Coded> countries(std::string_view language) {
  const auto locale = locale_of(language);
  std::vector<Coded> out;
  for (const auto& code : country_codes()) out.push_back({code, country_name(code, locale)});
  sort_by_name(out, locale);
  return out;
}

std::vector<Coded> languages(std::string_view language) {
  const auto locale = locale_of(language);
  std::vector<Coded> out;
  for (const auto& code : language_codes().shortest) {
    auto name = language_name(code, locale);
    if (name != code) out.push_back({code, std::move(name)});
  }
  sort_by_name(out, locale);
  return out;
}

bool is_country(std::string_view code) { return country_codes().contains(code); }

bool is_language(std::string_view code) { return language_codes().all.contains(code); }

std::optional<std::string> alpha3_of(std::string_view code) {
  if (!is_country(code)) return std::nullopt;
  std::string out{icu::Locale{"", std::string{code}.c_str()}.getISO3Country()};
  // ICU has a user code for Kosovo.
  if (out.empty() || code == "XK") return std::nullopt;
  return out;
}

std::string name_of_country(std::string_view code, std::string_view language) {
  if (!is_country(code)) return std::string{code};
  return country_name(std::string{code}, locale_of(language));
}

}  // namespace ts::lang
