#include "rules/words.h"

#include "lang/countries.h"
#include "lang/dates.h"
#include "lang/messages.h"
#include "rules/pack.h"

namespace ts::rules {
namespace {

const lang::Messages& messages() { return lang::built_in("rules"); }

std::string joined(const std::vector<Label>& labels, std::string_view language,
                   const Library& library) {
  std::string out;
  for (const auto& each : labels) {
    if (!out.empty()) out += "; ";
    out += say(each, language, library);
  }
  return out;
}

}  // namespace

std::string say(const Label& label, std::string_view language, const Library& library) {
  auto text = messages().text(language, label.key);
  if (text != label.key) return text;
  auto own = library.label(label.key, language);
  return own.empty() ? text : own;
}

std::string say(Date date, std::string_view language) { return lang::long_date(date, language); }

std::string say(const Duration& duration, std::string_view language) {
  std::string out;
  const auto add = [&](const char* key, int count) {
    if (count == 0) return;
    if (!out.empty()) out += ' ';
    out += messages().text(language, key, {{"count", std::int64_t{count}}});
  };
  add("length.years", duration.years);
  add("length.months", duration.months);
  add("length.days", duration.days);
  add("length.working_days", duration.working_days);
  return out;
}

std::string name_of(const Pack& pack, std::string_view language) {
  const auto year = [](const std::optional<Date>& day) {
    return day ? std::to_string(static_cast<int>(day->year())) : std::string{};
  };
  auto out = lang::name_of_country(pack.jurisdiction, language);
  const auto from = year(pack.valid.from);
  const auto to = year(pack.valid.to);
  if (!from.empty() && from == to)
    out += ' ' + from;
  else if (!from.empty() || !to.empty())
    out += ' ' + from + "–" + to;
  return out;
}

std::string say(const Phrase& phrase, std::string_view language, const Library& library) {
  lang::MessageArgs args;
  for (const auto& [name, word] : phrase.args) {
    if (const auto* text = std::get_if<std::string>(&word))
      args.emplace(name, *text);
    else if (const auto* number = std::get_if<std::int64_t>(&word))
      args.emplace(name, *number);
    else if (const auto* date = std::get_if<Date>(&word))
      args.emplace(name, say(*date, language));
    else if (const auto* length = std::get_if<Duration>(&word))
      args.emplace(name, say(*length, language));
    else if (const auto* label = std::get_if<Label>(&word))
      args.emplace(name, say(*label, language, library));
    else
      args.emplace(name, joined(std::get<std::vector<Label>>(word), language, library));
  }
  auto text = messages().text(language, phrase.key, args);
  if (text != phrase.key) return text;
  return say(Label{phrase.key}, language, library);
}

}  // namespace ts::rules
