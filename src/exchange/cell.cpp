#include "exchange/cell.h"

#include <array>
#include <cmath>

#include "base/number.h"
#include "base/time.h"
#include "lang/text.h"

namespace ts::exchange {
namespace {

using catalogue::Field;
using catalogue::Type;
using catalogue::Value;

/// Three numbers between which one of ". / - " stands.
std::optional<std::array<int, 3>> three_numbers(std::string_view text) {
  std::array<int, 3> out{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto end = i + 1 < out.size() ? text.find_first_of("./-") : text.size();
    if (end == std::string_view::npos) return std::nullopt;
    const auto number = number_of<int>(text.substr(0, end));
    if (!number) return std::nullopt;
    out[i] = *number;
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return out;
}

Cell read_date(std::string_view text) {
  if (const auto date = parse_partial_date(text)) return {.value = to_text(*date)};
  // A survey writes the hour behind the day.
  if (text.size() > 11 && (text[10] == 'T' || text[10] == ' '))
    if (const auto date = parse_date(text.substr(0, 10))) return {.value = to_text(*date)};
  const auto parts = three_numbers(text);
  if (!parts) return {.wrong = MessageKey{"date.malformed"}};
  const auto [first, second, year] = *parts;
  const bool dotted = text.find('.') != std::string_view::npos;
  if (!dotted && first <= 12 && second <= 12 && first != second)
    return {.wrong = MessageKey{"date.ambiguous"}};
  // With dots the day comes first everywhere; otherwise what is above twelve is the day.
  const int day = dotted || first > 12 ? first : second;
  const int month = day == first && (dotted || first > 12) ? second : first;
  const Date date{std::chrono::year{year} / month / day};
  if (year < 1000 || !date.ok()) return {.wrong = MessageKey{"date.malformed"}};
  return {.value = to_text(date)};
}

Cell read_checkbox(std::string_view text) {
  static constexpr std::array<std::string_view, 14> yes{
      "true", "yes",  "1",          "oui",       "si", "sim", "да",
      "نعم",  "vrai", "verdadeiro", "verdadero", "x",  "y",   "истина"};
  static constexpr std::array<std::string_view, 11> no{
      "false", "no", "0", "non", "nao", "нет", "لا", "faux", "falso", "n", "ложь"};
  const auto plain = Words::plain(text);
  if (std::find(yes.begin(), yes.end(), plain) != yes.end()) return {.value = true};
  if (std::find(no.begin(), no.end(), plain) != no.end()) return {.value = false};
  return {.wrong = MessageKey{"field.wrong_type"}};
}

/// Codes that a survey joined with spaces; nothing when one is none.
std::optional<std::vector<std::string>> spaced(const Field& field, std::string_view text,
                                               const Words& words) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto code = words.choice(field, text.substr(0, end));
    if (!code) return std::nullopt;
    out.push_back(*code);
    text.remove_prefix(end);
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  }
  return out;
}

Cell read_choices(const Field& field, std::string_view text, const Words& words) {
  std::vector<std::string> out;
  for (auto rest = text; !rest.empty();) {
    const auto code = words.take_choice(field, rest);
    if (!code) {
      if (auto codes = spaced(field, text, words)) return {.value = std::move(*codes)};
      return {.wrong = MessageKey{"field.not_a_choice"}};
    }
    out.push_back(*code);
  }
  return {.value = std::move(out)};
}

Cell read_number(const Field& field, std::string_view text) {
  std::string plain{text};
  for (auto& c : plain)
    if (c == ',') c = '.';
  const auto number = number_of<double>(plain);
  if (!number) return {.wrong = MessageKey{"field.wrong_type"}};
  if (field.type == Type::number) return {.value = *number};
  constexpr double most = 9'007'199'254'740'992.0;  // up to there every whole number is itself
  if (std::abs(*number) > most || std::trunc(*number) != *number)
    return {.wrong = MessageKey{"field.wrong_type"}};
  return {.value = static_cast<std::int64_t>(*number)};
}

}  // namespace

Cell read_cell(const Field& field, std::string_view text, const Words& words) {
  const auto cleaned = lang::clean(text);
  if (!cleaned) return {.wrong = MessageKey{"field.not_text"}};
  if (cleaned->empty()) return {};
  switch (field.type) {
    case Type::text:
    case Type::long_text:
    case Type::organisation:
    case Type::time:
    case Type::person:
    case Type::file:
      return {.value = *cleaned};
    case Type::date:
      return read_date(*cleaned);
    case Type::checkbox:
      return read_checkbox(*cleaned);
    case Type::number:
    case Type::integer:
      return read_number(field, *cleaned);
    case Type::multi_picklist:
    case Type::countries:
      return read_choices(field, *cleaned, words);
    case Type::picklist:
    case Type::country:
    case Type::language:
    case Type::colleague:
      break;
  }
  if (auto code = words.choice(field, *cleaned)) return {.value = std::move(*code)};
  return {.wrong = MessageKey{"field.not_a_choice"}};
}

std::string written(const Field& field, const Value& value, const Words& words) {
  if (const auto* yes = std::get_if<bool>(&value)) return *yes ? "TRUE" : "FALSE";
  if (const auto* text = std::get_if<std::string>(&value))
    return field.type == Type::colleague ? words.colleague(*text) : *text;
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    std::string out;
    for (const auto& each : *list) out += (out.empty() ? "" : "; ") + each;
    return out;
  }
  char buffer[32];
  const auto put = [&](auto number) {
    return std::string{buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr};
  };
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return put(*whole);
  return put(std::get<double>(value));
}

}  // namespace ts::exchange
