#include "lang/dates.h"

#include <unicode/datefmt.h>
#include <unicode/locid.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

#include <memory>

#include "base/failure.h"
#include "lang/icu_text.h"

namespace ts::lang {
namespace {

std::unique_ptr<icu::TimeZone> zone_of(std::string_view name) {
  const auto id =
      icu::UnicodeString::fromUTF8({name.data(), static_cast<std::int32_t>(name.size())});
  std::unique_ptr<icu::TimeZone> zone{icu::TimeZone::createTimeZone(id)};
  // ICU gives a zone of its own for a name that it does not know.
  if (*zone == icu::TimeZone::getUnknown()) return nullptr;
  return zone;
}

}  // namespace

Date local_date(Instant at, std::string_view zone) {
  const auto found = zone_of(zone);
  ensure(found != nullptr);
  std::int32_t raw = 0;
  std::int32_t summer = 0;
  UErrorCode status = U_ZERO_ERROR;
  found->getOffset(static_cast<UDate>(at.ms), false, raw, summer, status);
  ensure(U_SUCCESS(status));
  return date_of({at.ms + raw + summer});
}

bool known_zone(std::string_view zone) { return zone_of(zone) != nullptr; }

std::string long_date(Date date, std::string_view language) {
  UErrorCode status = U_ZERO_ERROR;
  // English as it is written in most countries, the day first.
  const auto tag =
      (language == "en" ? std::string{"en-GB"} : std::string{language}) + "-u-nu-latn-ca-gregory";
  const auto locale = icu::Locale::forLanguageTag(tag, status);
  ensure(U_SUCCESS(status));
  const std::unique_ptr<icu::DateFormat> format{
      icu::DateFormat::createDateInstance(icu::DateFormat::kLong, locale)};
  ensure(format != nullptr);
  format->adoptTimeZone(icu::TimeZone::getGMT()->clone());
  icu::UnicodeString text;
  format->format(static_cast<UDate>(days_of(date)) * 86'400'000.0, text);
  return utf8_of(text);
}

}  // namespace ts::lang
