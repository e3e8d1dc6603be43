#include <algorithm>
#include <cmath>

#include "base/id.h"
#include "base/time.h"
#include "catalogue/catalogue.h"
#include "catalogue/file.h"
#include "lang/countries.h"
#include "lang/text.h"

namespace ts::catalogue {

namespace {

using Verdict = std::optional<MessageKey>;

template <class Wanted, class Rule>
Verdict if_it_is(Value& value, Rule rule) {
  auto* held = std::get_if<Wanted>(&value);
  return held ? rule(*held) : Verdict{MessageKey{"field.wrong_type"}};
}

bool out_of(const Field& field, double number) {
  return !(number >= field.min && number <= field.max);
}

Verdict check_text(const Field& field, const std::string& text) {
  if (static_cast<double>(lang::length(text)) > field.max) return MessageKey{"field.too_long"};
  return std::nullopt;
}

Verdict check_date(std::string& text) {
  const auto date = parse_partial_date(text);
  if (!date) return MessageKey{"date.malformed"};
  text = to_text(*date);
  return std::nullopt;
}

/// "09:30": hours and minutes, two digits each.
Verdict check_time(const std::string& text) {
  const auto two = [&](std::size_t at, int below) {
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    return digit(at) && digit(at + 1) && (text[at] - '0') * 10 + (text[at + 1] - '0') < below;
  };
  if (text.size() == 5 && text[2] == ':' && two(0, 24) && two(3, 60)) return std::nullopt;
  return MessageKey{"time.malformed"};
}

Verdict check_file(const std::string& text) {
  if (!file_of(text)) return MessageKey{"file.malformed"};
  return std::nullopt;
}

Verdict check_number(const Field& field, Value& value) {
  // A page sends 9 where it means 9.0.
  if (const auto* whole = std::get_if<std::int64_t>(&value)) value = static_cast<double>(*whole);
  return if_it_is<double>(value, [&](double number) -> Verdict {
    if (out_of(field, number)) return MessageKey{"field.out_of_range"};
    return std::nullopt;
  });
}

Verdict check_integer(const Field& field, Value& value) {
  return if_it_is<std::int64_t>(value, [&](std::int64_t number) -> Verdict {
    if (out_of(field, static_cast<double>(number))) return MessageKey{"field.out_of_range"};
    return std::nullopt;
  });
}

bool is_choice(const Field& field, const std::string& code) {
  switch (field.type) {
    case Type::country:
    case Type::countries:
      return lang::is_country(code);
    case Type::language:
      return lang::is_language(code);
    case Type::colleague:
      return AccountId::parse(code).has_value();
    case Type::person:
      return RecordId::parse(code).has_value();
    default:
      return std::find(field.values.begin(), field.values.end(), code) != field.values.end();
  }
}

Verdict check_choice(const Field& field, const std::string& code) {
  if (!is_choice(field, code)) return MessageKey{"field.not_a_choice"};
  return std::nullopt;
}

/// A choice made twice counts once.
Verdict check_choices(const Field& field, std::vector<std::string>& codes) {
  std::vector<std::string> once;
  for (auto& code : codes) {
    if (!is_choice(field, code)) return MessageKey{"field.not_a_choice"};
    if (std::find(once.begin(), once.end(), code) == once.end()) once.push_back(std::move(code));
  }
  codes = std::move(once);
  return std::nullopt;
}

Verdict check_value(const Field& field, Value& value) {
  switch (field.type) {
    case Type::text:
    case Type::long_text:
    case Type::organisation:
      return if_it_is<std::string>(value, [&](auto& text) { return check_text(field, text); });
    case Type::date:
      return if_it_is<std::string>(value, [](auto& text) { return check_date(text); });
    case Type::time:
      return if_it_is<std::string>(value, [](auto& text) { return check_time(text); });
    case Type::file:
      return if_it_is<std::string>(value, [](auto& text) { return check_file(text); });
    case Type::number:
      return check_number(field, value);
    case Type::integer:
      return check_integer(field, value);
    case Type::checkbox:
      return if_it_is<bool>(value, [](bool) { return Verdict{}; });
    case Type::picklist:
    case Type::country:
    case Type::language:
    case Type::colleague:
    case Type::person:
      return if_it_is<std::string>(value, [&](auto& code) { return check_choice(field, code); });
    case Type::multi_picklist:
    case Type::countries:
      return if_it_is<std::vector<std::string>>(
          value, [&](auto& codes) { return check_choices(field, codes); });
  }
  ensure(false);
  return std::nullopt;
}

/// Cleans text in place; false when it is not text. Lists are not cleaned: only exact codes are
/// choices.
bool clean(Value& value) {
  auto* text = std::get_if<std::string>(&value);
  if (!text) return true;
  auto cleaned = lang::clean(*text);
  if (!cleaned) return false;
  *text = std::move(*cleaned);
  return true;
}

bool is_empty(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text->empty();
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) return list->empty();
  return false;
}

/// The name of a field that we do not know came from outside and may be anything, also something
/// about a person: it is told back only when it looks like a name of a field.
std::string unknown_name(std::string_view name) {
  constexpr std::string_view allowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
  const auto is_name = name.size() <= 64 && name.find('_') == 3 &&
                       name.find_first_not_of(allowed) == std::string_view::npos;
  return is_name ? std::string{name} : "?";
}

/// The field when it is one of this kind; otherwise the problem is noted.
const Field* find(const Catalogue& catalogue, std::string_view kind, const std::string& name,
                  std::vector<Problem>& problems) {
  const auto* field = catalogue.field(name);
  if (field && field->kind == kind) return field;
  problems.push_back({field ? name : unknown_name(name), "field.unknown"});
  return nullptr;
}

}  // namespace

std::vector<Problem> Catalogue::check(std::string_view kind, Fields& fields) const {
  ensure(this->kind(kind) != nullptr);
  std::vector<Problem> problems;
  for (auto at = fields.begin(); at != fields.end();) {
    auto& [name, value] = *at;
    const auto* field = find(*this, kind, name, problems);
    if (field && !clean(value)) {
      problems.push_back({name, "field.not_text"});
    } else if (field && is_empty(value)) {
      at = fields.erase(at);
      continue;
    } else if (field) {
      if (const auto wrong = check_value(*field, value)) problems.push_back({name, *wrong});
    }
    ++at;
  }
  for (const auto& field : fields_)
    if (field.required && field.kind == kind && !fields.contains(field.name))
      problems.push_back({field.name, "field.required"});
  return problems;
}

std::vector<Problem> Catalogue::check(std::string_view kind, Changes& changes) const {
  ensure(this->kind(kind) != nullptr);
  std::vector<Problem> problems;
  for (auto& [name, value] : changes) {
    const auto* field = find(*this, kind, name, problems);
    if (!field) continue;
    if (value && !clean(*value)) {
      problems.push_back({name, "field.not_text"});
      continue;
    }
    if (value && is_empty(*value)) value.reset();
    if (!value) {
      if (field->required) problems.push_back({name, "field.required"});
    } else if (const auto wrong = check_value(*field, *value)) {
      problems.push_back({name, *wrong});
    }
  }
  return problems;
}

}  // namespace ts::catalogue
