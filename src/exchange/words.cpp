#include "exchange/words.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/data.h"
#include "lang/countries.h"
#include "lang/messages.h"
#include "lang/text.h"

namespace ts::exchange {
namespace {

using catalogue::Field;
using catalogue::Type;

constexpr std::string_view separators = ";,|\n";

/// Not of the published standard.
bool is_ours(const Field& field) {
  return field.name.starts_with("tsn_") || field.name.starts_with("own_");
}

}  // namespace

std::string Words::plain(std::string_view text) {
  std::string out;
  for (const char c : lang::fold(text)) {
    const bool kept =
        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    if (kept) out += c;
  }
  return out;
}

Words::Words(const catalogue::Catalogue& catalogue,
             const std::map<std::string, AccountId, std::less<>>& colleagues)
    : catalogue_{catalogue} {
  // The standard's own labels first: they are what is printed on its templates.
  for (const bool ours : {false, true})
    for (const auto& field : catalogue.fields())
      if (is_ours(field) == ours) add_labels(field, ours);
  for (const auto& field : catalogue.fields()) {
    by_name_[plain(field.name)] = &field;
    auto& choices = choices_[field.name];
    for (const auto& value : field.values) choices[plain(value)] = value;
    for (const auto language : lang::spoken_languages)
      for (const auto& value : field.values)
        if (const auto label = catalogue.label("value." + field.name + '.' + value, language))
          choices.emplace(plain(*label), value);
  }
  const auto aliases = boost::json::parse(data::file("catalogue/aliases.json"));
  for (const auto& [alias, name] : aliases.as_object())
    by_name_[plain(alias)] = catalogue.field(name.as_string());
  for (const auto language : lang::spoken_languages) {
    for (const auto& country : lang::countries(language)) {
      countries_[plain(country.code)] = country.code;
      countries_.emplace(plain(country.name), country.code);
    }
    for (const auto& spoken : lang::languages(language)) {
      languages_[plain(spoken.code)] = spoken.code;
      languages_.emplace(plain(spoken.name), spoken.code);
    }
  }
  for (const auto& [name, id] : colleagues) {
    colleagues_[plain(name)] = id.text();
    colleague_names_[id.text()] = name;
  }
}

void Words::add_labels(const Field& field, bool ours) {
  for (const auto language : lang::spoken_languages) {
    const auto label =
        plain(catalogue_.label("field." + field.name, language).value_or(field.name));
    const auto [at, added] = by_label_.emplace(label, &field);
    if (added || at->second == &field) continue;
    // Two fields of one label: the label alone does not tell them apart.
    const bool standard = at->second && !is_ours(*at->second);
    if (!(ours && standard)) at->second = nullptr;
  }
}

const Field* Words::field_named(std::string_view name) const {
  // Survey data put the name of a group before the name of the question.
  const auto slash = name.rfind('/');
  const auto found =
      by_name_.find(plain(slash == std::string_view::npos ? name : name.substr(slash + 1)));
  return found == by_name_.end() ? nullptr : found->second;
}

const Field* Words::field_labelled(std::string_view label) const {
  const auto found = by_label_.find(plain(label));
  return found == by_label_.end() ? nullptr : found->second;
}

const Words::Choices& Words::choices_of(const Field& field) const {
  switch (field.type) {
    case Type::country:
    case Type::countries:
      return countries_;
    case Type::language:
      return languages_;
    case Type::colleague:
      return colleagues_;
    case Type::picklist:
    case Type::multi_picklist:
      return choices_.find(field.name)->second;
    default:
      return none_;
  }
}

std::optional<std::string> Words::choice(const Field& field, std::string_view text) const {
  const auto& choices = choices_of(field);
  const auto found = choices.find(plain(text));
  return found == choices.end() ? std::nullopt : std::optional{found->second};
}

std::optional<std::string> Words::take_choice(const Field& field, std::string_view& text) const {
  // From the longest piece to the shortest, for some labels have a separator within.
  for (auto end = text.size(); end != std::string_view::npos && end > 0;
       end = text.find_last_of(separators, end - 1)) {
    const auto code = choice(field, text.substr(0, end));
    if (!code) continue;
    text.remove_prefix(end);
    const auto next = text.find_first_not_of(" ;,|\n");
    text.remove_prefix(next == std::string_view::npos ? text.size() : next);
    return code;
  }
  return std::nullopt;
}

std::string Words::colleague(std::string_view id) const {
  const auto found = colleague_names_.find(id);
  return found == colleague_names_.end() ? std::string{id} : found->second;
}

}  // namespace ts::exchange
